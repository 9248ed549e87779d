import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';

import { readQueryEvent } from '../../audit/query-event.js';
import type { QueryEvent } from '../../audit/query-event.js';
import { functionsCalled } from './table-functions.js';

interface Given {
  readonly query?: string;
  readonly catalog?: string;
  readonly schema?: string;
  readonly tables?: readonly object[];
  readonly inputs?: readonly object[];
  readonly failed?: true;
  readonly begun?: true;
}

function eventOf({ query, catalog, schema, tables = [], inputs, failed, begun }: Given): QueryEvent {
  const read = readQueryEvent(
    JSON.stringify({
      context: { user: 'ann', catalog, schema },
      metadata: { queryId: 'q', query, tables },
      ...(begun === undefined && { statistics: {} }),
      ...(inputs !== undefined && { ioMetadata: { inputs } }),
      ...(failed && { failureInfo: { errorCode: { name: 'PERMISSION_DENIED' } } }),
    }),
  );
  if (read.kind !== 'query') throw new Error('the event cannot be read');
  return read.event;
}

const told = (given: Given): readonly string[] =>
  functionsCalled(eventOf(given), (text) => text.startsWith('-- scrim')).map(
    ({ parts, mentioned }) =>
      `${parts.join('.')}(${mentioned.map((one) => [one.catalog, one.schema, one.table].join('.')).join(' ')})`,
  );

const call = (argument: string): string => `SELECT * FROM TABLE(pg.system.query(query => ${argument}))`;
const generated = {
  ...{ catalogName: 'pg', schema: '_generated', table: '_generated_query' },
  ...{ physicalInputRows: 3, physicalInputBytes: 0 },
};
const table = { catalog: 'pg', schema: 'public', table: 't' };

describe('the table functions that a query called', () => {
  it.each<[string, Given, readonly string[]]>([
    [
      'a query of the source',
      { query: call("'SELECT id FROM hr.people'") },
      ['pg.system.query(pg.hr.people)'],
    ],
    [
      'several tables, quoted, with their database',
      { query: call(`'SELECT 1 FROM "HR"."People" JOIN db.hr.pay ON true'`) },
      ['pg.system.query(pg.hr.people pg.hr.pay)'],
    ],
    [
      'a query with backquotes, which are no tokens of Trino',
      { query: call("'SELECT 1 FROM `HR`.`people`'") },
      ['pg.system.query()'],
    ],
    ['a name without a schema', { query: call("'SELECT id FROM people'") }, ['pg.system.query()']],
    ['an argument that is no SQL', { query: call("'{ ¿ }'") }, ['pg.system.query()']],
    [
      'a schema and a table as arguments',
      { query: "SELECT * FROM TABLE(lake.system.table_changes('HR', 'people', 1, 2))" },
      ['lake.system.table_changes(lake.hr.people)'],
    ],
    [
      'names of the session',
      { query: "SELECT 1 FROM TABLE(system.query('x'))", catalog: 'pg', schema: 'public' },
      ['pg.system.query()'],
    ],
    [
      'one part',
      { query: "SELECT * FROM TABLE(query('x'))", catalog: 'pg', schema: 'system' },
      ['pg.system.query()'],
    ],
    [
      'quotes, letters of another case and comments',
      { query: `SELECT '--', x FROM Table /* ( */ ( "PG" -- .\n . "system".QUERY ('a.b'))` },
      ['pg.system.query(pg.a.b)'],
    ],
    ['any statement', { query: `INSERT INTO a.b.c ${call("'x'")}` }, ['pg.system.query()']],
    [
      'the view of somebody else',
      {
        query: 'SELECT * FROM v',
        tables: [{ ...table, viewText: "SELECT 1 FROM TABLE(system.query('hr.people'))" }],
      },
      ['pg.system.query(pg.hr.people)'],
    ],
    [
      "scrim's own view",
      { query: 'SELECT * FROM v', tables: [{ ...table, viewText: `-- scrim\n${call("'x'")}` }] },
      [],
    ],
    [
      'a text that cannot be read',
      { query: "SELECT 'x", inputs: [generated] },
      ['pg._generated._generated_query()'],
    ],
    ['a text that is not there', { inputs: [generated] }, ['pg._generated._generated_query()']],
    [
      'one that failed after it read',
      { query: call("'x'"), failed: true, inputs: [generated] },
      ['pg.system.query()'],
    ],
    ['one that failed before', { query: call("'x'"), failed: true }, []],
    ['one that has begun', { query: call("'x'"), begun: true }, []],
    [
      'what Trino pushed down',
      { query: 'SELECT count(*) FROM pg.public.t', tables: [table], inputs: [generated] },
      [],
    ],
    [
      'functions of Trino',
      { query: 'SELECT * FROM TABLE(sequence(1, 5)), TABLE(system.builtin.sequence(1, 5))' },
      [],
    ],
    [
      'a table as an argument',
      { query: 'SELECT * FROM TABLE(exclude_columns(input => TABLE(a.b.c), columns => DESCRIPTOR(x)))' },
      [],
    ],
    ['no table function', { query: `TABLE a.b.c WHERE 'TABLE(pg.system.query(1))' = "table"` }, []],
  ])('%s', (_, given, expected) => {
    expect(told(given)).toEqual(expected);
  });

  it('are in an event of Trino', async () => {
    const file = new URL('../../../test/fixtures/events/table-function-jdbc-query.json', import.meta.url);
    const [, end] = JSON.parse(await readFile(file, 'utf8')) as readonly unknown[];
    const read = readQueryEvent(JSON.stringify(end));
    expect(read.kind === 'query' && functionsCalled(read.event, () => false)).toMatchObject([
      {
        parts: ['pg', 'system', 'query'],
        mentioned: [{ catalog: 'pg', schema: 'public', table: 't' }],
      },
    ]);
  });
});
