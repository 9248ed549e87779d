import { worldFile } from '../../../src/model/world.js';
import type { WorldFile } from '../../../src/model/world.js';
import type { DraftWorld } from '../../oracle/arbitrary-world.js';

/** A draft without what is known to be closed on Redshift: equalized projects. */
export function sayable(draft: DraftWorld): DraftWorld {
  const text = JSON.stringify(draft, (key, value: unknown) => (key === 'equalized' ? false : value));
  return JSON.parse(text) as DraftWorld;
}

/** A draft in which owners see on Trino no more than others do: columns that nobody has reviewed are shown to them there alone. */
export const ownersSeeAlike = (draft: DraftWorld): DraftWorld => ({
  ...draft,
  dataSources: draft.dataSources?.map((dataSource) =>
    (dataSource.owners ?? []).length === 0
      ? dataSource
      : {
          ...dataSource,
          columns: dataSource.columns.map((column) => ({ ...column, unreviewed: undefined })),
        },
  ),
});

const types: Readonly<Record<string, string>> = {
  varchar: 'varchar(1000)',
  double: 'double precision',
  'timestamp(3)': 'timestamp',
};
const typeOf = (type: string): string => types[type] ?? type;

const literals: Readonly<Record<string, (text: string) => string>> = {
  BIGINT: (text) => text,
  DECIMAL: (text) => text,
  DOUBLE: (text) => (/[.e]/i.test(text) ? text : `${text}.0`),
  BOOLEAN: (text) => text,
};

/** A governor's SQL as they would write it for Redshift. */
const sqlOf = (text: string): string =>
  text
    .replaceAll(/\b(BIGINT|DECIMAL|DOUBLE|BOOLEAN) '([^']*)'/g, (_, type: string, value: string) =>
      (literals[type] ?? String)(value),
    )
    .replaceAll(/\bsubstr\(/g, 'substring(')
    .replaceAll('\\', '\\\\');

/** The same world on Redshift: the same tables, in its types and its SQL. */
export const onRedshift = (world: WorldFile): WorldFile =>
  worldFile.parse(
    JSON.parse(
      JSON.stringify({
        ...world,
        lookupTables: world.lookupTables?.map((one) => ({
          ...one,
          platform: 'redshift',
          columns: one.columns.map((column) => ({ ...column, type: typeOf(column.type) })),
        })),
        dataSources: world.dataSources?.map((one) => ({
          ...one,
          platform: 'redshift',
          columns: one.columns.map((column) => ({ ...column, type: typeOf(column.type) })),
          ...(one.reads === undefined
            ? {}
            : {
                reads: one.reads.map((read) => ({
                  ...read,
                  columns: read.columns.map((column) => ({ ...column, type: typeOf(column.type) })),
                })),
              }),
        })),
        policies: world.policies,
      }),
      (key, value: unknown) =>
        typeof value === 'string' && (key === 'where' || key === 'expression') ? sqlOf(value) : value,
    ),
  );
