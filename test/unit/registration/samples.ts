import { Refusal } from '../../../src/base/refusal.js';
import type { DataSource } from '../../../src/model/data-source.js';
import type { DataType, Query } from '../../../src/sql/ast.js';
import { rowType, type } from '../../../src/sql/build.js';
import type { Answer, Ask } from '../../../src/trino/ask.js';
import type { Registration } from '../../../src/trino/describe-table.js';
import { columnsQuery, headerQuery, tablesQuery } from '../../../src/trino/queries.js';

const types: Readonly<Record<string, DataType>> = {
  bigint: type('bigint'),
  int: type('int'),
  integer: type('integer'),
  'varchar(15)': type('varchar', 15),
  KdbTree: type('kdbtree'),
  'row(end date)': rowType(['wrong', type('date')]),
  'row("end" date)': rowType(['end', type('date')]),
};
/** Trino's SQL, as far as the samples need it. */
export const sql = {
  typeOf: (text: string) => types[text],
  nameOf: (parts: readonly string[]) => parts.join('.'),
};
/** How the samples are registered. */
export const registration: Registration = { schema: 'sales', owners: [{ user: 'gwen' }], tags: ['Sales'] };

/** A Trino with these columns (type, or type and the type in the header) in catalog `c`, schema `s`. */
export function fakeTrino(tables: Readonly<Record<string, Readonly<Record<string, string>>>>): {
  ask: Ask;
  asked: Query[];
} {
  const asked: Query[] = [];
  const names = Object.keys(tables).sort();
  const same = (a: Query, b: Query): boolean => JSON.stringify(a) === JSON.stringify(b);
  const rowsOf = (name: string) =>
    Object.entries(tables[name] ?? {}).map(([column, columnType]) => [name, column, columnType, null]);
  const answer = (query: Query): Answer => {
    if (same(query, tablesQuery('c', 's'))) return { columns: [], rows: names.map((name) => [name]) };
    for (let size = 1; size <= names.length; size++) {
      for (let start = 0; start + size <= names.length; start++) {
        const part = names.slice(start, start + size);
        if (same(query, columnsQuery('c', 's', part))) return { columns: [], rows: part.flatMap(rowsOf) };
      }
    }
    if (same(query, headerQuery('c', 's', 'nested'))) {
      return { columns: [{ name: 'period', type: 'row("end" date)' }], rows: [] };
    }
    throw new Refusal('invalid', 'Trino refuses: no such thing');
  };
  return {
    asked,
    ask: (query) => {
      asked.push(query);
      return new Promise((resolve) => {
        resolve(answer(query));
      });
    },
  };
}

/** What table `customer` of the samples is registered as. */
export const customer: DataSource = {
  schema: 'sales',
  name: 'customer',
  platform: 'trino',
  table: 'c.s.customer',
  enabled: true,
  owners: [{ user: 'gwen' }],
  tags: ['Sales'],
  columns: [
    { name: 'custkey', type: 'bigint', tags: [] },
    { name: 'phone', type: 'varchar(15)', tags: [] },
  ],
};
