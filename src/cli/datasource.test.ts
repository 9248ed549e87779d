import { Command } from 'commander';
import { describe, expect, it } from '@jest/globals';

import { dataSource } from '../model/data-source.js';
import type { DataSource } from '../model/data-source.js';
import type { Ask } from '../trino/ask.js';
import type { TrinoLogin } from '../trino/connect-trino.js';
import { columnsQuery, tablesQuery } from '../trino/queries.js';
import { type } from '../sql/build.js';
import { registerDatasource } from './datasource.js';
import type { Registrations } from './run-datasource.js';

const customer = dataSource.parse({
  schema: 'sales',
  name: 'customer',
  table: 'tpch.tiny.customer',
  columns: [{ name: 'custkey', type: 'bigint' }],
});
const gone = { ...customer, name: 'gone', table: 'tpch.tiny.gone' };

/** Runs the command in a world with `known`, over a Trino whose schema tpch.tiny has these tables of one column. */
async function run(
  known: readonly DataSource[],
  tables: Readonly<Record<string, string>>,
  ...args: string[]
) {
  const seen = { out: '', err: '', failed: false, error: '' };
  let applied: Registrations | undefined;
  let login: TrinoLogin | undefined;
  const names = Object.keys(tables).sort();
  const ask: Ask = (query) =>
    Promise.resolve({
      columns: [],
      rows:
        JSON.stringify(query) === JSON.stringify(tablesQuery('tpch', 'tiny'))
          ? names.map((name) => [name])
          : names
              .filter((name) =>
                [names, [name]].some(
                  (part) => JSON.stringify(query) === JSON.stringify(columnsQuery('tpch', 'tiny', part)),
                ),
              )
              .map((name) => [name, 'custkey', tables[name], null]),
    });
  const program = new Command('scrim').exitOverride().configureOutput({ writeErr: () => undefined });
  registerDatasource(
    program,
    {
      env: { SCRIM_TRINO_PASSWORD: 'secret' },
      actor: 'gwen',
      out: (text) => (seen.out += text),
      err: (text) => (seen.err += text),
      fail: () => (seen.failed = true),
    },
    () =>
      Promise.resolve({
        dataSources: () => Promise.resolve(known),
        apply: (_, registrations) => {
          applied = registrations;
          return Promise.resolve();
        },
        validate: () => Promise.resolve(),
        connect: (given) => {
          login = given;
          return ask;
        },
        sql: {
          typeOf: (text) => (text === 'odd' ? undefined : type(text)),
          nameOf: (parts) => parts.join('.'),
          partsOf: (name) => name.split('.'),
        },
      }),
  );
  const trino = ['--trino', 'https://trino.example.com', '--user', 'gwen'];
  try {
    await program.parseAsync(['datasource', ...args, ...trino], { from: 'user' });
  } catch (error) {
    seen.error = error instanceof Error ? error.message : String(error);
  }
  return { ...seen, applied, login };
}

describe('scrim datasource add', () => {
  const tables = { customer: 'bigint', orders: 'bigint' };
  it('registers every table of a schema', async () => {
    const { applied, err, failed, login } = await run(
      [],
      tables,
      ...['add', '--from-trino', 'tpch.tiny', '--schema', 'sales', '--owner', 'gwen', '--owner', 'group:eu'],
      ...['--tag', 'PII'],
    );
    expect(applied?.dataSources.map(({ name, owners, tags }) => ({ name, owners, tags }))).toEqual(
      ['customer', 'orders'].map((name) => ({
        name,
        owners: [{ user: 'gwen' }, { group: 'eu' }],
        tags: ['PII'],
      })),
    );
    expect({ err, failed, login }).toEqual({
      err: '2 of 2 tables read\n',
      failed: false,
      login: { server: 'https://trino.example.com', user: 'gwen', password: 'secret' },
    });
  });
  it('registers one table under another name', async () => {
    const { applied } = await run(
      [gone],
      tables,
      ...['add', '--from-trino', 'tpch.tiny.customer', '--schema', 'sales', '--name', 'clients'],
    );
    expect(applied?.dataSources.map(({ name, table }) => [name, table])).toEqual([
      ['clients', 'tpch.tiny.customer'],
    ]);
    expect(applied?.remove).toEqual([]);
  });
  it('reports whose table was removed', async () => {
    const { applied, err } = await run(
      [customer, gone],
      tables,
      ...['add', '--from-trino', 'tpch.tiny', '--schema', 'sales'],
    );
    expect(applied?.remove).toEqual([]);
    expect(err).toBe(
      '2 of 2 tables read\nsales.gone: its table no longer exists; --prune removes the data source\n',
    );
  });
  it('removes it when asked', async () => {
    const { applied } = await run(
      [customer, gone, { ...gone, schema: 'other' }, { ...gone, name: 'x', table: 'tpch.sf1.gone' }],
      tables,
      ...['add', '--from-trino', 'tpch.tiny', '--schema', 'sales', '--prune'],
    );
    expect(applied?.remove).toEqual(['sales.gone']);
  });
  it('registers what can be, and fails for the rest', async () => {
    const { applied, err, failed } = await run(
      [],
      { customer: 'bigint', strange: 'odd' },
      ...['add', '--from-trino', 'tpch.tiny', '--schema', 'sales'],
    );
    expect(applied?.dataSources.map(({ name }) => name)).toEqual(['customer']);
    expect(failed).toBe(true);
    expect(err).toBe(
      [
        '2 of 2 tables read\n',
        "strange is not registered: column 'custkey' is left out: its type 'odd' cannot be read\n",
        'strange is not registered: none of its columns can be registered\n',
      ].join(''),
    );
  });
  it.each<[string, readonly string[], string]>([
    [
      'a name for a whole schema',
      ['--from-trino', 'tpch.tiny', '--name', 'x'],
      "--name is for one table, and 'tpch.tiny' is a schema; leave it out, or give CATALOG.SCHEMA.TABLE",
    ],
    [
      'pruning with one table',
      ['--from-trino', 'tpch.tiny.customer', '--prune'],
      "--prune is for a whole schema, and 'tpch.tiny.customer' is one table; leave it out, or give CATALOG.SCHEMA",
    ],
    [
      'a nameless owner',
      ['--from-trino', 'tpch.tiny', '--owner', 'group:'],
      "--owner 'group:': a group name must not be empty",
    ],
    [
      'what is no tag',
      ['--from-trino', 'tpch.tiny', '--tag', 'a..b'],
      "--tag 'a..b': expected names joined by dots, such as PII.Email",
    ],
    [
      'a table that is not there',
      ['--from-trino', 'tpch.tiny.custmer'],
      "there is no table 'custmer' in schema tpch.tiny; did you mean 'customer'?",
    ],
  ])('refuses %s', async (_, args, message) => {
    const { error, applied } = await run([], tables, 'add', ...args, '--schema', 'sales');
    expect(error).toBe(message);
    expect(applied).toBeUndefined();
  });
});

describe('scrim datasource check', () => {
  it('is content when nothing differs', async () => {
    const { out, failed } = await run([customer], { customer: 'bigint' }, 'check');
    expect({ out, failed }).toEqual({ out: '1 data source checked, 0 differ\n', failed: false });
  });
  it('tells what differs, and fails', async () => {
    const { out, failed } = await run([customer, gone], { customer: 'integer' }, 'check');
    expect(out).toBe(
      [
        "sales.customer: column 'custkey' was bigint and is now integer\n",
        'sales.gone: table tpch.tiny.gone no longer exists, or is not visible to the Trino user\n',
        '2 data sources checked, 2 differ\n',
      ].join(''),
    );
    expect(failed).toBe(true);
  });
  it('takes no query for a table without a name', async () => {
    const query = dataSource.parse({
      ...{ schema: 'sales', name: 'keys', query: 'SELECT custkey FROM sales.customer' },
      columns: [{ name: 'custkey', type: 'bigint' }],
    });
    const { out } = await run([customer, query], { customer: 'bigint' }, 'check', 'sales.keys');
    // This Trino gives no columns for any query.
    expect(out).toBe(
      "sales.keys: column 'custkey' no longer exists in the result of its query\n1 data source checked, 1 differ\n",
    );
  });
  it('prints JSON', async () => {
    const { out } = await run([customer], { customer: 'integer' }, 'check', 'sales.customer', '--json');
    expect(JSON.parse(out)).toEqual([
      {
        dataSource: 'sales.customer',
        table: 'tpch.tiny.customer',
        vanished: false,
        missing: [],
        added: [],
        changed: [{ name: 'custkey', registered: 'bigint', now: 'integer' }],
      },
    ]);
  });
  it('refuses a name that nothing is registered under', async () => {
    const { error } = await run([customer], {}, 'check', 'sales.custmer');
    expect(error).toBe("there is no data source 'sales.custmer'; did you mean 'sales.customer'?");
  });
});
