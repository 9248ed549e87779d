import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Command } from 'commander';

import { registerFmt } from '../../../src/cli/fmt.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scrim-fmt-'));
});
afterEach(() => rm(folder, { recursive: true }));

const ugly = "users:\n- {groups: [eu],   name: 'ada'} # head\n";
const pretty = 'users:\n  - { name: ada, groups: [eu] } # head\n';

async function fmt(args: readonly string[], input = '') {
  const seen = { out: '', err: '', failed: false };
  const program = new Command('scrim').exitOverride();
  const context = {
    env: {},
    out: (text: string) => (seen.out += text.replaceAll(`${folder}/`, '')),
    err: (text: string) => (seen.err += text.replaceAll(`${folder}/`, '')),
    signal: new AbortController().signal,
    actor: undefined,
    fail: () => (seen.failed = true),
  };
  registerFmt(program, context, () => Promise.resolve(input));
  await program.parseAsync(['node', 'scrim', 'fmt', ...args]);
  return seen;
}
const read = (file: string) => readFile(join(folder, file), 'utf8');

it('replaces files that are not formatted, and lists them', async () => {
  await mkdir(join(folder, 'w'));
  await writeFile(join(folder, 'w/a.yaml'), ugly);
  await writeFile(join(folder, 'w/b.yaml'), pretty);
  await writeFile(
    join(folder, 'w/a_test.yaml'),
    `cases:\n- {dataSource: s.t, rows: 1,\n   who: ann,   name: "one"}\npeople: {ann: {}}\n`,
  );
  await writeFile(join(folder, 'w/users.ndjson'), '{"name":   "ada"}\n');
  await chmod(join(folder, 'w/a.yaml'), 0o640);
  const before = await stat(join(folder, 'w/b.yaml'));

  expect(await fmt([join(folder, 'w')])).toEqual({
    out: 'w/a.yaml\nw/a_test.yaml\n',
    err: '',
    failed: false,
  });
  expect(await read('w/a.yaml')).toBe(pretty);
  expect(await read('w/a_test.yaml')).toBe(
    'people: { ann: {} }\n\ncases:\n  - { name: one, who: ann, dataSource: s.t, rows: 1 }\n',
  );
  expect(await read('w/users.ndjson')).toBe('{"name":   "ada"}\n');
  expect((await stat(join(folder, 'w/a.yaml'))).mode & 0o777).toBe(0o640);
  expect((await stat(join(folder, 'w/b.yaml'))).mtimeMs).toBe(before.mtimeMs);
  expect(await readdir(join(folder, 'w'))).toEqual(['a.yaml', 'a_test.yaml', 'b.yaml', 'users.ndjson']);
  expect(await fmt(['-f', join(folder, 'w')])).toEqual({ out: '', err: '', failed: false });
  expect(await fmt([join(folder, 'w/users.ndjson')])).toEqual({ out: '', err: '', failed: false });
});

it('replaces the file that a link leads to', async () => {
  await writeFile(join(folder, 'a.yaml'), ugly);
  await mkdir(join(folder, 'w'));
  await symlink('../a.yaml', join(folder, 'w/b.yaml'));
  expect(await fmt([join(folder, 'w')])).toMatchObject({ out: 'w/b.yaml\n', failed: false });
  expect((await lstat(join(folder, 'w/b.yaml'))).isSymbolicLink()).toBe(true);
  expect(await read('a.yaml')).toBe(pretty);
});

it('leaves files with errors as they are, says where the errors are, and formats the others', async () => {
  await writeFile(join(folder, 'a.yaml'), 'users:\n  - {nam: ada}\n');
  await writeFile(join(folder, 'a_test.yaml'), 'peple: {}\n');
  await writeFile(join(folder, 'b.yaml'), ugly);
  expect(await fmt([folder, join(folder, 'c.yaml')])).toEqual({
    out: 'b.yaml\n',
    err: "a.yaml:2:6: unknown key 'nam'; did you mean 'name'?\na_test.yaml:1:1: unknown key 'peple'; did you mean 'people'?\nc.yaml: there is no such file or folder; give a world file, or a folder with world files\n",
    failed: true,
  });
  expect(await read('a.yaml')).toBe('users:\n  - {nam: ada}\n');
});

it('says which file cannot be written, and formats the others', async () => {
  await writeFile(join(folder, 'a.yaml'), ugly);
  await writeFile(join(folder, 'b.yaml'), ugly);
  await writeFile(join(folder, `.a.yaml.${process.pid}.part`), '');
  expect(await fmt([folder])).toEqual({
    out: 'b.yaml\n',
    err: expect.stringMatching(/^a\.yaml: cannot be written: EEXIST/),
    failed: true,
  });
  expect(await read('a.yaml')).toBe(ugly);
});

it('writes nothing with --check and with --diff', async () => {
  await writeFile(join(folder, 'a.yaml'), ugly);
  await writeFile(join(folder, 'b.yaml'), pretty);
  expect(await fmt(['--check', folder])).toEqual({
    out: 'a.yaml\n',
    err: '1 file is not formatted; scrim fmt formats them\n',
    failed: true,
  });
  const diff =
    "--- a.yaml\n+++ a.yaml\n@@ -1,2 +1,2 @@\n users:\n-- {groups: [eu],   name: 'ada'} # head\n+  - { name: ada, groups: [eu] } # head\n";
  expect(await fmt(['--diff', folder])).toEqual({ out: diff, err: '', failed: false });
  expect(await fmt(['--diff', '--check', folder])).toMatchObject({ out: diff, failed: true });
  expect(await fmt(['--json', '--check', folder])).toMatchObject({
    out: `{\n  "changed": [\n    "a.yaml"\n  ],\n  "errors": []\n}\n`,
    failed: true,
  });
  expect(await read('a.yaml')).toBe(ugly);
  expect(await fmt(['--check', join(folder, 'b.yaml')])).toEqual({ out: '', err: '', failed: false });
});

it('formats standard input', async () => {
  expect(await fmt(['-'], ugly)).toEqual({ out: pretty, err: '', failed: false });
  expect(await fmt(['--check', '-'], pretty)).toEqual({ out: '', err: '', failed: false });
  expect(await fmt(['--check', '-'], ugly)).toMatchObject({ out: '', failed: true });
  expect(await fmt(['--diff', '-'], ugly)).toMatchObject({
    out: expect.stringContaining('+++ stdin.yaml\n'),
  });
  expect(await fmt(['-', '--stdin-name', 'x.json'], '{"users":[]}')).toMatchObject({
    out: '{ "users": [] }\n',
  });
  expect(await fmt(['-'], 'users: [\n')).toMatchObject({
    out: '',
    err: expect.stringMatching(/^stdin\.yaml:2:1: /),
    failed: true,
  });
});

it('refuses nothing to format, and standard input among files', async () => {
  await expect(fmt([])).rejects.toThrow('name the files or folders to format, such as: scrim fmt world/');
  await expect(fmt(['-', 'a.yaml'])).rejects.toThrow('- is standard input; give no other path with it');
});
