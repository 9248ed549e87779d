import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { runCommand } from './run-command.js';

const world = `
groups: [{ name: staff }]
users: [{ name: ann, groups: [staff] }, { name: own }]
dataSources:
  - { schema: s, name: d, table: a.b.c, owners: [{ user: own }], columns: [{ name: x, type: bigint }] }
subscriptions:
  - { dataSource: s.d, subscriber: { user: ann } }
  - { dataSource: s.d, subscriber: { group: staff }, expires: 2001-01-01T00:00:00Z }
subscriptionPolicies: [{ name: staff, dataSource: s.d, grant: { condition: { group: staff } } }]
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scrim-subscription-'));
  await writeFile(join(folder, 'world.yaml'), world);
  await scrim('apply', '-f', join(folder, 'world.yaml'));
});
afterAll(() => rm(folder, { recursive: true }));

const scrim = (...args: readonly string[]) => runCommand('root', [...args, '--store', join(folder, 'store')]);

it('a revocation fails, having revoked, when somebody has access all the same', async () => {
  expect(await scrim('subscription', 'revoke', 's.d', '--user', 'ann', '--actor', 'own')).toEqual({
    out: "s.d: user 'ann' is revoked, decided by own\n",
    err: `still accessible to:
  user 'ann': policy 'staff' grants access: in group 'staff', although subscription of user 'ann' is revoked
To block it, whatever gives access: scrim block --user ann s.d --reason REASON
`,
    failed: true,
  });
});

it('who decides is a user, and the error says how to name one', async () => {
  await expect(scrim('subscription', 'revoke', 's.d', '--user', 'ann')).rejects.toThrow(
    "there is no user 'root': give the user of scrim who decides with --actor USER, or with SCRIM_ACTOR in the environment",
  );
});

it('one that has ended is listed so', async () => {
  const { out } = await scrim('subscription', 'list', '--status', 'expired');
  expect(out).toBe("s.d: group 'staff' is expired, ended at 2001-01-01T00:00:00Z\n");
});
