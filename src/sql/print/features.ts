import type { Dialect } from '../dialect.js';

const trino = ['trino'] as const;
const redshift = ['redshift'] as const;

/** Parts of nodes that not every dialect has, as they follow "has no", and the dialects that have them. */
const dialectsWith = {
  'COMMENT in CREATE VIEW': trino,
  'SECURITY in CREATE VIEW': trino,
  'properties of a view': trino,
  'column names in CREATE VIEW': redshift,
  'WITH NO SCHEMA BINDING': redshift,
  'IF NOT EXISTS in CREATE TABLE AS': trino,
  'properties of a table': trino,
  'FETCH FIRST': trino,
  'INTERSECT ALL': trino,
  'EXCEPT ALL': trino,
  CORRESPONDING: trino,
  TOP: redshift,
  EXCLUDE: redshift,
  'CONNECT BY': redshift,
  QUALIFY: redshift,
  'WINDOW clause': trino,
  'alias for the columns of a row': trino,
  'GROUP BY DISTINCT': trino,
  'AUTO together with other grouping elements': trino,
  'several arguments of UNNEST': trino,
  'AT in an alias': redshift,
  'RANGE frame': trino,
  'GROUPS frame': trino,
  'pattern in a window frame': trino,
  'window that refines another': trino,
  'ORDER BY among the arguments of a function': trino,
  'ON OVERFLOW': trino,
  'WITHIN GROUP of this function': redshift,
  'listagg without WITHIN GROUP': redshift,
  'FILTER (WHERE …)': trino,
  'RUNNING or FINAL before a function': trino,
  'APPROXIMATE before a function': redshift,
  'count(label.*)': trino,
  'ROW of one value': trino,
  'INTERVAL literal without its unit': redshift,
  'sign between INTERVAL and its text': trino,
  'digits of seconds in an INTERVAL': redshift,
  ILIKE: redshift,
  'SIMILAR TO': redshift,
  'time zone that is neither a literal nor an interval': redshift,
  'type parameter max': redshift,
  'precision of a time or timestamp type': trino,
  'string with the character NUL': trino,
} as const satisfies Readonly<Record<string, readonly Dialect[]>>;

/** @see dialectsWith */
export type Feature = keyof typeof dialectsWith;

export const hasFeature = (dialect: Dialect, feature: Feature): boolean =>
  (dialectsWith[feature] as readonly Dialect[]).includes(dialect);
