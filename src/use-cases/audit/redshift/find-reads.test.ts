import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { runs } from '../../../../test/support/runs.js';
import type { FinishedQuery, Scan } from '../../../redshift/history/finished-query.js';
import { findReads } from './find-reads.js';
import { placeSources } from './placed-sources.js';
import type { PlacedSource } from './placed-sources.js';

const source = (name: string, raw: readonly string[], columns = ['id', 'region', 'phone']): PlacedSource => ({
  ...{ dataSource: `shop.${name}`, view: ['shop', name], columns, raw: [raw], isTable: true },
});
const placed = placeSources(
  [
    source('customer', ['dev', 'lake', 'customer']),
    source('orders', ['dev', 'lake', 'raw_orders'], ['id', 'customer_id', 'total']),
    source('remote', ['other', 'lake', 'far']),
  ],
  [['dev', 'lake', 'territory']],
  'dev',
  { system: 'scrim', functions: 'scrim_functions', procedures: 'scrim_procedures' },
);

const scan = (name: string, rows = 10): Scan => ({ name: name.split('.'), rows, bytes: rows * 8 });
const profile = scan('dev.scrim.profile');
const customer = scan('dev.lake.customer', 3);
const orders = scan('dev.lake.raw_orders', 5);

const query = (text: string, scans: readonly Scan[], more: Partial<FinishedQuery> = {}): FinishedQuery => ({
  ...{ id: '1', username: 'bob', session: '7', database: 'dev', type: 'SELECT', status: 'success' },
  ...{ at: new Date(0), endedAt: new Date(1), text, isWhole: true, error: null, rows: 1, bytes: 8 },
  ...{ seconds: 1, isCached: false, scans },
  ...more,
});

/** Reads in short: how, what, and which columns. */
const reads = (text: string, scans: readonly Scan[], more?: Partial<FinishedQuery>): readonly string[] =>
  findReads(query(text, scans, more), placed).map(
    ({ via, name, columns, source: of }) =>
      `${via} ${name.join('.')}${of === undefined ? '' : ` of ${of.dataSource}`} (${columns === 'all' ? '*' : columns.join(' ')})`,
  );
const view = (columns: string): string => `view dev.shop.customer of shop.customer (${columns})`;
const past = 'past scrim dev.lake.customer of shop.customer (*)';
const ordersView = (columns: string): string => `view dev.shop.orders of shop.orders (${columns})`;

describe('what a query of a cluster read', () => {
  it.each<[string, string, readonly Scan[], readonly string[]]>([
    ['a view by its schema', 'SELECT id, phone FROM shop.customer', [profile, customer], [view('id phone')]],
    ['a view by its database', 'SELECT id FROM dev.shop.customer', [profile, customer], [view('id')]],
    ['names in any letter case', 'SELECT ID FROM "Shop".CUSTOMER', [profile, customer], [view('id')]],
    [
      'a view with an alias',
      'SELECT c.id FROM shop.customer c WHERE c.region = 1',
      [profile, customer],
      [view('id region')],
    ],
    ['all columns of a view', 'SELECT * FROM shop.customer', [profile, customer], [view('*')]],
    [
      'all columns of one view',
      'SELECT c.*, o.id FROM shop.customer c, shop.orders o',
      [profile, customer, orders],
      [view('*'), ordersView('id')],
    ],
    [
      'a column that only the other table can have',
      'SELECT nobody FROM shop.customer, my.own',
      [profile, customer, scan('dev.my.own')],
      [view(''), 'other dev.my.own (*)'],
    ],
    ['no column', 'SELECT count(*) FROM shop.customer', [profile, customer], [view('')]],
    [
      'a subquery and a WITH query',
      'WITH a AS (SELECT id FROM shop.customer) SELECT total FROM shop.orders WHERE id IN (SELECT id FROM a)',
      [profile, customer, orders],
      [view('id'), ordersView('id total')],
    ],
    [
      'merged columns',
      'SELECT total FROM shop.customer JOIN shop.orders USING (id)',
      [profile, customer, orders],
      [view('*'), ordersView('*')],
    ],
    ['a view that showed nothing without a scan', 'SELECT id FROM shop.customer', [], [view('id')]],
    [
      'a lookup table beneath a view',
      'SELECT id FROM shop.customer',
      [profile, customer, scan('dev.lake.territory')],
      [view('id')],
    ],
    ['a raw table by name', 'SELECT id FROM lake.customer', [customer], [past]],
    ['a raw table without a scan', 'SELECT id FROM lake.customer WHERE false', [], [past]],
    [
      'a raw table of another database',
      'SELECT * FROM other.lake.far',
      [scan('other.lake.far')],
      ['past scrim other.lake.far of shop.remote (*)'],
    ],
    [
      'a raw table beside a view',
      'SELECT 1 FROM shop.orders, lake.customer',
      [profile, orders, customer],
      [ordersView(''), past],
    ],
    [
      'a raw table in a comment',
      'SELECT id FROM shop.customer -- lake.customer',
      [profile, customer],
      [view('id')],
    ],
    [
      'a raw table in a text',
      "SELECT id FROM shop.customer WHERE region = 'lake.customer'",
      [profile, customer],
      [view('id region')],
    ],
    [
      'a raw table behind a comment whose end the history escapes',
      String.raw`SELECT id -- all\nFROM lake.customer`,
      [customer],
      [past],
    ],
    [
      'a name without schema, and the profile',
      'SELECT id FROM customer',
      [profile, customer],
      [view('id')].map((one) => one.replace('(id)', '(*)')),
    ],
    ['a name without schema, and no profile', 'SELECT id FROM customer', [customer], [past]],
    ['a name without schema, and no scan', 'SELECT id FROM customer', [], [past]],
    [
      'a name without schema of another table',
      'SELECT id FROM customer',
      [scan('dev.my.customer')],
      ['other dev.my.customer (*)'],
    ],
    [
      'a name without schema beside another view',
      'SELECT 1 FROM customer, shop.orders',
      [profile, customer, orders],
      [past, ordersView('')],
    ],
    [
      'a name without schema that only a view has',
      'SELECT total FROM orders',
      [profile, orders],
      [ordersView('total')],
    ],
    [
      'a temporary table with the name of a view',
      'SELECT total FROM orders',
      [scan('orders')],
      ['other dev..orders (total)'],
    ],
    [
      'a name without schema that only a raw table has',
      'SELECT total FROM raw_orders',
      [orders],
      ['past scrim dev.lake.raw_orders of shop.orders (*)'],
    ],
    ["somebody's view over a raw table", 'SELECT * FROM my.own', [customer], ['other dev.my.own (*)', past]],
    [
      "somebody's view over a view of scrim",
      'SELECT * FROM my.own',
      [profile, customer],
      ['other dev.my.own (*)', view('*')],
    ],
    [
      "somebody's view over a raw table, beside a view of scrim",
      'SELECT * FROM my.own, shop.orders',
      [profile, orders, customer],
      ['other dev.my.own (*)', ordersView('*'), past],
    ],
    [
      'a scan whose schema is not known',
      'SELECT * FROM my.own',
      [scan('customer')],
      ['other dev.my.own (*)', past],
    ],
    [
      'CREATE TABLE AS',
      'CREATE TEMP TABLE t DISTKEY (id) AS SELECT id FROM shop.customer;',
      [profile, customer],
      [view('id')],
    ],
    [
      'CREATE TABLE AS in parentheses',
      'CREATE TABLE t AS (SELECT id FROM lake.customer)',
      [customer],
      [past],
    ],
    [
      'SELECT INTO',
      'SELECT c.id INTO TEMP TABLE my.copy FROM shop.customer c',
      [profile, customer],
      [view('id')],
    ],
    [
      'SELECT INTO from a raw table',
      'WITH a AS (SELECT 1) SELECT * INTO t FROM lake.customer;',
      [customer],
      [past],
    ],
    [
      'parameters of a driver',
      "SELECT id FROM shop.customer WHERE region = $1 AND id > $12 AND phone <> '$3'",
      [profile, customer],
      [view('id phone region')],
    ],
    [
      'INSERT from a view',
      'INSERT INTO my.t (a) SELECT id FROM shop.customer',
      [profile, customer],
      [view('id')],
    ],
    [
      'INSERT into a raw table',
      'INSERT INTO lake.customer SELECT * FROM my.staging',
      [scan('dev.my.staging')],
      ['other dev.my.staging (*)'],
    ],
    ['INSERT of values', "INSERT INTO lake.customer VALUES (1, 'x', 'y')", [], []],
    [
      'UNLOAD of a view',
      "UNLOAD ('SELECT id FROM shop.customer WHERE region = ''EUROPE''') TO 's3://b' IAM_ROLE default",
      [profile, customer],
      [view('id region')],
    ],
    ['UNLOAD of a raw table', "UNLOAD ('SELECT * FROM lake.customer') TO 's3://b'", [customer], [past]],
    ['UNLOAD that cannot be read', "UNLOAD ('SELECT !! FROM lake.customer') TO 's3://b'", [customer], [past]],
    ['a cursor', 'DECLARE c CURSOR FOR SELECT id FROM shop.customer', [profile, customer], [view('id')]],
    ['CREATE VIEW', 'CREATE VIEW my.v AS SELECT * FROM lake.customer WITH NO SCHEMA BINDING', [], []],
    ['EXPLAIN', 'EXPLAIN SELECT * FROM lake.customer', [], []],
    ['GRANT', 'GRANT SELECT ON lake.customer TO bob', [], []],
    ['COPY', "COPY lake.customer FROM 's3://b' IAM_ROLE default", [], []],
    ['UPDATE of a raw table', 'UPDATE lake.customer SET phone = NULL WHERE id = 1', [customer], [past]],
    [
      'DELETE by a view',
      'DELETE FROM my.t USING shop.customer c WHERE c.id = t.id',
      [scan('dev.my.t'), profile, customer],
      [view('*'), 'other dev.my.t (*)'],
    ],
    [
      'a text that cannot be read, over a view',
      'SELEKT id FROM shop.customer',
      [profile, customer],
      [view('*')],
    ],
    ['a text that cannot be read, over a raw table', 'SELEKT id FROM lake.customer', [customer], [past]],
    ['a text that cannot be read, without a scan', 'SELEKT id FROM lake.customer', [], [past]],
    [
      'a text that cannot be read, with a column of that name',
      'SELEKT customer FROM my.t',
      [scan('dev.my.t')],
      ['other dev.my.t (*)'],
    ],
    ['a text with an invalid token', 'SELECT \u0001 FROM lake.customer', [customer], [past]],
    ['system views', 'SELECT * FROM pg_class, svv_tables, information_schema.tables', [], []],
    ['objects of scrim', 'SELECT * FROM scrim.user_profile', [profile], []],
    ['nothing', 'SELECT 1', [], []],
  ])('finds %s', (_, text, scans, expected) => {
    expect(reads(text, scans)).toEqual(expected);
  });

  it.each<[string, string, Partial<FinishedQuery>, readonly Scan[], readonly string[]]>([
    [
      'failed before it read',
      'SELECT * FROM lake.customer',
      { status: 'failed', error: 'permission denied' },
      [],
      [],
    ],
    ['failed after it read', 'SELECT 1/0 FROM lake.customer', { status: 'failed' }, [customer], [past]],
    [
      'was canceled after it read',
      'SELECT id FROM shop.customer',
      { status: 'canceled' },
      [profile, customer],
      [view('id')],
    ],
    ['came from the cache', 'SELECT id FROM lake.customer', { isCached: true }, [], [past]],
    [
      'is cut',
      'SELECT id FROM shop.customer WHERE id IN (1',
      { isWhole: false },
      [profile, customer],
      [view('*')],
    ],
    ['is cut before the name', 'SELECT id, ', { isWhole: false }, [customer], [past]],
    [
      'ran in another database',
      'SELECT id FROM shop.customer',
      { database: 'other' },
      [],
      ['other other.shop.customer (*)'],
    ],
    [
      'reads the raw table from another database',
      'SELECT id FROM dev.lake.customer',
      { database: 'other' },
      [],
      [past],
    ],
  ])('finds what a query read that %s', (_, text, more, scans, expected) => {
    expect(reads(text, scans, more)).toEqual(expected);
  });

  it('counts the rows and bytes that were scanned', () => {
    const [read] = findReads(query('SELECT id FROM shop.customer', [profile, customer, customer]), placed);
    expect(read).toMatchObject({ rows: 6, bytes: 48 });
  });

  it.each([
    ['SELECT id FROM lake.customer', [customer], 'it names the raw table'],
    ['SELECT * FROM my.own', [customer], 'the raw table was scanned, and no view of scrim was read'],
    [
      'SELEKT 1',
      [customer],
      /^the raw table was scanned, and no view of scrim was read \(scrim does not know/,
    ],
    [
      'SELECT * FROM my.own, shop.orders',
      [profile, orders, customer],
      'the raw table was scanned, and none of the views of scrim that it names reads it',
    ],
  ])('says how it is known that %s is past scrim', (text, scans, because) => {
    const read = findReads(query(text, scans), placed).find(({ via }) => via === 'past scrim');
    expect(read?.because).toEqual(typeof because === 'string' ? because : expect.stringMatching(because));
  });
});

describe('whatever the text of a query is', () => {
  const fragments = [
    ...[
      'SELECT',
      'FROM',
      'WHERE',
      'WITH',
      'AS',
      'UNLOAD',
      'INSERT INTO',
      'CREATE TABLE',
      'JOIN',
      'USING',
      'UNION',
    ],
    ...[
      'lake.customer',
      'shop.customer',
      'customer',
      'shop.orders',
      'my.own',
      '*',
      '(',
      ')',
      ',',
      ';',
      '.',
      "'",
      '"',
    ],
    ...['id', 'c', '1', '=', '--', '/*', '*/', '$$', String.raw`\n`, '\n', '\u0000', '\ud800', 'ä'],
  ];
  const texts = fc.oneof(
    fc.array(fc.constantFrom(...fragments), { maxLength: 12 }).map((parts) => parts.join(' ')),
    fc.string({ unit: 'binary', maxLength: 30 }),
  );
  const scans = fc.subarray([profile, customer, orders, scan('dev.my.own')]);

  it('is read without an error, and a raw table that was scanned without the profile is past scrim', () => {
    fc.assert(
      fc.property(texts, scans, fc.boolean(), (text, scanned, isWhole) => {
        const found = findReads(query(text, scanned, { isWhole }), placed);
        const isExpected =
          scanned.includes(customer) &&
          !scanned.includes(profile) &&
          !found.some(({ via, source: of }) => via === 'view' && of?.dataSource === 'shop.customer');
        const isPast = found.some(
          ({ via, source: of }) => via === 'past scrim' && of?.dataSource === 'shop.customer',
        );
        expect(isPast || !isExpected).toBe(true);
        // Each table is read once in each way.
        expect(new Set(found.map(({ name, via }) => JSON.stringify([name, via]))).size).toBe(found.length);
      }),
      { numRuns: runs(3_000) },
    );
  });

  it('finds every raw table that a query names, and none that it does not', () => {
    const relations = {
      'shop.customer': [profile, customer],
      'dev.shop.orders': [profile, orders],
      'lake.customer': [customer],
      'dev.lake.raw_orders': [orders],
      'my.own': [scan('dev.my.own')],
    } as const;
    const names = fc.subarray(Object.keys(relations) as (keyof typeof relations)[], { minLength: 1 });
    const shapes = fc.constantFrom<(name: string, index: number) => string>(
      (name, index) => `SELECT count(*) FROM ${name} AS t${index}`,
      (name) => `SELECT 1 WHERE EXISTS (SELECT 1 FROM ${name} WHERE id = 1)`,
      (name, index) => `(WITH w${index} AS (SELECT id FROM ${name}) SELECT count(*) FROM w${index})`,
      (name) => `SELECT (SELECT max(id) FROM ${name}) -- lake.customer`,
    );
    fc.assert(
      fc.property(names, fc.array(shapes, { minLength: 5, maxLength: 5 }), (chosen, shape) => {
        const text = chosen.map((name, index) => shape[index]?.(name, index) ?? '').join('\nUNION ALL ');
        const scanned = chosen.flatMap((name) => relations[name]);
        const found = findReads(query(text, scanned), placed);
        const vias = (via: string): readonly string[] =>
          found
            .filter((read) => read.via === via)
            .map(({ name }) => name.join('.'))
            .toSorted();
        const named = (...some: readonly string[]): readonly string[] =>
          chosen
            .filter((name) => some.includes(name))
            .map((name) => (name.split('.').length < 3 ? `dev.${name}` : name))
            .toSorted();
        expect(vias('past scrim')).toEqual(named('lake.customer', 'dev.lake.raw_orders'));
        expect(vias('view')).toEqual(named('shop.customer', 'dev.shop.orders'));
        expect(vias('other')).toEqual(named('my.own'));
      }),
      { numRuns: runs(600) },
    );
  });
});
