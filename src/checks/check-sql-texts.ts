import type { Platform } from '../model/data-source.js';
import type { WorldObjects } from '../model/world.js';
import type { Problem } from './problem.js';

/** How the SQL in a world is read. Each function returns what is wrong with a text, or undefined if it can be read. */
export interface SqlTexts {
  /**
   * `CATALOG.SCHEMA.TABLE`, on Redshift `DATABASE.SCHEMA.TABLE`.
   * @param letters whether the name is in the letter case that the platform compares (`kept`), or in lower case
   */
  readonly tableName: (text: string, platform?: Platform, letters?: 'folded' | 'kept') => string | undefined;
  /** The number of parts of a name of a catalog, schema, table or function of Trino, or what is wrong with it. */
  readonly placeDepth: (text: string) => number | string;
  /** A type in the SQL of a platform; by default Trino's. */
  readonly dataType: (text: string, platform?: Platform) => string | undefined;
}

const wrong = (message: string | undefined, at: Omit<Problem, 'message'>): readonly Problem[] =>
  message === undefined ? [] : [{ ...at, message }];

/** Names of raw tables, and types of columns, that are not valid on their platform. */
export function checkSqlTexts(world: WorldObjects, sql: SqlTexts): readonly Problem[] {
  return [
    ...world.settings.flatMap(({ hashKeyTable }, index) =>
      hashKeyTable === undefined
        ? []
        : wrong(sql.tableName(hashKeyTable), { kind: 'settings', index, path: ['hashKeyTable'] }),
    ),
    ...world.lookupTable.flatMap(({ table, columns, platform }, index) => [
      ...wrong(sql.tableName(table, platform), { kind: 'lookupTable', index, path: ['table'] }),
      ...columns.flatMap(({ type }, position) =>
        wrong(sql.dataType(type, platform), {
          kind: 'lookupTable',
          index,
          path: ['columns', position, 'type'],
        }),
      ),
    ]),
    ...world.dataSource.flatMap(({ table, reads = [], columns, platform }, index) => [
      ...(table === undefined
        ? []
        : wrong(sql.tableName(table, platform, 'kept'), {
            kind: 'dataSource',
            index,
            path: ['table'],
          })),
      ...reads.flatMap((read, position) => [
        ...wrong(sql.tableName(read.table, platform), {
          kind: 'dataSource',
          index,
          path: ['reads', position, 'table'],
        }),
        ...read.columns.flatMap(({ type }, at) =>
          wrong(sql.dataType(type, platform), {
            kind: 'dataSource',
            index,
            path: ['reads', position, 'columns', at, 'type'],
          }),
        ),
      ]),
      ...columns.flatMap(({ type }, position) =>
        wrong(sql.dataType(type, platform), {
          kind: 'dataSource',
          index,
          path: ['columns', position, 'type'],
        }),
      ),
    ]),
  ];
}
