import { z } from 'zod';

import { kindOf, kinds } from '../model/world.js';
import type { Kind } from '../model/world.js';

/** The parts of a JSON Schema (draft 2020-12), as Zod writes it. */
interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  title?: string;
  description?: string;
  type?: string;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  enumDescriptions?: string[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  items?: Schema | boolean;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

/** What each entry of a section is. */
const sections: Readonly<Record<Kind, string>> = {
  settings: 'what every view depends on',
  tag: 'tags that policies may name',
  purpose: 'what data may be used for',
  group: 'groups of people, with attributes',
  user: 'people and services',
  lookupTable: 'raw tables that custom predicates may read',
  monitoredSchema: 'schemas of Trino whose tables are compared with the data sources over them',
  dataSource: 'raw tables under virtual names',
  tagProposal: 'tags that were proposed for columns',
  subscription: "people's access to data sources",
  recertification: 'rounds in which owners confirm or end access; written by scrim recertify',
  block: 'users and groups that are shut out of data sources',
  subscriptionPolicy: 'who may have access to data sources',
  policy: 'data policies: what people with access see',
  operationRule: 'what users may do in Trino where it asks scrim for access control',
  project: 'data sources, people, and the purposes under which they work',
  acknowledgement: 'that a user acknowledged a purpose',
  workingProject: 'the project in which each user works',
};

/** What keys mean that have no description of their own. */
const keys: Readonly<Record<string, string>> = {
  ...Object.fromEntries(kinds.map((kind) => [kindOf[kind].section, sections[kind]])),
  approvers: 'who may approve a request',
  at: 'when (ISO 8601)',
  attribute: 'the attribute whose values of the caller count',
  blocked: 'who is shut out: a user or a group',
  blockedAt: 'when (ISO 8601)',
  by: 'who decided',
  cancelledAt: 'when it was cancelled (ISO 8601)',
  cancelledBy: 'who cancelled it',
  column: 'the column: by its name, or by a tag that it has',
  columns: 'columns',
  comment: 'a note for people; scrim does nothing with it',
  dataSources: 'data sources, each SCHEMA.NAME',
  decidedAt: 'when it was decided (ISO 8601)',
  decidedBy: 'who decided',
  decision: 'what was decided',
  enabled: 'false switches it off',
  grant: 'how people get access',
  group: 'the name of a group',
  groups: 'names of groups',
  in: 'the values that choose the rows: {attribute: NAME}, or groups',
  mask: 'what is shown instead of the value',
  name: 'the name by which it is known',
  not: 'a condition that must not be met',
  otherwise: 'for everyone else, together with when',
  owners: 'users and groups that own the data source',
  project: 'the name of a project',
  purposes: 'names of purposes',
  policy: 'the name of a policy',
  reason: 'why, for people',
  redshift: 'the name of the user on Redshift',
  requestedAt: 'when it was requested (ISO 8601)',
  rows: 'which rows are shown',
  rules: 'what the policy does: masks and row filters',
  schema: 'the virtual schema',
  schemas: 'virtual schemas',
  scope: 'the data sources that are closed',
  startedAt: 'when it began (ISO 8601)',
  startedBy: 'who started it',
  status: 'the state that it is in',
  subscriber: 'who has access: a user or a group',
  tags: 'names of tags',
  takenAt: 'when it was taken (ISO 8601)',
  target: 'the data sources that it applies to',
  type: 'the type as the platform writes it, such as varchar(25)',
  until: 'when it ended (ISO 8601)',
  user: 'the name of a user',
  value: 'the value that is shown',
};

const isConstant = ({ const: constant, enum: values }: Schema): boolean =>
  constant !== undefined || values !== undefined;

const constantsOf = (schema: Schema | undefined): readonly unknown[] =>
  schema?.enum ?? (schema?.const === undefined ? [] : [schema.const]);

/** A default as editors show it. They would otherwise write it into every new object. */
function sayDefault(schema: Schema): void {
  const { default: value } = schema;
  delete schema.default;
  if (value === undefined || typeof value === 'object') return;
  const { description = '' } = schema;
  if (!description.includes('default'))
    schema.description = `${description} (default: ${JSON.stringify(value)})`.trim();
}

/**
 * Names the alternatives that an object has, and lists their types at one place: an editor takes a key without a value for null, and would only complete
 * the type of the mask named null.
 */
function nameAlternatives(schema: Schema, alternatives: readonly Schema[]): void {
  for (const one of alternatives) {
    if (one.properties === undefined) continue;
    const [constant] = constantsOf(one.properties['type']);
    one.title ??=
      typeof constant === 'string'
        ? constant
        : (one.required ?? []).filter((key) => key !== 'name').join(', ');
  }
  const types = alternatives.map(({ properties }) => properties?.['type']);
  if (types.some((type) => type === undefined || !isConstant(type))) return;
  const values = alternatives.flatMap((one, index) =>
    constantsOf(types[index]).map(
      (value) => [value, one.description ?? types[index]?.description ?? ''] as const,
    ),
  );
  schema.properties = {
    type: {
      description: 'the kind, which says what other keys there are',
      enum: values.map(([value]) => value),
      enumDescriptions: values.map(([, description]) => description),
    },
  };
}

function forEditors(schema: Schema | boolean): void {
  if (typeof schema === 'boolean') return;
  const alternatives = schema.anyOf ?? schema.oneOf ?? [];
  const { properties = {}, additionalProperties = false, items = false } = schema;
  const parts = [...Object.values(properties), ...Object.values(schema.$defs ?? {}), ...alternatives];
  for (const part of [...parts, ...(schema.allOf ?? []), additionalProperties, items]) forEditors(part);
  sayDefault(schema);
  for (const [key, value] of Object.entries(properties)) {
    const described = keys[key];
    if (described !== undefined && value.const === undefined) {
      value.description = value.description?.startsWith('(')
        ? `${described} ${value.description}`
        : (value.description ?? described);
    }
  }
  if (alternatives.length > 0) nameAlternatives(schema, alternatives);
}

/**
 * A JSON Schema (draft 2020-12) of files, for editors and other tools. It is weaker than the schema of Zod: it cannot check refinements. It accepts
 * null for the mask type named `null`, as YAML reads it. Every key has a description.
 */
export function editorSchema(files: z.ZodType): object {
  const schema = z.toJSONSchema(files, {
    io: 'input',
    override: ({ jsonSchema }) => {
      if (jsonSchema.const !== 'null') return;
      delete jsonSchema.const;
      delete jsonSchema.type;
      jsonSchema.enum = ['null', null];
    },
  });
  forEditors(schema as Schema);
  return schema;
}
