import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { expect, it } from '@jest/globals';

import { apiOperations } from '../../../src/http/api/operations.js';
import { problemBase, problems } from '../../../src/http/api/problem.js';
import { reachOf } from '../../../src/use-cases/world/authorize.js';
import type { Subject } from '../../../src/use-cases/world/authorize.js';
import { roles, verbs } from '../../../src/model/rights.js';
import type { Reach, Role } from '../../../src/model/rights.js';
import { kinds } from '../../../src/model/world.js';
import { walkThrough } from './walk-through.js';

const inProject = (path: string): URL => new URL(`../../../${path}`, import.meta.url);
const text = readFileSync(inProject('docs/api.md'), 'utf8');

it('walks from the first key to a revoked subscription', async () => {
  const { code, out, err } = await walkThrough('docs/api.md');
  expect([code, err]).toEqual([
    0,
    'This key may do everything. Keep it: scrim does not store it, and shows it only once.\n',
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

/** Who may do what, as the code has it: a line for each kind of object. */
function rolesTable(): string {
  const shown = roles.filter((role) => role !== 'scim');
  const subjects: readonly Subject[] = [...kinds, 'apiKey', 'history', 'explanation', 'review'];
  const cell = (role: Role, subject: Subject): string => {
    const reached = (reach: Reach): readonly string[] =>
      verbs.filter((verb) => reachOf([role], subject, verb) === reach);
    const own = reached('own');
    const all = reached('all');
    if (all.length === verbs.length) return 'all';
    const parts = [
      ...(all.length > 0 ? [all.join(', ')] : []),
      ...(own.length > 0 ? [`own: ${own.join(', ')}`] : []),
    ];
    return parts.join('; ') || '–';
  };
  return [
    ['object', ...shown.map((role) => `\`${role}\``)],
    ['---', ...shown.map(() => '---')],
    ...subjects.map((subject) => [`\`${subject}\``, ...shown.map((role) => cell(role, subject))]),
  ]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('');
}

it('has the roles that the code has', () => {
  const place = /(?<=<!-- roles -->\n).*?(?=<!-- \/roles -->)/s;
  const wanted = text.replace(place, () => `\n${rolesTable()}\n`);
  if (process.env['UPDATE_DOCS'] !== undefined) writeFileSync(inProject('docs/api.md'), wanted);
  else expect(text).toBe(wanted);
});

it('names every problem, role and path', () => {
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
