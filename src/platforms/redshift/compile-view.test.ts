import { describe, expect, it } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import process from 'node:process';
import type { z } from 'zod';

import { factsOf, people } from '../../../test/unit/policy/facts-of.js';
import type { mask } from '../../model/mask.js';
import type { policy } from '../../model/policy.js';
import type { worldFile } from '../../model/world.js';
import { decide } from '../../policy/decide.js';
import { compileRedshiftView } from './compile-view.js';
import type { RedshiftView } from './compile-view.js';

type PolicyInput = z.input<typeof policy>;
type World = z.input<typeof worldFile>;
type DataSourceInput = NonNullable<World['dataSources']>[number];
type RowsInput = Extract<PolicyInput['rules'][number], { rows: unknown }>['rows'];

const customer: DataSourceInput = {
  schema: 'sales',
  name: 'customer',
  platform: 'redshift',
  table: 'dev.raw.customer',
  columns: [
    { name: 'id', type: 'bigint' },
    { name: 'name', type: 'varchar(25)' },
    { name: 'code', type: 'char(4)' },
    { name: 'price', type: 'numeric(12,2)' },
    { name: 'whole', type: 'decimal' },
    { name: 'ratio', type: 'float8' },
    { name: 'day', type: 'date' },
    { name: 'at', type: 'timestamp' },
    { name: 'zoned', type: 'timestamptz' },
    { name: 'clock', type: 'time' },
    { name: 'flag', type: 'bool' },
    { name: 'doc', type: 'super' },
  ],
};

interface Change {
  readonly dataSource?: Partial<DataSourceInput>;
  readonly world?: Partial<World>;
  readonly columns?: readonly string[];
}

function compile(
  rules: readonly PolicyInput['rules'][number][],
  { dataSource, world, columns }: Change = {},
): RedshiftView {
  const some = customer.columns.filter(({ name }) => columns?.includes(name) ?? true);
  const facts = factsOf('', {
    groups: [
      ...(people.groups ?? []),
      { name: 'others', attributes: { a: ['x'], "a'": ['x'], "a'\\": ['x'] } },
    ],
    ...world,
    dataSources: [{ ...customer, columns: some, ...dataSource }, ...(world?.dataSources ?? [])],
    policies: rules.length === 0 ? [] : [{ name: 'p', dataSource: 'sales.customer', rules: [...rules] }],
  });
  if (facts.dataSource === undefined) throw new Error('there is no such data source');
  const decision = decide({ ...facts, reader: { kind: 'open' } });
  return compileRedshiftView(facts.dataSource, decision, facts.settings, {
    database: 'dev',
    systemSchema: 'scrim',
    inlineHashKey: 'k'.repeat(64),
  });
}

const textOf = (view: RedshiftView): string =>
  view.statement === undefined
    ? `! ${view.problems.join('; ')}`
    : view.sql.replaceAll(/\s+/g, ' ').replaceAll('( ', '(').replaceAll(' )', ')');

/** What every view has, for which `…` stands below. */
const frame = [
  'CREATE VIEW sales.customer AS SELECT ',
  "coalesce(max(CASE WHEN scrim_profile.kind = 'subscription' AND scrim_profile.name = 'sales.customer' THEN 1 ELSE 0 END), 0) AS subscribed",
  ' FROM scrim.user_profile AS scrim_profile) AS scrim_facts WHERE scrim_facts.subscribed = 1',
  ' FROM "raw".customer AS scrim_row CROSS JOIN (SELECT ',
];
const gist = (view: RedshiftView): string =>
  frame.reduce((text, part) => text.replace(part, '…'), textOf(view));

const masked = (
  column: string,
  of: z.input<typeof mask>,
  more: object = { exceptWhen: { group: 'finance' } },
) => gist(compile([{ mask: of, columns: { names: [column] }, ...more }], { columns: [column, 'id'] }));
const filtered = (rows: RowsInput, columns: readonly string[], more: Change = {}) =>
  gist(compile([{ rows }], { columns, ...more }));
const among = (name: string, attribute = 'region') =>
  filtered({ column: { name }, in: { attribute } }, [name]);
const where = (text: string, columns: readonly string[] = ['id', 'name'], more: Change = {}) =>
  filtered({ where: text }, columns, {
    ...more,
    world: {
      lookupTables: [
        { table: 'dev.raw.l', platform: 'redshift', columns: [{ name: 'person', type: 'text' }] },
        { table: 'lake.x.l', columns: [{ name: 'person', type: 'varchar' }] },
      ],
      ...more.world,
    },
  });

const cases: Readonly<Record<string, () => string>> = {
  'everything raw': () => textOf(compile([], { columns: ['id', 'doc'] })),
  'mask: null': () => masked('doc', { type: 'null' }),
  'mask: null for everybody': () => masked('id', { type: 'null' }, {}),
  'mask: constant': () => masked('name', { type: 'constant', value: "it's \\" }),
  'mask: constant of char': () => masked('code', { type: 'constant', value: 'x' }),
  'mask: constant too long in bytes': () => masked('name', { type: 'constant', value: 'ä'.repeat(13) }),
  'mask: constant number': () => masked('price', { type: 'constant', value: -1.5 }),
  'mask: hash': () => masked('name', { type: 'hash' }),
  'mask: hash in a domain': () => masked('code', { type: 'hash', domain: "d'\\" }, {}),
  'mask: hash of a number': () => masked('id', { type: 'hash' }),
  'mask: hash of a number as text': () => masked('id', { type: 'hash', typeMayChange: true }),
  'mask: hash of a truth value as text': () => masked('flag', { type: 'hash', typeMayChange: true }, {}),
  'mask: hash of some rows as text': () =>
    masked('id', { type: 'conditional', where: 'id > 1', mask: { type: 'hash', typeMayChange: true } }, {}),
  'mask: regex': () => masked('name', { type: 'regex', pattern: '\\d+', replacement: '#' }),
  'mask: partial': () => masked('code', { type: 'partial', first: 1, last: 2, cover: '•' }),
  'mask: partial at the end': () => masked('name', { type: 'partial', last: 4 }, {}),
  'mask: round decimal': () => masked('price', { type: 'round', step: 5 }),
  'mask: round double': () => masked('ratio', { type: 'round', step: 0.5 }),
  'mask: round date': () => masked('day', { type: 'round', unit: 'month' }),
  'mask: round timestamp with time zone': () => masked('zoned', { type: 'round', unit: 'day' }),
  'mask: round time': () => masked('clock', { type: 'round', unit: 'hour' }),
  'mask: bucket': () => masked('price', { type: 'bucket', boundaries: [-5, 0.5] }),
  'mask: bucket with labels': () =>
    masked('day', {
      type: 'bucket',
      boundaries: ['2020-01-01'],
      labels: ['old', 'new'],
      typeMayChange: true,
    }),
  'mask: bucket with labels of doubles for some': () =>
    masked('ratio', { type: 'bucket', boundaries: [1], labels: ['a', 'b'], typeMayChange: true }),
  'mask: custom text': () => masked('name', { type: 'custom', expression: '@username() || value' }),
  'mask: custom number': () => masked('id', { type: 'custom', expression: 'nvl(value, 1) * 2' }),
  "mask: custom in Trino's SQL": () =>
    masked('name', { type: 'custom', expression: 'try_cast(value AS varchar)' }),
  'mask: conditional': () =>
    masked('id', { type: 'conditional', where: "@hasAttribute('a', 'b') OR id > 1", mask: { type: 'null' } }),
  'mask: for a user, otherwise another': () =>
    masked(
      'id',
      { type: 'null' },
      { when: { user: 'IAM:alice@corp.com' }, otherwise: { type: 'constant', value: 7 } },
    ),
  'rows: varchar': () => among('name'),
  'rows: char': () => among('code'),
  'rows: whole number': () => among('id'),
  'rows: decimal': () => among('price'),
  'rows: decimal without fraction': () => among('whole'),
  'rows: double': () => among('ratio'),
  'rows: date': () => among('day'),
  'rows: timestamp': () => among('at'),
  'rows: timestamp with time zone': () => among('zoned'),
  'rows: time': () => among('clock'),
  'rows: boolean': () => among('flag'),
  'rows: super': () => among('doc'),
  'rows: groups': () => filtered({ column: { name: 'name' }, in: 'groups' }, ['name']),
  'rows: by prefix': () => filtered({ column: { name: 'name' }, in: 'groups', match: 'prefix' }, ['name']),
  'rows: by hierarchy': () =>
    filtered({ column: { name: 'name' }, in: { attribute: 'region' }, match: 'hierarchy' }, ['name']),
  'rows: char by hierarchy': () =>
    filtered({ column: { name: 'code' }, in: 'groups', match: 'hierarchy' }, ['code']),
  'rows: by prefix, in another database': () =>
    gist(
      compile([{ rows: { column: { name: 'name' }, in: { attribute: `a'\\` }, match: 'prefix' } }], {
        columns: ['name'],
        dataSource: { table: 'lake.x.customer' },
      }),
    ),
  'rows: number by prefix': () => filtered({ column: { name: 'id' }, in: 'groups', match: 'prefix' }, ['id']),
  'rows: by prefix of a query': () =>
    textOf(
      compile(
        [
          {
            rows: { column: { name: 'name' }, in: 'groups', match: 'prefix' },
            exceptWhen: { group: 'finance' },
          },
        ],
        {
          columns: ['name'],
          dataSource: { table: undefined, query: 'SELECT o.name FROM sales.base AS o' },
          world: {
            dataSources: [{ ...customer, name: 'base', columns: [{ name: 'name', type: 'varchar(25)' }] }],
          },
        },
      ),
    ),
  'rows: newer': () => filtered({ column: { name: 'at' }, newerThan: 'P1Y2M3DT4H' }, ['at']),
  'rows: newer, with time zone': () => filtered({ column: { name: 'zoned' }, newerThan: 'P1D' }, ['zoned']),
  'rows: older': () => filtered({ column: { name: 'day' }, olderThan: 'P30D' }, ['day']),
  'rows: sample': () => filtered({ column: { name: 'id' }, percent: 12.5 }, ['id']),
  'rows: purposes': () =>
    filtered({ purposes: ['Audit'] }, ['id'], { world: { purposes: [{ name: 'Audit' }] } }),
  'rows: purposes that there are not': () => filtered({ purposes: ['Nope'] }, ['id']),
  'rows: for some': () =>
    gist(
      compile([{ rows: { column: { name: 'name' }, in: 'groups' }, exceptWhen: { group: 'finance' } }], {
        columns: ['name'],
      }),
    ),
  'predicate: groups and attributes': () =>
    where("@isInGroups('finance', 'staff') OR @hasAttribute('a', 'b')"),
  'predicate: the same question twice': () =>
    where("@isInGroups('finance') AND (id = 1 OR @isInGroups('finance'))"),
  'predicate: a group that there is not': () => where("NOT @isInGroups('nope')"),
  'predicate: an attribute that nobody has': () =>
    where("NOT @hasAttribute('nope', 'x') OR NOT @attributeValuesContains('nope', id)"),
  'predicate: placeholder': () => where("@attributeValuesContains('a', id, 5)"),
  'predicate: expression over text': () => where('NOT @groupsContains(lower(name))'),
  'predicate: expression of unknown type': () => where('@purposesContains(id + 1)'),
  'predicate: iam': () => where("@iam() = 'okta'"),
  'predicate: lookup': () =>
    where('name IN (SELECT l.person FROM dev."raw".l AS l WHERE l.person = @username())'),
  'predicate: questions within a subquery': () =>
    where(
      `name IN (SELECT l.person FROM dev."raw".l AS l WHERE @isInGroups('finance') OR @groupsContains(l.person || ''))`,
    ),
  'predicate: correlated EXISTS': () =>
    where('EXISTS (SELECT 1 FROM dev."raw".l AS l WHERE l.person = name)'),
  'predicate: correlated EXISTS beneath OR': () =>
    where('id = 1 OR EXISTS (SELECT 1 FROM dev."raw".l AS l WHERE l.person = name)'),
  'predicate: correlated IN': () =>
    where(`name IN (SELECT l.person FROM dev."raw".l AS l WHERE l.person > @columnReference('name'))`),
  'predicate: lookup table of Trino': () => where('name IN (SELECT l.person FROM lake.x.l AS l)'),
  "predicate: scrim's own name": () =>
    where('name IN (SELECT SCRIM_FACTS.person FROM dev."raw".l AS Scrim_Facts)'),
  'table of another database': () =>
    gist(compile([], { columns: ['id'], dataSource: { table: 'lake.x.customer' } })),
  'external table': () => gist(compile([], { columns: ['id'], dataSource: { external: true } })),
  'a query': () =>
    textOf(
      compile([{ mask: { type: 'hash' }, columns: { names: ['name'] }, exceptWhen: { group: 'finance' } }], {
        columns: ['name'],
        dataSource: {
          table: undefined,
          query: 'SELECT o.name FROM sales.base AS o WHERE o.name <> $$x$$'.replaceAll('$$', "'"),
        },
        world: {
          dataSources: [{ ...customer, name: 'base', columns: [{ name: 'name', type: 'varchar(25)' }] }],
        },
      }),
    ),
  'a query over Trino': () =>
    gist(
      compile([], {
        columns: ['name'],
        dataSource: { table: undefined, query: 'SELECT name FROM sales.base' },
        world: {
          dataSources: [
            { schema: 'sales', name: 'base', table: 'a.b.c', columns: [{ name: 'name', type: 'varchar' }] },
          ],
        },
      }),
    ),
  disabled: () => gist(compile([], { dataSource: { enabled: false } })),
  'of Trino': () =>
    gist(compile([], { dataSource: { platform: 'trino', columns: [{ name: 'id', type: 'bigint' }] } })),
  'unreadable columns': () =>
    gist(compile([], { dataSource: { columns: [{ name: 'id', type: 'interval day to second' }] } })),
  'hostile names': () =>
    textOf(
      compile(
        [
          {
            mask: { type: 'constant', value: `'; DROP TABLE x; --\\'` },
            columns: { names: [`n"; drop`] },
            exceptWhen: { any: [{ user: `IAM:o'hara\\'@corp.com` }, { attribute: `a'`, value: `\\'; --` }] },
          },
          { rows: { column: { name: `n"; drop` }, in: { attribute: `a'\\` } } },
        ],
        {
          dataSource: {
            table: `dev."r""; drop"."t'; --"`,
            columns: [{ name: `n"; drop`, type: 'varchar(100)' }],
          },
        },
      ),
    ),
};

const golden = new URL('../../../test/fixtures/sql/redshift-views.json', import.meta.url);

describe('a view on Redshift', () => {
  it('is as it was reviewed', async () => {
    const made = Object.fromEntries(Object.entries(cases).map(([title, make]) => [title, make()]));
    if (process.env['UPDATE_GOLDEN'] !== undefined)
      await writeFile(golden, `${JSON.stringify(made, null, 2)}\n`);
    expect(made).toEqual(JSON.parse(await readFile(golden, 'utf8')));
  });

  it.each(Object.entries(cases))('holds no backslash in a literal: %s', (_, make) => {
    const text = make();
    expect(text.startsWith('!') || !text.includes('\\')).toBe(true);
  });

  it('takes names of 127 bytes, and no longer ones', () => {
    const columns = [{ name: 'ä'.repeat(63), type: 'bigint' }];
    expect(compile([], { dataSource: { columns } }).problems).toBeUndefined();
    expect(() =>
      compile([], { dataSource: { columns: [{ name: 'ä'.repeat(64), type: 'bigint' }] } }),
    ).toThrow('Redshift cannot have a column of this name: it has 128 bytes; the maximum is 127');
  });

  it('tells which raw tables it reads, and whether it is bound to them', () => {
    const { reads, lateBinding } = compile([], { dataSource: { table: 'lake.x.customer' } }) as Extract<
      RedshiftView,
      { sql: string }
    >;
    expect({ reads, lateBinding }).toEqual({ reads: [['lake', 'x', 'customer']], lateBinding: true });
  });

  it('reads none of scrim’s own tables for a data source or a predicate', () => {
    const reason = (table: string) => [
      `it reads ${table}: nothing else may read the schema of scrim's own tables, such as the hash key's`,
    ];
    expect(compile([], { dataSource: { table: 'dev.scrim.hash_key' } }).problems).toEqual(
      reason('dev.scrim.hash_key'),
    );
    const key = { table: 'dev.scrim.hash_key', columns: [{ name: 'key', type: 'varchar' }] };
    const world = { lookupTables: [{ ...key, platform: 'redshift' as const }] };
    const rows = { where: 'name IN (SELECT t.key FROM dev."SCRIM".hash_key t)' };
    expect(compile([{ rows }], { world }).problems).toEqual(reason('dev.scrim.hash_key'));
  });

  it('writes the key of hashes only where the settings say so', () => {
    const rules = [{ mask: { type: 'hash' as const }, columns: { names: ['name'] } }];
    expect(textOf(compile(rules))).toContain('SELECT max(hash_key.key) FROM scrim.hash_key');
    const inline = textOf(compile(rules, { world: { settings: { inlineHashKey: true } } }));
    expect(inline).toContain(`sha2('${'k'.repeat(64)}' || `);
    expect(inline).not.toContain('hash_key');
  });
});
