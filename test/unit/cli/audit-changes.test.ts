import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { runCommand } from './run-command.js';

let folder: string;
let store: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audit-changes-'));
  store = join(folder, 'store');
  const apply = async (actor: string, text: string, ...options: readonly string[]): Promise<void> => {
    const file = join(folder, 'w.yaml');
    await writeFile(file, text);
    await runCommand(actor, ['apply', '-f', file, '--store', store, ...options]);
  };
  await apply('root', 'groups: [{ name: staff }, { name: eu }]\nusers: [{ name: ann, groups: [staff] }]\n');
  await apply('gov', 'users: [{ name: ann, groups: [staff, eu], comment: moved }]\n');
  await apply('gov', 'groups: [{ name: staff }, { name: eu }]\n', '--prune', '--allow-removals');
});
afterAll(() => rm(folder, { recursive: true }));

const changes = async (...options: readonly string[]): Promise<string> =>
  (await runCommand('root', ['audit', 'changes', '--store', store, ...options])).out;
const json = async (...options: readonly string[]) =>
  (await changes('--json', ...options))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);

describe('scrim audit changes', () => {
  it('prints who changed which object, and how, the newest last', async () => {
    const times = (text: string): string => text.replaceAll(/^20\S+Z/gm, 'TIME');
    expect(times(await changes('--kind', 'user'))).toBe(`TIME  revision 1  root  created user 'ann'
  +name: ann
  +groups:
  +  - staff
  +attributes: {}

TIME  revision 2  gov  changed user 'ann'
   name: ann
  +comment: moved
   groups:
     - staff
  +  - eu
   attributes: {}

TIME  revision 3  gov  removed user 'ann'
  -name: ann
  -comment: moved
  -groups:
  -  - staff
  -  - eu
  -attributes: {}

`);
  });

  it('filters by kind, name, actor, time and number', async () => {
    const names = async (...options: readonly string[]) =>
      (await json(...options)).map(({ revision, key }) => `${String(revision)} ${String(key)}`);
    expect(await names()).toEqual(['1 ann', '1 staff', '1 eu', '2 ann', '3 ann']);
    expect(await names('--name', 'staff')).toEqual(['1 staff']);
    expect(await names('--user', 'gov')).toEqual(['2 ann', '3 ann']);
    expect(await names('--limit', '1')).toEqual(['3 ann']);
    expect(await names('--since', '1h', '--kind', 'user', '--user', 'root')).toEqual(['1 ann']);
    expect(await changes('--until', '2020-01-01')).toBe('');
    const [, second] = await json('--kind', 'user');
    const at = String(second?.['at']);
    expect(await names('--since', at)).toEqual(['2 ann', '3 ann']);
    expect(await names('--until', at, '--kind', 'user')).toEqual(['1 ann']);
  });

  it('refuses what is no kind', async () => {
    await expect(changes('--kind', 'polcy')).rejects.toThrow(
      "--kind: there is no kind 'polcy'; did you mean 'policy'?; the kinds are settings, tag,",
    );
  });

  it('prints one object a line, and a table for a spreadsheet', async () => {
    const [, second] = await json('--kind', 'user');
    expect(second).toMatchObject({
      ...{ revision: 2, actor: 'gov', kind: 'user', key: 'ann' },
      ...{ before: { groups: ['staff'] }, after: { groups: ['staff', 'eu'], comment: 'moved' } },
    });
    const [head, row] = (await changes('--csv', '--name', 'ann', '--limit', '1')).split('\r\n');
    expect(head).toBe('time,revision,actor,kind,name,change,before,after');
    expect(row).toMatch(/^20\S+Z,3,gov,user,ann,removed,"\{""name"":""ann""/);
  });
});
