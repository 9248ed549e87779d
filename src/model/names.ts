import { z } from 'zod';

/**
 * Names as the world file writes them. Trino folds every name in a query to lower case, quoted ones too. So no query could name a virtual
 * name that is not lower case.
 */
const virtualName = (what: string) =>
  nameOf(what).refine(
    (name) => name === name.toLowerCase(),
    `${what} must be lower case: Trino folds names to lower case`,
  );

const nameOf = (what: string) =>
  z
    .string()
    .min(1, `${what} must not be empty`)
    .max(128, `${what} must have at most 128 characters`)
    .refine((name) => !/[.\p{Cc}]/u.test(name), `${what} must not contain a dot or a control character`);

/** Schemas that every catalog of Trino and every database of Redshift has already. */
const systemSchema = 'information_schema';

/**
 * Schema under which a data source appears in scrim's catalog. Trino removes white space at both ends of the names in a list of schemas. It
 * then lists a schema that does not exist, and `information_schema` fails for everybody who sees that schema.
 */
export const schemaName = virtualName('a schema name')
  .refine((name) => name === name.trim(), 'a schema name must not begin or end with white space')
  .refine((name) => name !== systemSchema, `a schema cannot be named ${systemSchema}: Trino has its own`);

/** Name under which a data source appears in its schema. */
export const viewName = virtualName('a data source name');

/** Name of a column as policies name it: always in lower case. */
export const columnName = virtualName('a column name');

/** Name of a column as its platform has it. The platform decides which letter case is possible. */
export const rawColumnName = nameOf('a column name');

/** `SCHEMA.NAME` of a data source. It is unambiguous, because neither part can contain a dot. */
export const dataSourceName = z
  .string()
  .superRefine((text, context) => {
    const parts = text.split('.');
    const [schema, name] = parts;
    if (parts.length !== 2 || schema === undefined || name === undefined) {
      context.addIssue({ code: 'custom', message: `expected SCHEMA.NAME but found '${text}'` });
      return;
    }
    for (const checked of [schemaName.safeParse(schema), viewName.safeParse(name)]) {
      for (const { message } of checked.error?.issues ?? []) context.addIssue({ code: 'custom', message });
    }
  })
  .meta({ description: 'A data source, as SCHEMA.NAME', examples: ['sales.customer'] });

/** The text that identifies a data source. */
export const formatDataSourceName = (of: { readonly schema: string; readonly name: string }): string =>
  `${of.schema}.${of.name}`;

/** Name of a user, group, attribute or policy: the platform's own spelling, compared byte for byte. */
export const principalName = (what: string) =>
  z
    .string()
    .min(1, `${what} must not be empty`)
    .max(256, `${what} must have at most 256 characters`)
    .refine((name) => !/\p{Cc}/u.test(name), `${what} must not contain control characters`)
    .refine((name) => name === name.trim(), `${what} must not begin or end with white space`)
    // Decoders replace invalid bytes with this character, so that different bytes would become the same name.
    .refine(
      (name) => !name.includes('\ufffd'),
      `${what} must not contain U+FFFD, the replacement character for invalid text`,
    );

const dottedName = (example: string) =>
  z
    .string()
    .max(256)
    .regex(
      /^[^\s.\p{Cc}][^.\p{Cc}]*(\.[^\s.\p{Cc}][^.\p{Cc}]*)*$/u,
      `expected names joined by dots, such as ${example}`,
    );

/** A tag: one or more names joined by dots, from general to specific (`PII.Email`). */
export const tagName = dottedName('PII.Email').meta({
  description: 'A tag; a policy on PII also applies to PII.Email',
  examples: ['PII.Email'],
});

/** A purpose: dotted like a tag (`Research.Marketing`). */
export const purposeName = dottedName('Research.Marketing').meta({
  description: 'A purpose; acting under Research.Marketing satisfies Research',
  examples: ['Research.Marketing'],
});

/**
 * Whether a policy on `wanted` applies to something tagged `actual`: the same tag, or one below it. Purposes nest in the same way: a person
 * who acts under `actual` satisfies `wanted`.
 */
export const tagReaches = (wanted: string, actual: string): boolean =>
  actual === wanted || actual.startsWith(`${wanted}.`);

/** A dotted name with its parents: `a.b.c` gives `a`, `a.b` and `a.b.c`. */
export const withParents = (name: string): readonly string[] =>
  name.split('.').map((_, index, parts) => parts.slice(0, index + 1).join('.'));

/** The name of a Trino cluster: a part of addresses and of records. */
export const clusterName = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,62}$/, 'expected a name of letters, digits, _, . and -, such as main');

/** A point in time as ISO 8601 writes it, with its offset. */
export const pointInTime = z.iso.datetime({
  offset: true,
  error: 'expected a point in time such as 2027-01-31T00:00:00Z',
});
