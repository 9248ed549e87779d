import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { runForCode } from './run-command.js';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/plan/${name}`, import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scrim-plan-'));
  for (const name of ['world.yaml', 'change.yaml']) await copyFile(fixture(name), join(folder, name));
  await run('apply', '-f', 'world.yaml', '--yes');
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs a command on the store of the test; names of files are in its folder. */
async function run(...args: readonly string[]) {
  const at = args.map((arg) => (/^[a-z]+\.(yaml|plan)$/.test(arg) ? join(folder, arg) : arg));
  const { out, err, code } = await runForCode('tester', [...at, '--store', join(folder, 'store')]);
  const clean = (text: string): string => text.replaceAll(`${folder}/`, '');
  return { out: clean(out), err: clean(err), code };
}

/** Compares with a file that people have read; `UPDATE_DOCS=1` writes it anew. */
async function expectGolden(name: string, text: string): Promise<void> {
  if (process.env['UPDATE_DOCS'] !== undefined) await writeFile(fixture(name), text);
  expect(text).toBe(await readFile(fixture(name), 'utf8'));
}

const widenings = [
  'sales.customer.address: null → raw',
  'sales.customer.email: partial, first 2 and last 0 kept → partial, first 1 and last 0 kept',
  'sales.orders rows: region is one of attribute region → all rows',
];

describe('scrim plan', () => {
  it('tells what changes in effect on people, where, and because of what', async () => {
    const { out, err, code } = await run('plan', '-f', 'change.yaml');
    expect({ err, code }).toEqual({ err: '', code: 2 });
    await expectGolden('plan.txt', out);
  });

  it('writes Markdown for a pull request', async () => {
    const { out, code } = await run('plan', '-f', 'change.yaml', '--markdown');
    expect(code).toBe(2);
    await expectGolden('plan.md', out);
  });

  it('prints JSON', async () => {
    const { out } = await run('plan', '-f', 'change.yaml', '--json');
    const plan = JSON.parse(out) as { readonly effects: unknown[]; readonly at: string };
    await expectGolden('plan.json', `${JSON.stringify({ ...plan, at: 'AT' }, undefined, 2)}\n`);
  });

  it('says that nothing changes', async () => {
    expect(await run('plan', '-f', 'world.yaml')).toEqual({
      out: 'nothing would change\n',
      err: '',
      code: 0,
    });
  });

  it('creates no store', async () => {
    const { code } = await runForCode('tester', [
      ...['plan', '-f', join(folder, 'world.yaml'), '--store', join(folder, 'none')],
    ]);
    expect(code).toBe(2);
    expect(await readdir(folder)).not.toContain('none');
  });

  it('is not applied with files of lines that have changed since', async () => {
    const lines = join(folder, 'users.ndjson');
    await writeFile(lines, '{"name":"zed"}\n');
    expect((await run('plan', '-f', lines, '--out', 'lines.plan')).code).toBe(2);
    await writeFile(lines, '{"name":"zoe"}\n');
    await expect(run('apply', 'lines.plan')).rejects.toThrow(
      'has changed since the plan was made: plan again',
    );
  });

  it('says that a change has no effect', async () => {
    const text = (await readFile(join(folder, 'world.yaml'), 'utf8')).replace(
      '{ any: [{ group: analysts }, { group: finance }] }',
      '{ any: [{ group: finance }, { group: analysts }] }',
    );
    await writeFile(join(folder, 'same.yaml'), text);
    const { out, code } = await run('plan', '-f', 'same.yaml');
    expect(code).toBe(2);
    expect(out).toBe(
      "~ subscription policy 'analysts see sales'  same.yaml:48:5\n1 changed\n\nno effect: everybody sees the same\n",
    );
  });

  it('refuses what widens, unless it is accepted by name', async () => {
    const { err, code } = await run('plan', '-f', 'change.yaml', '--fail-on-widening');
    expect(code).toBe(3);
    expect(err).toBe(
      `3 widenings not accepted; to accept, add:\n${widenings.map((one) => `  --accept '${one}'\n`).join('')}`,
    );
    const accepting = widenings.flatMap((one) => ['--accept', one.replace('→', '->')]);
    const accepted = await run('plan', '-f', 'change.yaml', '--fail-on-widening', ...accepting);
    expect({ err: accepted.err, code: accepted.code }).toEqual({ err: '', code: 2 });
    const [first = '', second = ''] = widenings;
    const some = await run('plan', '-f', 'change.yaml', '--fail-on-widening', '--accept', first);
    expect({ err: some.err.includes(second), code: some.code }).toEqual({ err: true, code: 3 });
  });

  it('does not keep a plan that is refused', async () => {
    const { code } = await run('plan', '-f', 'change.yaml', '--fail-on-widening', '--out', 'refused.plan');
    expect(code).toBe(3);
    await expect(run('apply', 'refused.plan')).rejects.toThrow('there is no such file');
  });

  it('refuses to accept what is no widening', async () => {
    await expect(
      run('plan', '-f', 'change.yaml', '--accept', 'sales.customer.adress: null → raw'),
    ).rejects.toThrow(
      "--accept 'sales.customer.adress: null → raw': the plan has no such widening; did you mean 'sales.customer.address: null → raw'?",
    );
  });

  it('reports the errors of files', async () => {
    await writeFile(join(folder, 'wrong.yaml'), 'users: [{ name: zoe, groups: [eurpe] }]\n');
    const { err, code } = await run('plan', '-f', 'wrong.yaml');
    expect(code).toBe(1);
    expect(err).toBe(
      "wrong.yaml:1:31: there is no group 'eurpe'; did you mean 'europe'?\n1 error; nothing was applied\n",
    );
  });

  it('makes plans that are applied while the world is as it was', async () => {
    expect((await run('plan', '-f', 'change.yaml', '--out', 'p.plan')).code).toBe(2);
    expect((await run('plan', '-f', 'change.yaml', '--out', 'q.plan')).code).toBe(2);
    const { out, code } = await run('apply', 'p.plan');
    expect({ code, last: out.trimEnd().split('\n').at(-1) }).toEqual({
      code: 0,
      last: '3 changed (revision 2)',
    });
    await expect(run('apply', 'q.plan')).rejects.toThrow(
      'the plan is for revision 1, and the world is at revision 2 by now: plan again',
    );
    await expect(run('apply', 'world.yaml')).rejects.toThrow("this is no plan of 'scrim plan --out FILE'");
    await expect(run('apply', 'q.plan', '--prune')).rejects.toThrow('a plan has its own --prune');
    await expect(run('apply')).rejects.toThrow(
      'give either world files (-f PATH) or a plan (scrim apply FILE)',
    );
    expect(await run('plan', '-f', 'change.yaml')).toMatchObject({ out: 'nothing would change\n' });
  });
});
