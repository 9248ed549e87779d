import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';

/**
 * Asserts that a generated document in docs/ is what the code would write now. With UPDATE_DOCS=1 in the environment
 * (`npm run docs`) it writes the document instead.
 */
export function expectDocument(name: string, text: string): void {
  const file = fileURLToPath(new URL(`../../../docs/${name}`, import.meta.url));
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(file, text);
  expect(readFileSync(file, 'utf8')).toBe(text);
}

/**
 * A document with what stands between two marks replaced.
 * @throws Error when it lacks the marks
 */
export function withSection(text: string, mark: string, section: string): string {
  const [begin, end] = [`<!-- ${mark}: from the tests -->\n`, `<!-- end of ${mark} -->`];
  const [head, rest = ''] = text.split(begin);
  const [, tail] = rest.split(end);
  if (head === undefined || tail === undefined) throw new Error(`the document lacks the marks of ${mark}`);
  return `${head}${begin}\n${section}\n\n${end}${tail}`;
}

/** A table in Markdown. */
export const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
