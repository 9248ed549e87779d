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
