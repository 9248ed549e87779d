import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';

import { errorMessage, systemErrorCode } from './system-error.js';

it('reads what the operating system said', async () => {
  const error: unknown = await readFile('/nowhere/at/all').catch((thrown: unknown) => thrown);
  expect(systemErrorCode(error)).toBe('ENOENT');
  expect(errorMessage(error)).toBe("ENOENT: no such file or directory, open '/nowhere/at/all'");
});

it.each([
  [new Error('oh'), 'oh'],
  ['oh', 'oh'],
  [undefined, 'undefined'],
  [{ code: 7 }, '[object Object]'],
  [new AggregateError([new Error('the first'), new Error('the second')]), 'the first'],
  [new AggregateError([new Error('the first')], 'both'), 'both'],
])('knows no code of %p', (thrown, message) => {
  expect(systemErrorCode(thrown)).toBeUndefined();
  expect(errorMessage(thrown)).toBe(message);
});
