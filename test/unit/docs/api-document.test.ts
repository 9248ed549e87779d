import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

import { apiOperations } from '../../../src/http/api/operations.js';
import { problemBase, problems } from '../../../src/http/api/problem.js';
import { roles } from '../../../src/identity/actor.js';
import { walkThrough } from './walk-through.js';

const inProject = (path: string): URL => new URL(`../../../${path}`, import.meta.url);
const text = readFileSync(inProject('docs/api.md'), 'utf8');

it('walks from the first key to a revoked subscription', async () => {
  const { code, out, err } = await walkThrough('docs/api.md');
  expect([code, err]).toEqual([
    0,
    'This key may do everything. Keep it: it is stored nowhere, and shown this once.\n',
  ]);
  const answers = out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const decisions = answers.flatMap(({ decision }) => (decision === undefined ? [] : [decision]));
  expect(decisions).toEqual(['hidden', 'open', 'hidden']);
  const states = answers.flatMap(({ subscription, status }) =>
    subscription === undefined
      ? status === undefined
        ? []
        : [status]
      : [(subscription as { status: string }).status],
  );
  expect(states).toEqual(['pending', 'approved', 'revoked']);
  expect(answers.find(({ decision }) => decision === 'open')?.['sql']).toMatch(
    /CAST\(NULL AS varchar\(15\)\) AS phone/i,
  );
  expect((answers.at(-1)?.['items'] as object[]).length).toBe(3);
  expect(answers).toHaveLength(16);
});

it('tells of every problem, role and path', () => {
  const rows = [...text.matchAll(/^\| `\/api\/v1\/problems\/(\S+)` \| (\d+) \| (.*) \|$/gm)].map(
    ([, name, status, title]) => [name, Number(status), title],
  );
  const known = Object.entries(problems).map(([name, { status, title }]) => [name, status, title]);
  const sorted = (list: readonly unknown[][]) => list.map((one) => JSON.stringify(one)).sort();
  expect(problemBase).toBe('/api/v1/problems');
  expect(sorted(rows)).toEqual(sorted(known));
  for (const role of roles) expect(text).toContain(`| \`${role}\` |`);
  const paths = new Set(apiOperations.map(({ path }) => path.split('/')[1] ?? ''));
  expect([...paths].filter((path) => !new RegExp(`\`/?${path}\\b`).test(text))).toEqual([]);
});
