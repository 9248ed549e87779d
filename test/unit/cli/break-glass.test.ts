import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { openStore } from '../../../src/store/open-store.js';
import { runCommand } from './run-command.js';
import { breakGlassWorld } from '../break-glass-world.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scrim-break-glass-'));
  await writeFile(join(folder, 'world.yaml'), breakGlassWorld);
  await scrim('apply', '-f', join(folder, 'world.yaml'));
});
afterAll(() => rm(folder, { recursive: true }));

const scrim = async (...args: readonly string[]) => {
  const { out, err } = await runCommand('root', [...args, '--store', join(folder, 'store')]);
  return `${out}${err}`.replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z/g, 'TIME');
};

it('nobody takes access while nobody can be told', async () => {
  await expect(
    scrim('break-glass', 'take', 's.d', '--user', 'ann', '--reason', 'x', '--hours', '2'),
  ).rejects.toThrow('nobody would be told of it: configure a webhook');
});

it('a person takes access, which explain shows, a file does not undo, and which they end', async () => {
  const store = await openStore(join(folder, 'store'));
  await store.webhooks.register('pager');
  await store.webhooks.sendsBreakGlass('pager', 60);
  await store.close();
  await expect(
    scrim('break-glass', 'take', 's.d', '--user', 'ann', '--reason', 'x', '--hours', '25'),
  ).rejects.toThrow('expected a whole number from 1 to 24');
  expect(
    await scrim('break-glass', 'take', 's.d', '--user', 'ann', '--reason', 'incident 1', '--hours', '2'),
  ).toBe(
    `s.d: user 'ann' is approved until TIME, by break glass under policy 'incidents', decided by ann (incident 1)
to be told, by webhooks for access.break-glass: gwen, olga
`,
  );
  expect(await scrim('explain', '--user', 'ann', 's.d')).toContain(
    "user 'ann' broke the glass under policy 'incidents' until TIME, because: incident 1",
  );
  await scrim('apply', '--prune', '-f', join(folder, 'world.yaml'));
  expect(await scrim('break-glass', 'end', 's.d', '--user', 'ann')).toMatch(/^s.d: user 'ann' is revoked/);
  expect(await scrim('explain', '--user', 'ann', 's.d')).toContain("break glass of user 'ann' is revoked");
});
