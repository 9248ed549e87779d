import { attribute, named, values } from './attribute.js';
import type { Attribute } from './attribute.js';

/** The URNs of the SCIM schemas and messages that scrim supports. */
export const urns = {
  user: 'urn:ietf:params:scim:schemas:core:2.0:User',
  group: 'urn:ietf:params:scim:schemas:core:2.0:Group',
  enterprise: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  scrimUser: 'urn:ietf:params:scim:schemas:extension:scrim:2.0:User',
  scrimGroup: 'urn:ietf:params:scim:schemas:extension:scrim:2.0:Group',
  error: 'urn:ietf:params:scim:api:messages:2.0:Error',
  list: 'urn:ietf:params:scim:api:messages:2.0:ListResponse',
  patch: 'urn:ietf:params:scim:api:messages:2.0:PatchOp',
} as const;

/** Attributes under one URN. */
export interface Schema {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly Attribute[];
  /** Whether any name is an attribute with a list of texts. Such names come from the world and are case-sensitive. */
  readonly open?: true;
}

/** A kind of resource: its main schema and its extensions. */
export interface ResourceType {
  readonly name: 'User' | 'Group';
  readonly endpoint: '/Users' | '/Groups';
  readonly description: string;
  readonly core: Schema;
  readonly extensions: readonly Schema[];
  /** Attributes of the standard that providers send but scrim does not store. Changing one is not an error. */
  readonly ignored: readonly string[];
}

const readOnly = { mutability: 'readOnly' } as const;

/** The attributes of every resource (RFC 7643, section 3.1). */
const common: readonly Attribute[] = [
  attribute('schemas', 'the schemas of the resource', {
    type: 'reference',
    referenceTypes: ['uri'],
    multiValued: true,
    caseExact: true,
    returned: 'always',
  }),
  attribute('id', "scrim's own identifier, which stays the same", {
    ...readOnly,
    caseExact: true,
    returned: 'always',
    uniqueness: 'server',
  }),
  attribute('externalId', "the provider's own identifier", { caseExact: true }),
  attribute('meta', 'metadata of the resource', {
    ...readOnly,
    type: 'complex',
    subAttributes: [
      attribute('resourceType', 'User or Group', { ...readOnly, caseExact: true }),
      attribute('created', 'when the resource was created', { ...readOnly, type: 'dateTime' }),
      attribute('lastModified', 'when the resource was last changed', { ...readOnly, type: 'dateTime' }),
      attribute('location', 'the address of the resource', {
        ...readOnly,
        type: 'reference',
        caseExact: true,
      }),
      attribute('version', 'its ETag', { ...readOnly, caseExact: true }),
    ],
  }),
];

const userSchema: Schema = {
  id: urns.user,
  name: 'User',
  description: 'A person or service',
  attributes: [
    attribute('userName', 'the name of the user in Trino', {
      required: true,
      caseExact: true,
      uniqueness: 'server',
    }),
    attribute('active', 'false closes all access of the user at once', { type: 'boolean' }),
    attribute('name', 'the parts of the name', {
      type: 'complex',
      subAttributes: [
        attribute('formatted', 'the whole name'),
        attribute('familyName', 'the family name'),
        attribute('givenName', 'the given name'),
        attribute('middleName', 'middle names'),
        attribute('honorificPrefix', 'the text before the name'),
        attribute('honorificSuffix', 'the text after the name'),
      ],
    }),
    attribute('displayName', 'the displayed name'),
    attribute('nickName', 'the nickname'),
    attribute('profileUrl', "the user's web page", { type: 'reference', referenceTypes: ['external'] }),
    attribute('title', 'the job title, such as Vice President'),
    attribute('userType', 'the relation to the company, such as Contractor'),
    attribute('preferredLanguage', 'the preferred language'),
    attribute('locale', 'the locale, for formats'),
    attribute('timezone', 'the time zone'),
    values('emails', 'e-mail addresses'),
    values('phoneNumbers', 'telephone numbers'),
    values('addresses', 'postal addresses', [
      attribute('formatted', 'the whole address'),
      attribute('streetAddress', 'street and number'),
      attribute('locality', 'the city'),
      attribute('region', 'the state or region'),
      attribute('postalCode', 'the postal code'),
      attribute('country', 'the country'),
    ]),
    values('entitlements', 'entitlements of the user'),
    values('roles', 'roles at the provider; they give no role in scrim'),
    attribute('groups', 'the groups of the user; read-only, because members are set on the group', {
      ...readOnly,
      type: 'complex',
      multiValued: true,
      subAttributes: [
        attribute('value', 'the id of the group', { ...readOnly, caseExact: true }),
        attribute('$ref', 'the address of the group', {
          ...readOnly,
          type: 'reference',
          referenceTypes: ['Group'],
        }),
        attribute('display', 'the displayName of the group', { ...readOnly, caseExact: true }),
        attribute('type', 'direct', readOnly),
      ],
    }),
  ],
};

const enterpriseSchema: Schema = {
  id: urns.enterprise,
  name: 'EnterpriseUser',
  description: 'Attributes of a user in a company',
  attributes: [
    attribute('employeeNumber', 'the employee number'),
    attribute('costCenter', 'the cost center'),
    attribute('organization', 'the organization'),
    attribute('division', 'the division'),
    attribute('department', 'the department'),
    attribute('manager', 'the manager of the user', {
      type: 'complex',
      subAttributes: [
        attribute('value', 'the id of the manager', { caseExact: true }),
        attribute('$ref', 'the address of the manager', { type: 'reference', referenceTypes: ['User'] }),
        attribute('displayName', 'the displayName of the manager'),
      ],
    }),
  ],
};

const scrimSchema = (id: string, of: string): Schema => ({
  id,
  name: `Scrim${of}`,
  description: `The attributes of a ${of.toLowerCase()} for policies: any name, with a list of texts`,
  attributes: [],
  open: true,
});

const groupSchema: Schema = {
  id: urns.group,
  name: 'Group',
  description: 'A group of users',
  attributes: [
    attribute('displayName', 'the name of the group, which policies use', {
      required: true,
      caseExact: true,
      uniqueness: 'server',
    }),
    attribute('members', 'the users in the group; groups cannot be nested', {
      type: 'complex',
      multiValued: true,
      subAttributes: [
        attribute('value', 'the id of the user', { mutability: 'immutable', caseExact: true }),
        attribute('$ref', 'the address of the user', {
          type: 'reference',
          referenceTypes: ['User'],
          mutability: 'immutable',
        }),
        attribute('display', 'the userName', { ...readOnly, caseExact: true }),
        attribute('type', 'User', { mutability: 'immutable' }),
      ],
    }),
  ],
};

/** Users. */
export const userType: ResourceType = {
  name: 'User',
  endpoint: '/Users',
  description: 'A person or service',
  core: userSchema,
  extensions: [enterpriseSchema, scrimSchema(urns.scrimUser, 'User')],
  ignored: ['password', 'ims', 'photos', 'x509Certificates'],
};

/** Groups. */
export const groupType: ResourceType = {
  name: 'Group',
  endpoint: '/Groups',
  description: 'A group of users',
  core: groupSchema,
  extensions: [scrimSchema(urns.scrimGroup, 'Group')],
  ignored: [],
};

/** The schema with a URN; URNs are case-insensitive. */
export const schemaIn = ({ core, extensions }: ResourceType, urn: string): Schema | undefined =>
  [core, ...extensions].find(({ id }) => id.toLowerCase() === urn.toLowerCase());

/** The attribute of a schema. The main schema also has the attributes of every resource. */
export function attributeIn(type: ResourceType, schema: Schema, name: string): Attribute | undefined {
  if (schema.open) {
    return attribute(name, `the values of '${name}'`, { multiValued: true, caseExact: true });
  }
  return named(schema === type.core ? [...common, ...schema.attributes] : schema.attributes, name);
}
