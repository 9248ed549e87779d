import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { attacks } from '../../leaks/attacks.js';
import { known } from '../../leaks/known.js';
import { expectDocument } from './expect-document.js';

const name = 'threat-model.md';
const file = fileURLToPath(new URL(`../../../docs/${name}`, import.meta.url));

/** The document with what stands between two marks replaced. */
function withSection(text: string, mark: string, section: string): string {
  const [begin, end] = [`<!-- ${mark}: from the tests -->\n`, `<!-- end of ${mark} -->`];
  const [head, rest = ''] = text.split(begin);
  const [, tail] = rest.split(end);
  if (head === undefined || tail === undefined) throw new Error(`${name} lacks the marks of ${mark}`);
  return `${head}${begin}\n${section}\n\n${end}${tail}`;
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

it('names the attacks that are tested, and what is known to be learnt', () => {
  const tried = attacks.map(({ name: of, tries, arithmetic }) => [
    of,
    tries,
    arithmetic ? 'fails, except for arithmetic in a JDBC source' : 'fails',
  ]);
  const learnt = known.map(({ name: of, learns, helps }) => [of, learns, helps]);
  const text = readFileSync(file, 'utf8');
  expectDocument(
    name,
    withSection(
      withSection(text, 'attacks', table(['attack', 'what it tries', 'result'], tried)),
      'known leaks',
      table(['name', 'what readers learn', 'countermeasure'], learnt),
    ),
  );
  expect(new Set(attacks.map(({ name: of }) => of)).size).toBe(attacks.length);
});
