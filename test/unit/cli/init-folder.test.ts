import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { parse } from 'yaml';

import { runCommand } from './run-command.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scrim-init-'));
});
afterEach(() => rm(folder, { recursive: true }));

const run = (...args: readonly string[]) => runCommand('test', args);
const world = [
  'README.md',
  '.gitignore',
  '.world.schema.json',
  '.world_test.schema.json',
  'people.yaml',
  'data-sources/sales.yaml',
  'policies/personal-data.yaml',
  'policies/personal-data_test.yaml',
];

it('makes a world that is formatted and valid, and passes its tests, which try every rule', async () => {
  const made = join(folder, 'made');
  const { out, err } = await run('init', made);
  expect(out.trimEnd().split('\n')).toEqual([...world, '.github/workflows/scrim.yml', '.gitlab-ci.yml']);
  expect(err).toContain('scrim validate . && scrim test .');
  expect(await run('fmt', '--check', made)).toEqual({ out: '', err: '', failed: false });
  expect(await run('validate', made)).toEqual({ out: 'no errors\n', err: '', failed: false });
  const tested = await run('test', made, '--threshold', '100');
  expect(tested).toMatchObject({ err: '', failed: false });
  expect(tested.out).toMatch(/4 passed/);
  expect((await readFile(join(made, 'README.md'), 'utf8')).split('\n')).toHaveLength(7);
  expect(await readFile(join(made, '.world.schema.json'), 'utf8')).toBe((await run('schema')).out);
  const schema = await readFile(join(made, '.world_test.schema.json'), 'utf8');
  expect(schema).toBe((await run('schema', '--test')).out);
});

it('makes pipelines that run what scrim has', async () => {
  await run('init', folder);
  const github = parse(await readFile(join(folder, '.github/workflows/scrim.yml'), 'utf8')) as {
    jobs: Record<string, { steps: readonly { run?: string }[] }>;
  };
  const steps = (job: string) => github.jobs[job]?.steps.flatMap((step) => step.run ?? []);
  expect(steps('check')).toEqual(['scrim fmt --check .', 'scrim validate .', 'scrim test .']);
  expect(steps('plan')?.join('')).toContain('plan -f . --markdown --fail-on-widening > plan.md');

  const gitlab = parse(await readFile(join(folder, '.gitlab-ci.yml'), 'utf8')) as Record<
    string,
    { script: readonly string[] }
  >;
  expect(['format', 'validate', 'test'].map((job) => gitlab[job]?.script)).toEqual([
    ['scrim fmt --check .'],
    ['scrim validate .'],
    ['scrim test . --junit tests.xml'],
  ]);
  expect(gitlab['plan']?.script[0]).toContain('scrim plan -f . --markdown --fail-on-widening');
});

it.each([
  ['github', ['.github/workflows/scrim.yml']],
  ['gitlab', ['.gitlab-ci.yml']],
  ['none', []],
])('makes the pipeline of %s', async (ci, files) => {
  const { out } = await run('init', folder, '--ci', ci, '--json');
  expect(JSON.parse(out)).toEqual({ folder, files: [...world, ...files] });
});

it('takes a folder with nothing but a repository, and no other', async () => {
  await mkdir(join(folder, '.git'));
  await run('init', folder);
  await expect(run('init', folder)).rejects.toThrow(
    `${folder} is not empty: it contains .github; name a new or empty folder`,
  );
  const before = await readdir(folder);
  await writeFile(join(folder, 'file'), '');
  await expect(run('init', join(folder, 'file'))).rejects.toThrow('is a file; name a folder');
  expect(await readdir(folder)).toEqual([...before, 'file'].sort());
});
