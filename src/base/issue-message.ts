import type { z } from 'zod';

import { didYouMean } from './nearest.js';

/** An issue as zod passes it to an error map: with the input, and without a message. */
type RawIssue = z.core.$ZodRawIssue;

const typeWords: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
  date: 'a date',
};

const wordFor = (type: string): string => typeWords[type] ?? type;

/** Longer values are cut in messages. */
const longestShown = 60;

/** A value as a message shows it. */
function showValue(value: unknown): string {
  if (value === null || value === undefined) return 'nothing (null)';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  if (typeof value !== 'string') return String(value);
  return value.length > longestShown ? `'${value.slice(0, longestShown)}…'` : `'${value}'`;
}

const quotable = (value: unknown): boolean => typeof value === 'number' || typeof value === 'boolean';

const counted = (count: number | bigint, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`;

const sizeOf = (origin: string, bound: number | bigint): string => {
  if (origin === 'string') return counted(bound, 'character', 'characters');
  if (origin === 'array' || origin === 'set') return counted(bound, 'entry', 'entries');
  return String(bound);
};

/** `a`, `a or b`, `a, b or c`. */
export const alternatives = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;

/**
 * The message for one value: what is wrong and what would be right. It is a zod error map for one parse; a message
 * in the schema overrides it.
 */
export function issueMessage(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type': {
      const expected = wordFor(issue.expected);
      if (issue.input === undefined) return `expected ${expected}`;
      const quotes = issue.expected === 'string' && quotable(issue.input) ? '; write it in quotes' : '';
      return `expected ${expected} but found ${showValue(issue.input)}${quotes}`;
    }
    case 'invalid_value': {
      const values = issue.values.map(String);
      const expected = values.length === 1 ? `'${values.join('')}'` : `one of ${values.join(', ')}`;
      if (issue.input === undefined) return `expected ${expected}`;
      const hint = typeof issue.input === 'string' ? didYouMean(issue.input, values) : '';
      return `expected ${expected} but found ${showValue(issue.input)}${hint}`;
    }
    case 'too_small':
      return `expected ${issue.inclusive === false ? 'more than' : 'at least'} ${sizeOf(issue.origin, issue.minimum)}`;
    case 'too_big':
      return `expected ${issue.inclusive === false ? 'less than' : 'at most'} ${sizeOf(issue.origin, issue.maximum)}`;
    case 'not_multiple_of':
      return `expected a multiple of ${issue.divisor} but found ${showValue(issue.input)}`;
    case 'invalid_format':
      return issue.format === 'regex'
        ? `expected text that matches ${issue.pattern ?? 'a pattern'} but found ${showValue(issue.input)}`
        : `expected ${issue.format} but found ${showValue(issue.input)}`;
    case 'custom':
      return `${showValue(issue.input)} is not valid here`;
    default:
      return undefined;
  }
}
