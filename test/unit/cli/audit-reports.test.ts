import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { openStore } from '../../../src/store/open-store.js';
import { queryOf, readOf } from '../use-cases/audit-records.js';
import { runCommand } from './run-command.js';

const world = `
tags: [{ name: PII }]
groups: [{ name: staff }]
users: [{ name: ann, groups: [staff] }, { name: bob, groups: [staff] }, { name: cat }]
dataSources:
  - schema: sales
    name: customers
    table: crm.public.customers
    columns: [{ name: id, type: bigint }, { name: email, type: varchar, tags: [PII] }]
subscriptions: [{ dataSource: sales.customers, subscriber: { group: staff } }]
policies:
  - { name: emails, rules: [{ mask: { type: "null" }, columns: { tags: [PII] } }] }
  - { name: salaries, target: { schemas: [hr] }, rules: [{ mask: { type: "null" }, columns: { names: [salary] } }] }
`;

let folder: string;
let store: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audit-reports-'));
  store = join(folder, 'store');
  const file = join(folder, 'w.yaml');
  await writeFile(file, world);
  await runCommand('root', ['apply', '-f', file, '--store', store]);
  const opened = await openStore(store);
  const ago = (days: number): Date => new Date(Date.now() - days * 24 * 60 * 60 * 1_000);
  await opened.audit.putQueries([
    queryOf('q0', 'ann', ago(100), [readOf('sales.customers')]),
    queryOf('q1', 'ann', ago(2), [
      readOf('sales.customers', {
        policies: ['emails'],
        columns: [
          { name: 'id', shown: 'raw' },
          { name: 'email', shown: 'masked', masks: ['null'], policies: ['emails'], tags: ['PII'] },
        ],
      }),
    ]),
    queryOf('q2', 'cat', ago(1), [
      readOf('sales.customers', { via: 'past scrim', columns: [{ name: 'email', shown: 'raw' }] }),
    ]),
  ]);
  await opened.close();
});
afterAll(() => rm(folder, { recursive: true }));

const report = (...options: readonly string[]) => runCommand('root', ['audit', ...options, '--store', store]);
const times = (text: string): string => text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME');
/** Runs commands a hundred days later. */
async function later(work: () => Promise<void>): Promise<void> {
  const then = Date.now() + 100 * 24 * 60 * 60 * 1_000;
  jest.useFakeTimers({ now: then, doNotFake: notFaked });
  try {
    await work();
  } finally {
    jest.useRealTimers();
  }
}
const notFaked = [
  ...(['nextTick', 'setImmediate', 'clearImmediate', 'setInterval', 'clearInterval'] as const),
  ...(['setTimeout', 'clearTimeout', 'performance', 'hrtime', 'queueMicrotask'] as const),
];

describe('records in the archive', () => {
  beforeAll(async () => {
    const opened = await openStore(store);
    const { batch, fingerprint } = await opened.archive.begin('2020-01-01', 'lake.audit', 60);
    await opened.archive.finish(batch, '2020-01-01', fingerprint);
    await opened.close();
  });
  afterAll(async () => {
    const opened = await openStore(store);
    await opened.archive.forget('2021-01-01');
    await opened.close();
  });

  it.each([['access', 'sales.customers'], ['unused'], ['columns'], ['policies']])(
    'are not left out of %s in silence',
    async (...words) => {
      await expect(report(...words)).rejects.toThrow(
        'the records from 2020-01-01 to 2020-01-01 are in the archive lake.audit, which this process does not know',
      );
      expect((await report(...words, '--recent')).out).toContain(
        'what was moved to the archive does not count (--recent)\n',
      );
    },
  );
});

describe('scrim audit access', () => {
  it('prints who can read a data source, and who did', async () => {
    const { out, err } = await report('access', 'sales.customers');
    expect(err).toBe('');
    expect(times(out))
      .toBe(`sales.customers: 2 people can read it; 2 people read it from TIME to TIME, of whom 1 can no more

cat  no access, read it once, last at TIME
    because: no subscription
    read in the clear: email
    1 of these queries without scrim
ann  sees all rows, read it once, last at TIME
    because: subscription of group 'staff' is approved
    can see in the clear: id
    can see masked: email
    read in the clear: id
    read masked: email
bob  sees all rows, never read it
    because: subscription of group 'staff' is approved
    can see in the clear: id
    can see masked: email
`);
  });

  it('says what it leaves out, and of what it knows nothing', async () => {
    const { out, err } = await report('access', 'sales.customers', '--limit', '1', '--since', '400d');
    expect(times(out)).toContain('there are more: use --limit\n\ncat  no access');
    expect(times(err)).toBe(
      'warning: queries of Trino are on record since TIME only: what was read before is not known\n',
    );
  });

  it('prints one object a line, and a table for a spreadsheet', async () => {
    const lines = (await report('access', 'sales.customers', '--json')).out.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { user: 'cat', access: false, dataSource: 'sales.customers' },
      { user: 'ann', access: true, canSee: { raw: ['id'], masked: ['email'] } },
      { user: 'bob', queries: 0, last: null },
    ]);
    const [head, , , bob] = (await report('access', 'sales.customers', '--csv')).out.split('\r\n');
    expect(head).toMatch(/^data source,user,access,because,sees,/);
    expect(bob).toBe(
      'sales.customers,bob,true,subscription of group \'staff\' is approved,all rows,id,email,0,,,"","",0',
    );
  });

  it('answers as of the past', async () => {
    const { out } = await report('access', 'sales.customers', '--as-of', 'revision:1', '--user', 'bob');
    expect(out).toMatch(/^as of revision 1 of \S+, at \S+\nsales\.customers: 1 person can read it; 0 people/);
  });
});

describe('scrim audit unused', () => {
  it('prints access that nobody used, and how to end it', async () => {
    await later(async () => {
      const { out, err } = await report('unused', '--days', '95');
      expect(err).toBe('');
      expect(times(out)).toBe(`access that people have and did not use, from TIME to TIME
queries are on record since TIME
let owners decide: scrim recertify start NAME DATA_SOURCE --due TIME

sales.customers  ann
    because: subscription of group 'staff' is approved
sales.customers  bob
    because: subscription of group 'staff' is approved
`);
      const groups = await report(
        'unused',
        '--by',
        'group',
        '--days',
        '95',
        '--data-source',
        'sales.customers',
      );
      expect(times(groups.out)).toContain(`
sales.customers  staff
    because: none of its 2 members read it
    end it: scrim subscription revoke sales.customers --group staff
`);
      expect((await report('unused', '--by', 'group', '--days', '95', '--csv')).out).toBe(
        'of,name,data source,because,ended by\r\n' +
          'group,staff,sales.customers,none of its 2 members read it,scrim subscription revoke sales.customers --group staff\r\n',
      );
      expect((await report('unused', '--by', 'policy', '--days', '95', '--json')).out).toBe('');
    });
  });

  it('says clearly what is not known', async () => {
    const { out, err } = await report('unused', '--days', '30', '--json');
    expect(out).toBe('');
    expect(times(err)).toBe(
      'warning: the history of the world begins at TIME: nobody is known to have had access for 30 days\n',
    );
    await expect(report('unused', '--days', 'many')).rejects.toThrow('Expected a whole number');
  });
});

it('scrim audit policies prints those that shaped nothing first', async () => {
  const { out } = await report('policies');
  expect(times(out)).toBe(`policies, from TIME to TIME

salaries  shaped no query: it is about no data source
emails  shaped 1 query of 1 person, last at TIME
`);
  const json = (await report('policies', '--json', '--limit', '1')).out;
  expect(JSON.parse(json)).toMatchObject({ policy: 'salaries', queries: 0, last: null });
  expect((await report('policies', '--csv')).out.split('\r\n')[2]).toMatch(/^emails,true,1,1,1,2/);
});

it('scrim audit columns prints how tagged columns were read', async () => {
  expect(times((await report('columns', '--tag', 'PII')).out))
    .toBe(`tagged columns that were read from TIME to TIME

PII  sales.customers.email
    in the clear: 1 query of 1 person, last at TIME
      because: it was read without scrim (1)
    masked: 1 query of 1 person
      by: emails
`);
  const byTag = (await report('columns', '--by', 'tag', '--json')).out;
  expect(JSON.parse(byTag)).toMatchObject({ tag: 'PII', dataSource: null, rawQueries: 1, maskedPeople: 1 });
  const [, row] = (await report('columns', '--csv')).out.split('\r\n');
  expect(row).toMatch(/^PII,sales\.customers,email,1,1,2\S+Z,1,1,it was read without scrim,emails$/);
});
