import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';

import { runCommand } from './run-command.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scrim-validate-'));
});
afterEach(() => rm(folder, { recursive: true }));

const write = (name: string, ...lines: readonly string[]) =>
  writeFile(join(folder, name), lines.map((line) => `${line}\n`).join(''));
const validate = async (...args: readonly string[]) => {
  const { out, err, failed } = await runCommand('test', ['validate', ...args]);
  return { out, err: err.replaceAll(`${folder}/`, ''), failed };
};

const table = [
  'dataSources:',
  '  - schema: sales',
  '    name: customer',
  '    table: lake.crm.customer',
  '    columns: [{ name: id, type: bigint }, { name: phone, type: varchar, tags: [PII] }]',
];

it('finds no error in a world that can be applied, and writes nothing', async () => {
  await write('tags.yaml', 'tags: [{ name: PII }]');
  await write('tables.yaml', ...table);
  await write('users.ndjson', '{"name": "ada"}');
  await write('pii_test.yaml', 'not: a world');
  expect(await validate(folder)).toEqual({ out: 'no errors\n', err: '', failed: false });
  expect(await validate('-f', folder, '--json')).toEqual({
    out: '{\n  "errors": [],\n  "warnings": []\n}\n',
    err: '',
    failed: false,
  });
  expect(await readdir(folder)).toEqual(['pii_test.yaml', 'tables.yaml', 'tags.yaml', 'users.ndjson']);
});

it('reports all wrong objects with their places', async () => {
  await write('a.yaml', 'tags:', '  - {nam: PII}');
  await write('b.yaml', 'users: 5');
  expect(await validate(folder)).toEqual({
    out: '',
    err: "a.yaml:2:6: unknown key 'nam'; did you mean 'name'?\nb.yaml:1:8: expected a list but found 5\n2 errors\n",
    failed: true,
  });
});

it('reports names that do not exist, in files of lines too, and policies that cannot be enforced', async () => {
  await write('tables.yaml', ...table);
  await write('users.ndjson', '{"name": "ada", "groups": ["sales"]}');
  const { out, err, failed } = await validate(join(folder, 'tables.yaml'), join(folder, 'users.ndjson'));
  expect({ out, failed }).toEqual({ out: '', failed: true });
  expect(err.split('\n')).toEqual([
    "tables.yaml:5:80: there is no tag 'PII'; declare it under tags",
    "users.ndjson:1:28: there is no group 'sales'; declare it under groups",
    '2 errors',
    '',
  ]);

  await write('tags.yaml', 'tags: [{ name: PII }]');
  await write(
    'policies.yaml',
    'policies:',
    '  - name: no such column',
    '    dataSource: sales.customer',
    '    rules: [{ rows: { column: { name: region }, in: groups } }]',
  );
  const files = ['tables.yaml', 'tags.yaml', 'policies.yaml'].map((file) => join(folder, file));
  const wrong = await validate(...files);
  expect(wrong).toMatchObject({ out: '', failed: true });
  expect(wrong.err).toMatch(/^policies\.yaml:4:\d+: .*region/);
});

it('prints warnings, and does not fail for them', async () => {
  await write('tags.yaml', 'tags: [{ name: PII }]');
  await write('tables.yaml', ...table);
  await write(
    'policies.yaml',
    'policies:',
    '  - name: nobody has it',
    '    rules:',
    '      - mask: { type: null }',
    '        columns: { tags: [PII] }',
    '        exceptWhen: { attribute: contractr }',
  );
  const { out, err, failed } = await validate(folder);
  expect({ out, failed }).toEqual({ out: 'no errors, 1 warning\n', failed: false });
  expect(err).toMatch(/^warning: .*contractr/);
});

it('refuses to check nothing', async () => {
  await expect(validate()).rejects.toThrow(
    'name the files or folders to check, such as: scrim validate world/',
  );
});
