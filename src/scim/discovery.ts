import type { Attribute } from './attribute.js';
import type { Resource } from './resource.js';
import { groupType, urns, userType } from './resource-types.js';
import type { ResourceType, Schema } from './resource-types.js';

/** The default and the maximum number of resources per page. */
export const pageSizes = { usual: 100, most: 1_000 };

const meta = (resourceType: string, location: string) => ({ meta: { resourceType, location } });

/** The SCIM features that scrim supports (RFC 7643, section 5). */
export const serviceProviderConfig = (): Resource => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: pageSizes.most },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: true },
  authenticationSchemes: [
    {
      type: 'oauthbearertoken',
      name: 'OAuth Bearer Token',
      description: 'an API key with the role scim or admin',
      specUri: 'https://www.rfc-editor.org/info/rfc6750',
      primary: true,
    },
  ],
  ...meta('ServiceProviderConfig', 'ServiceProviderConfig'),
});

const typeResource = ({ name, endpoint, description, core, extensions }: ResourceType): Resource => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
  id: name,
  name,
  endpoint,
  description,
  schema: core.id,
  schemaExtensions: extensions.map(({ id }) => ({ schema: id, required: false })),
  ...meta('ResourceType', `ResourceTypes/${name}`),
});

const schemaResource = ({ id, name, description, attributes }: Schema): Resource => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
  id,
  name,
  description,
  attributes: attributes.map((one: Attribute) => one),
  ...meta('Schema', `Schemas/${id}`),
});

const types = [userType, groupType];

/** The kinds of resource (RFC 7643, section 6). */
export const resourceTypes: readonly Resource[] = types.map(typeResource);

/** The schemas of all kinds of resource (RFC 7643, section 7). */
export const schemaResources: readonly Resource[] = types.flatMap(({ core, extensions }) =>
  [core, ...extensions].map(schemaResource),
);

/** A list with a single page. */
export const wholeList = (resources: readonly Resource[]): Resource => ({
  schemas: [urns.list],
  totalResults: resources.length,
  startIndex: 1,
  itemsPerPage: resources.length,
  Resources: resources,
});
