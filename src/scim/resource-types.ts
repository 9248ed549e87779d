import { attribute, named, values } from './attribute.js';
import type { Attribute } from './attribute.js';

/** The URNs of the schemas and messages of SCIM that scrim speaks. */
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
  /** Whether every name is an attribute, with a list of texts: names are the world's own, and compared as they are written. */
  readonly open?: true;
}

/** A kind of resource: its main schema, and what extends it. */
export interface ResourceType {
  readonly name: 'User' | 'Group';
  readonly endpoint: '/Users' | '/Groups';
  readonly description: string;
  readonly core: Schema;
  readonly extensions: readonly Schema[];
  /** Attributes of the standard that providers send though scrim keeps none of them: to change one is no error. */
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
  attribute('meta', 'what scrim knows of the resource', {
    ...readOnly,
    type: 'complex',
    subAttributes: [
      attribute('resourceType', 'User or Group', { ...readOnly, caseExact: true }),
      attribute('created', 'since when it is there', { ...readOnly, type: 'dateTime' }),
      attribute('lastModified', 'since when it is as it is', { ...readOnly, type: 'dateTime' }),
      attribute('location', 'where it is', { ...readOnly, type: 'reference', caseExact: true }),
      attribute('version', 'its ETag', { ...readOnly, caseExact: true }),
    ],
  }),
];

const userSchema: Schema = {
  id: urns.user,
  name: 'User',
  description: 'A person or service',
  attributes: [
    attribute('userName', 'the name by which Trino knows the user', {
      required: true,
      caseExact: true,
      uniqueness: 'server',
    }),
    attribute('active', 'false closes everything to the user at once', { type: 'boolean' }),
    attribute('name', 'the parts of the name', {
      type: 'complex',
      subAttributes: [
        attribute('formatted', 'the whole name'),
        attribute('familyName', 'the family name'),
        attribute('givenName', 'the given name'),
        attribute('middleName', 'middle names'),
        attribute('honorificPrefix', 'what stands before the name'),
        attribute('honorificSuffix', 'what stands after the name'),
      ],
    }),
    attribute('displayName', 'the name that is shown'),
    attribute('nickName', 'how the user is called'),
    attribute('profileUrl', "the user's page", { type: 'reference', referenceTypes: ['external'] }),
    attribute('title', 'what the user is, such as Vice President'),
    attribute('userType', 'how the user stands to the company, such as Contractor'),
    attribute('preferredLanguage', 'the language of choice'),
    attribute('locale', 'where the user is, for how things are written'),
    attribute('timezone', 'the time zone'),
    values('emails', 'addresses of e-mail'),
    values('phoneNumbers', 'numbers of telephones'),
    values('addresses', 'postal addresses', [
      attribute('formatted', 'the whole address'),
      attribute('streetAddress', 'street and number'),
      attribute('locality', 'the city'),
      attribute('region', 'the state or region'),
      attribute('postalCode', 'the postal code'),
      attribute('country', 'the country'),
    ]),
    values('entitlements', 'what the user may have'),
    values('roles', 'what the user is to the provider; gives no role of scrim'),
    attribute('groups', 'the groups that the user is in: a group says who its members are', {
      ...readOnly,
      type: 'complex',
      multiValued: true,
      subAttributes: [
        attribute('value', 'the id of the group', { ...readOnly, caseExact: true }),
        attribute('$ref', 'where the group is', {
          ...readOnly,
          type: 'reference',
          referenceTypes: ['Group'],
        }),
        attribute('display', 'its displayName', { ...readOnly, caseExact: true }),
        attribute('type', 'direct', readOnly),
      ],
    }),
  ],
};

const enterpriseSchema: Schema = {
  id: urns.enterprise,
  name: 'EnterpriseUser',
  description: 'What a company knows of a user',
  attributes: [
    attribute('employeeNumber', 'the number of the employee'),
    attribute('costCenter', 'the cost center'),
    attribute('organization', 'the organization'),
    attribute('division', 'the division'),
    attribute('department', 'the department'),
    attribute('manager', 'whom the user reports to', {
      type: 'complex',
      subAttributes: [
        attribute('value', 'the id of the manager', { caseExact: true }),
        attribute('$ref', 'where the manager is', { type: 'reference', referenceTypes: ['User'] }),
        attribute('displayName', 'the displayName of the manager'),
      ],
    }),
  ],
};

const scrimSchema = (id: string, of: string): Schema => ({
  id,
  name: `Scrim${of}`,
  description: `The attributes of a ${of.toLowerCase()} that policies ask for: any name, with a list of texts`,
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
    attribute('members', 'the users in the group; no groups', {
      type: 'complex',
      multiValued: true,
      subAttributes: [
        attribute('value', 'the id of the user', { mutability: 'immutable', caseExact: true }),
        attribute('$ref', 'where the user is', {
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

/** The schema with a URN, in whatever case. */
export const schemaIn = ({ core, extensions }: ResourceType, urn: string): Schema | undefined =>
  [core, ...extensions].find(({ id }) => id.toLowerCase() === urn.toLowerCase());

/** The attribute of a schema; those of every resource stand beside those of its main schema. */
export function attributeIn(type: ResourceType, schema: Schema, name: string): Attribute | undefined {
  if (schema.open) {
    return attribute(name, `the values of '${name}'`, { multiValued: true, caseExact: true });
  }
  return named(schema === type.core ? [...common, ...schema.attributes] : schema.attributes, name);
}
