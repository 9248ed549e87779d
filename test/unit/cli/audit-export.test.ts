import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { openStore } from '../../../src/store/open-store.js';
import { queryOf, readOf } from '../use-cases/audit-records.js';
import { runCommand } from './run-command.js';

let folder: string;
let store: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'audit-export-'));
  store = join(folder, 'store');
  await put('q1', 'q2');
});
afterAll(() => rm(folder, { recursive: true }));

async function put(...ids: readonly string[]): Promise<void> {
  const opened = await openStore(store);
  const at = (index: number) => new Date(Date.UTC(2026, 4, 1, 10, index));
  await opened.audit.putQueries(ids.map((id, index) => queryOf(id, 'ann', at(index), [readOf('s.d')])));
  await opened.close();
}
const run = (...args: readonly string[]) =>
  runCommand('root', ['audit', 'export', '--store', store, ...args]);
const lines = (text: string) =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);

it('prints records, all or those of a time, as records or as OCSF', async () => {
  expect(lines((await run()).out)).toMatchObject([
    { record: 'query', queryId: 'q1', user: 'ann', reads: [{ dataSource: 's.d' }] },
    { record: 'query', queryId: 'q2' },
  ]);
  expect(lines((await run('--since', '2026-05-01T10:01:00Z')).out)).toMatchObject([{ queryId: 'q2' }]);
  expect(lines((await run('--until', '2026-05-01T10:01:00Z')).out)).toMatchObject([{ queryId: 'q1' }]);
  expect(lines((await run('--format', 'ocsf')).out)).toMatchObject([
    { class_uid: 6005, unmapped: { queryId: 'q1' } },
    { class_uid: 6005, unmapped: { queryId: 'q2' } },
  ]);
});

it('goes on in a file where it ended, and again from a position before a crash', async () => {
  const output = join(folder, 'audit.jsonl');
  const ids = async () => lines(await readFile(output, 'utf8')).map(({ queryId }) => queryId);
  await run('--output', output);
  await run('--output', output);
  expect(await ids()).toEqual(['q1', 'q2']);
  const before = await readFile(`${output}.position`, 'utf8');
  await put('q3');
  await run('--output', output);
  expect(await ids()).toEqual(['q1', 'q2', 'q3']);
  await writeFile(`${output}.position`, before);
  await run('--output', output, '--rotate-size', '1KB', '--keep', '5');
  expect(await ids()).toEqual(['q3']);
  expect((await readdir(folder)).filter((name) => /^audit\.jsonl\.\d/.test(name))).toHaveLength(1);
});

it.each([
  [['--keep', '3'], '--rotate-size, --rotate-every and --keep need --output FILE'],
  [['--rotate-size', '10 apples', '--output', 'x'], '--rotate-size: expected a positive number such as 10MB'],
  [['--rotate-every', '0h', '--output', 'x'], '--rotate-every: expected a positive number such as 10h'],
])('says what is wrong with %j', async (args, message) => {
  await expect(run(...args)).rejects.toThrow(message);
});

it('says that a position is broken', async () => {
  const output = join(folder, 'broken.jsonl');
  await writeFile(`${output}.position`, '{');
  await expect(run('--output', output)).rejects.toThrow('remove it to export all records again');
});
