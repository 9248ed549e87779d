import { expect, it } from '@jest/globals';

import { runPolicyTests } from '../support/run-policy-tests.js';
import { describeLive, live } from './support/live.js';

const fixtures = 'test/fixtures/policy-tests';

const onTrino = (paths: readonly string[]) =>
  runPolicyTests(paths, { trino: live().url, user: live().administrator, verbose: true });

/** The tests by their marks and names. */
const marked = (out: string): readonly string[] =>
  out.split('\n').flatMap((line) => /^ {2}([✓✗?] .*?)(?: {2}|$)/.exec(line)?.[1] ?? []);

describeLive('scrim test --trino', () => {
  it('judges the same cases on a real Trino', async () => {
    const { out } = await onTrino([`${fixtures}/sales`]);
    const names = marked(out);
    expect(names.length).toBe(11);
    // A real Trino does not say which cells a conditional mask covers.
    expect(names.filter((name) => !name.startsWith('✓'))).toEqual([
      '? finance sees addresses, and no amounts of old customers',
    ]);
    const failing = await onTrino([`${fixtures}/sales/world.yaml`, `${fixtures}/failing_test.yaml`]);
    expect(marked(failing.out).filter((name) => !name.startsWith('✗'))).toEqual([]);
    expect(failing).toMatchObject({ code: 4, err: '' });
  });
});
