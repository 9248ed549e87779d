import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { runCommand } from './run-command.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scrim-erase-'));
  await apply('groups: [{ name: staff }]\nusers: [{ name: bob }, { name: ann, groups: [staff] }]\n');
});
afterAll(() => rm(folder, { recursive: true }));

const scrim = async (...args: readonly string[]) => {
  const { out, err } = await runCommand('root', [...args, '--store', join(folder, 'store')]);
  return `${out}${err}`.replaceAll(/erased-[0-9a-f-]{36}/g, 'PSEUDONYM');
};
const apply = async (world: string): Promise<void> => {
  const file = join(folder, 'world.yaml');
  await writeFile(file, world);
  await scrim('apply', '--prune', '--allow-removals', '-f', file);
};
const erase = (...args: readonly string[]) => scrim('audit', 'erase', '--user', 'ann', ...args);

it('a person is erased once they were removed, which is on record without the name', async () => {
  await expect(erase('--yes')).rejects.toThrow("user 'ann' exists: remove the user first");
  await apply('groups: [{ name: staff }]\nusers: [{ name: bob }]\n');
  await expect(erase()).rejects.toThrow('nothing was erased; confirm with --yes');
  expect(await erase('--dry-run')).toBe('would change rows:\n  change_entry: 2\n');
  expect(await scrim('audit', 'changes', '--kind', 'user')).toContain("'ann'");
  expect(await erase('--yes')).toBe(
    `the person is 'PSEUDONYM' from now on; changed rows:
  change_entry: 2
records in the log, in files and at receivers of events still have the name
`,
  );
  const changes = await scrim('audit', 'changes', '--kind', 'user');
  expect(changes).toContain("'PSEUDONYM'");
  expect(changes).not.toContain('ann');
  expect(await erase('--yes', '--json')).toContain('"rows": {}');
  const [recorded] = (await scrim('audit', 'decisions', '--json')).split('\n');
  expect(JSON.parse(recorded ?? '')).toMatchObject({
    ...{ occasion: 'erasure', by: 'root', user: null, outcome: 'allowed' },
    details: { rows: { change_entry: 2 } },
  });
});
