import { z } from 'zod';

import { isDeepStrictEqual } from 'node:util';

import type { Endpoint, Expectation, Question } from './requests.js';
import type { MaskKind } from './world.js';

const viewExpression = z.object({ expression: z.string() });
const answers = {
  allow: z.object({ result: z.boolean() }),
  batch: z.object({ result: z.array(z.number()) }),
  rows: z.object({ result: z.array(viewExpression) }),
  mask: z.object({ result: viewExpression }),
  masks: z.object({ result: z.array(z.object({ index: z.number(), viewExpression })) }),
} satisfies Readonly<Record<Endpoint, z.ZodType>>;

/** What a server writes for each kind of mask. */
const written: Readonly<Record<MaskKind, RegExp>> = {
  null: /^(CAST\(NULL AS .*\)|NULL)$/is,
  constant: /'REDACTED'/,
  hash: /sha256/i,
  year: /date_trunc\('year'/i,
  thousand: /round|truncate|1000|1E3/i,
  partial: /substr|-4/i,
};

/** A text of SQL, or a part of one, as the literal of a value. */
const literal = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/**
 * Checks an answer against the rules of the world.
 * @throws Error that says what differs
 */
export function checkAnswer(
  server: string,
  endpoint: Endpoint,
  { body, expected }: Question,
  text: string,
): void {
  const problem = problemOf(endpoint, expected, text);
  if (problem !== undefined) throw new Error(`${server} ${endpoint}: ${problem}\n${text}\n${body}`);
}

function problemOf(endpoint: Endpoint, expected: Expectation, text: string): string | undefined {
  if ('allowed' in expected) {
    const { result } = answers.allow.parse(JSON.parse(text));
    return result === expected.allowed ? undefined : `expected ${expected.allowed}`;
  }
  if ('shown' in expected) {
    const shown = answers.batch.parse(JSON.parse(text)).result.toSorted((a, b) => a - b);
    return isDeepStrictEqual(shown, [...expected.shown]) ? undefined : `expected ${expected.shown.join()}`;
  }
  if ('filters' in expected) {
    const all = answers.rows
      .parse(JSON.parse(text))
      .result.map(({ expression }) => expression)
      .join('\n');
    const values = Object.values(expected.filters).flat().map(literal);
    const literals = all.match(/'(?:[^']|'')*'/g) ?? [];
    const named = Object.keys(expected.filters).every((column) => all.includes(column));
    const same = isDeepStrictEqual(new Set(literals), new Set(values));
    return named && same ? undefined : `expected a filter by ${values.join(', ')}`;
  }
  const masks =
    endpoint === 'mask'
      ? [{ index: 0, viewExpression: answers.mask.parse(JSON.parse(text)).result }]
      : answers.masks.parse(JSON.parse(text)).result;
  const found = masks.map(({ index }) => index).toSorted((a, b) => a - b);
  const wanted = [...expected.masks.keys()].toSorted((a, b) => a - b);
  if (!isDeepStrictEqual(found, wanted)) return `expected masks at ${wanted.join()}`;
  const other = masks.find(({ index, viewExpression: { expression } }) => {
    const kind = expected.masks.get(index);
    return kind === undefined || !written[kind].test(expression);
  });
  return other && `expected a mask '${String(expected.masks.get(other.index))}' at ${other.index}`;
}
