import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { runForCode } from '../cli/run-command.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scrim-examples-'));
});
afterAll(() => rm(folder, { recursive: true }));

const passes = { err: '', code: 0 };

describe.each(['health-care', 'retail-bank', 'sales-by-region'])('examples/%s', (name) => {
  const path = `examples/${name}`;
  const run = (...args: readonly string[]) => runForCode('tester', args);

  it('is formatted, and has no error', async () => {
    expect(await run('fmt', '--check', path)).toMatchObject({ ...passes, out: '' });
    expect(await run('validate', path)).toMatchObject({ ...passes, out: 'no errors\n' });
  });

  it('passes its tests, which exercise each branch of each rule', async () => {
    expect(await run('test', path, '--threshold', '100')).toMatchObject({
      ...passes,
      out: expect.stringContaining('coverage: 100 %'),
    });
  });

  it('is planned and applied, and then there is nothing to plan', async () => {
    const store = ['--store', join(folder, name)];
    expect(await run('plan', '-f', path, ...store)).toMatchObject({ err: '', code: 2 });
    expect(await run('apply', '-f', path, '--yes', ...store)).toMatchObject(passes);
    expect(await run('plan', '-f', path, ...store)).toMatchObject({
      ...passes,
      out: 'nothing would change\n',
    });
  });
});
