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
subscriptions: [{ dataSource: s.d, subscriber: { user: ann } }]
`;

let folder: string;
let service: RunningService;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scrim-block-'));
  await writeFile(join(folder, 'world.yaml'), world);
  // Commands ask the service that has the store open: to open it for each takes seconds.
  const config = configFile.parse({ logLevel: 'silent' });
  service = await startService({ port: 0, store: join(folder, 'store'), config, env: {} });
});
afterAll(async () => {
  await service.stop();
  await rm(folder, { recursive: true });
});

async function scrim(...args: readonly string[]): Promise<string> {
  const { out, err } = await runCommand('op', [...args, '--store', join(folder, 'store')]);
  return `${out}${err}`.replaceAll(/at \d{4}-\d\d-\d\dT[\d:.]+Z/g, 'at NOW');
}
const explained = async (user: string): Promise<string | undefined> =>
  (await scrim('explain', '--user', user, 's.d')).split('\n')[0];

it('people and groups are blocked, listed and unblocked', async () => {
  await scrim('apply', '-f', join(folder, 'world.yaml'));
  expect(await scrim('blocks')).toBe('none\n');
  expect(await scrim('block', '--user', 'ann', '--reason', 'laptop stolen')).toBe(
    "user 'ann' is blocked from everything, by op at NOW: laptop stolen; 2 data sources closed\n",
  );
  expect(await explained('ann')).toBe(
    "s.d does not exist for ann: user 'ann' is blocked from everything: laptop stolen",
  );
  await scrim(
    'block',
    '--user',
    'own',
    '--schema',
    's',
    '--until',
    '2999-01-01T00:00:00Z',
    '--reason',
    'x',
    '--actor',
    'gwen',
  );
  expect(await explained('own')).toBe(
    "s.d does not exist for own: user 'own' is blocked from schema 's' until 2999-01-01T00:00:00Z: x",
  );
  await scrim('block', '--group', 'staff', 's.e', '--reason', 'y');
  expect(await scrim('blocks', 's.d')).toBe(
    `user 'ann' is blocked from everything, by op at NOW: laptop stolen
user 'own' is blocked from schema 's' until 2999-01-01T00:00:00Z, by gwen at NOW: x
`,
  );
  expect(JSON.parse(await scrim('blocks', '--group', 'staff', '--json'))).toMatchObject([
    { blocked: { group: 'staff' }, scope: { dataSource: 's.e' }, reason: 'y', blockedBy: 'op' },
  ]);
  await expect(scrim('unblock', '--user', 'own')).rejects.toThrow(
    "user 'own' is not blocked from everything, but from: schema 's'",
  );
  expect(await scrim('unblock', '--user', 'own', '--schema', 's')).toBe(
    "user 'own' is no longer blocked from schema 's'\n",
  );
  expect(await explained('own')).toBe("s.d is open to own: owner as user 'own'");
  await scrim('unblock', '--user', 'ann', '--everything');
  expect(await explained('ann')).toBe("s.d is open to ann: subscription of user 'ann' is approved");
});

it('an export has the blocks', async () => {
  expect(await scrim('export')).toContain('blocks:\n  - blocked:\n      group: "staff"\n');
});

it.each([
  [['block', 'ann', '--reason', 'x'], 'name who is blocked: --user USER or --group GROUP'],
  [['block', '--reason', 'x'], 'name who is blocked: --user USER or --group GROUP'],
  [['block', '--user', 'anne', '--reason', 'x'], "there is no user 'anne'; did you mean 'ann'?"],
  [
    ['block', '--user', 'ann', '--schema', 's', 's.d', '--reason', 'x'],
    'give only one of: a data source, --schema SCHEMA, --everything',
  ],
  [
    ['block', '--user', 'ann', '--schema', 'ss', '--reason', 'x'],
    "no data source is in schema 'ss'; did you mean 's'?",
  ],
  [
    ['block', '--user', 'ann', '--until', '2001-01-01T00:00:00Z', '--reason', 'x'],
    'has passed: a block must end later',
  ],
  [['block', '--user', 'ann', '--until', 'tomorrow', '--reason', 'x'], 'expected a point in time such as'],
  [['unblock', '--user', 'ann'], "user 'ann' is not blocked"],
  [['blocks', 's.x'], "there is no data source 's.x'"],
])('%j is refused', async (args, message) => {
  await expect(scrim(...args)).rejects.toThrow(message);
});
