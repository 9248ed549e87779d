import type { Platform } from '../model/data-source.js';
import type { WorldObjects } from '../model/world.js';
import type { Problem } from './problem.js';

/** How the pieces of SQL in a world are read. Each gives what is wrong with a text, or undefined when it can be read. */
export interface SqlTexts {
  /**
   * `CATALOG.SCHEMA.TABLE`, of Redshift `DATABASE.SCHEMA.TABLE`.
   * @param letters whether the name is in the letters that the platform compares (`kept`), or in lower case
   */
  readonly tableName: (text: string, platform?: Platform, letters?: 'folded' | 'kept') => string | undefined;
  /** A type in the SQL of a platform, of Trino unless told. */
  readonly dataType: (text: string, platform?: Platform) => string | undefined;
}

const wrong = (message: string | undefined, at: Omit<Problem, 'message'>): readonly Problem[] =>
  message === undefined ? [] : [{ ...at, message }];

/** Names of raw tables, and types of columns, that their platform could not read. */
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
