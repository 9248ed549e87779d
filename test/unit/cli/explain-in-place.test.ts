import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { runCommand } from './run-command.js';

const world = `
settings: { definer: scrim_owner, hashKeyTable: vault.keys.hash_key }
tags: [{ name: PII }]
users: [{ name: ann }, { name: clear }, { name: out }]
lookupTables: [{ table: lake.hr.territory, columns: [{ name: region, type: varchar }] }]
dataSources:
  - schema: hr
    name: people
    table: lake.hr.people
    columns:
      - { name: id, type: bigint, tags: [PII] }
      - { name: ssn, type: varchar(11), tags: [PII] }
      - { name: name, type: varchar, tags: [PII] }
      - { name: fresh, type: varchar, unreviewed: true }
  - { schema: hr, name: by_lookup, table: lake.hr.by_lookup, columns: [{ name: region, type: varchar }] }
  - { schema: hr, name: shut, table: lake.hr.shut, columns: [{ name: region, type: varchar }] }
  - schema: hr
    name: joined
    query: SELECT id FROM lake.stage.beneath
    reads: [{ table: lake.stage.beneath, columns: [{ name: id, type: bigint }] }]
    columns: [{ name: id, type: bigint }]
subscriptionPolicies:
  - { name: all but out, target: { schemas: [hr] }, grant: { condition: { not: { user: out } } } }
policies:
  - name: pii
    target: { tags: [PII] }
    rules: [{ mask: { type: hash, typeMayChange: true }, columns: { tags: [PII] }, exceptWhen: { user: clear } }]
  - name: territory
    dataSource: hr.by_lookup
    rules: [{ rows: { where: 'region IN (SELECT t.region FROM lake.hr.territory t)' }, exceptWhen: { user: clear } }]
`;

let folder: string;
let store: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scrim-explain-'));
  store = join(folder, 'store');
  const file = join(folder, 'world.yaml');
  await writeFile(file, world);
  const { failed, err } = await runCommand('sam', ['apply', '-f', file, '--store', store]);
  expect([failed, err]).toEqual([false, expect.any(String)]);
});
afterAll(() => rm(folder, { recursive: true }));

const explained = async (user: string, dataSource: string, ...more: readonly string[]): Promise<string> =>
  (await runCommand('sam', ['explain', '--store', store, '--user', user, dataSource, ...more])).out;

const inPlaceOf = async (user: string, dataSource: string): Promise<unknown> =>
  (JSON.parse(await explained(user, dataSource, '--json')) as { inPlace?: unknown }).inPlace;

it.each([
  [
    ...['columns whose masks change their type, or that nobody has reviewed', 'ann', 'hr.people'],
    {
      columns: {
        id: 'NULL where it is masked: its hash mask gives text, and the column is bigint',
        ssn: 'NULL where it is masked: a hash has 64 characters, and the column is varchar(11)',
        fresh: 'cannot be read: nobody has reviewed it',
      },
    },
  ],
  [
    ...['no column that is not masked for the person', 'clear', 'hr.people'],
    { columns: { fresh: 'cannot be read: nobody has reviewed it' } },
  ],
  [
    ...['the policy that closes the table', 'ann', 'hr.by_lookup'],
    {
      closed:
        "the row filter of policy 'territory' reads a lookup table, which cannot be enforced in place: query the view hr.by_lookup",
    },
  ],
  [...['nothing where the policy does not apply', 'clear', 'hr.by_lookup'], undefined],
  [...['nothing where both show the same', 'ann', 'hr.shut'], undefined],
  [...['nothing of a data source without a table', 'ann', 'hr.joined'], undefined],
  [...['nothing of a data source that does not exist for the person', 'out', 'hr.people'], undefined],
] as const)('says what differs in the raw table: %s', async (_, user, dataSource, expected) => {
  expect(await inPlaceOf(user, dataSource)).toEqual(expected);
});

it('prints a section about it, with the view', async () => {
  expect(await explained('ann', 'hr.people')).toContain(`
In place: other than in the view
  id     NULL where it is masked: its hash mask gives text, and the column is bigint
  ssn    NULL where it is masked: a hash has 64 characters, and the column is varchar(11)
  fresh  cannot be read: nobody has reviewed it
  the view hr.people has all columns, with their masks
`);
  expect(await explained('ann', 'hr.by_lookup')).toContain(`
In place: other than in the view
  the raw table cannot be read: the row filter of policy 'territory' reads a lookup table, which cannot be enforced in place: query the view hr.by_lookup
`);
  expect(await explained('ann', 'hr.shut')).not.toContain('In place');
});
