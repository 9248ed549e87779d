import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { configFile } from '../../../src/config/config.js';
import { startService } from '../../../src/serve/start-service.js';
import type { RunningService } from '../../../src/serve/start-service.js';
import { runCommand } from './run-command.js';

const world = `
groups: [{ name: staff }]
users: [{ name: ann, groups: [staff] }, { name: own }]
dataSources:
  - { schema: s, name: d, table: a.b.c, owners: [{ user: own }], columns: [{ name: x, type: bigint }] }
  - { schema: s, name: e, table: a.b.e, columns: [{ name: x, type: bigint }] }
subscriptions:
  - { dataSource: s.d, subscriber: { user: ann } }
  - { dataSource: s.d, subscriber: { group: staff }, expires: 2998-01-01T00:00:00Z }
subscriptionPolicies:
  - { name: staff, dataSource: s.d, grant: { condition: { group: staff } } }
`;

let folder: string;
let service: RunningService;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scrim-recertify-'));
  await writeFile(join(folder, 'world.yaml'), world);
  const config = configFile.parse({ logLevel: 'silent' });
  service = await startService({ port: 0, store: join(folder, 'store'), config, env: {} });
});
afterAll(async () => {
  await service.stop();
  await rm(folder, { recursive: true });
});

const scrim = async (...args: readonly string[]): Promise<string> => {
  const { out, err } = await runCommand('own', [...args, '--store', join(folder, 'store')]);
  return `${out}${err}`.replaceAll(/at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z/g, 'at NOW');
};

it('a round is started, shown, decided on, and cancelled', async () => {
  await scrim('apply', '-f', join(folder, 'world.yaml'));
  expect(await scrim('recertify', 'list')).toBe('none\n');
  await expect(scrim('recertify', 'start', 'Q1', '--due', '2999-01-01T00:00:00Z')).rejects.toThrow(
    'say over which data sources: name them, or give --tag or --schema',
  );
  expect(await scrim('recertify', 'start', 'Q1', '--schema', 's', '--due', '2999-01-01T00:00:00Z')).toBe(
    `round Q1: 2 accesses to 2 data sources; what nobody confirms ends at 2999-01-01T00:00:00Z
nobody can confirm access to 's.e': it has neither owners nor approvers
`,
  );
  expect(await scrim('recertify', 'list')).toBe(
    'Q1: due 2999-01-01T00:00:00Z, started by own, 2 of 2 accesses to 2 data sources undecided\n',
  );
  expect(await scrim('recertify', 'end', 'Q1', '--user', 'ann', '--reason', '=left')).toBe(
    `s.d: user 'ann' is revoked, decided by own (=left)
user 'ann' still has access to 's.d': policy 'staff' grants access: in group 'staff', although subscription of user 'ann' is revoked
`,
  );
  expect(await scrim('recertify', 'show', 'Q1')).toBe(
    `s.d: due 2999-01-01T00:00:00Z; owners: user 'own'
  group 'staff': open, ends at 2998-01-01T00:00:00Z
  user 'ann': ended by own at NOW (=left)
  not in the round: policy 'staff' grants access to everybody who meets its condition
s.e: due 2999-01-01T00:00:00Z; owners: none
  no subscriptions
`,
  );
  expect(await scrim('recertify', 'show', 'Q1', 's.d', '--csv')).toMatch(
    /^data source,kind,subscriber,state,by,at,reason,ends at,due\r\ns.d,group,staff,open,"",,"",2998-01-01T00:00:00Z,2999-01-01T00:00:00Z\r\ns.d,user,ann,ended,own,[^,]+,'=left,,2999-01-01T00:00:00Z\r\n$/,
  );
  await expect(scrim('recertify', 'confirm', 'Q1', '--all', '--actor', 'root')).rejects.toThrow(
    "there is no user 'root': give the user of scrim who decides",
  );
  expect(await scrim('recertify', 'cancel', 'Q1')).toBe(
    'round Q1 is cancelled; 1 access with the earlier end again\n',
  );
});
