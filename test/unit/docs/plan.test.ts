import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';

const read = (path: string): Promise<string> =>
  readFile(new URL(`../../../${path}`, import.meta.url), 'utf8');

it('shows the plan that scrim prints', async () => {
  expect(await read('docs/policy-as-code.md')).toContain(await read('test/fixtures/plan/plan.txt'));
});
