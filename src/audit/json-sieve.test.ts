import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { createJsonSieve } from './json-sieve.js';

const dropped = new Set(['plan', 'payload']);

/** What is left of a text that arrives in pieces. */
function sieved(bytes: Buffer, cuts: readonly number[]): string {
  const sieve = createJsonSieve(dropped);
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  let from = 0;
  for (const end of ends) {
    sieve.add(bytes.subarray(from, end));
    from = Math.max(from, end);
  }
  return sieve.text();
}

const without = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(without)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value).map(([key, inner]) => [key, dropped.has(key) ? null : without(inner)]),
        )
      : value;

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('plan', '"', '\\', '\\"', '{"plan":1}', ',"plan":[', 'x'.repeat(80)),
);
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom(null, true, 0, -1.5e3),
    text,
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(text, fc.constantFrom('plan', 'payload', 'planned')), tie('json'), { maxKeys: 4 }),
  ),
}));
const cuts = fc.array(fc.nat(), { maxLength: 8 });

describe('the sieve', () => {
  it('leaves the JSON without the values of dropped keys, wherever it is cut', () => {
    fc.assert(
      fc.property(json, fc.constantFrom(undefined, 1), cuts, (value, indent, at) => {
        const bytes = Buffer.from(JSON.stringify(value, undefined, indent));
        expect(JSON.parse(sieved(bytes, at))).toEqual(without(value));
      }),
      { numRuns: 500 },
    );
  });

  it('passes what is not JSON', () => {
    fc.assert(
      fc.property(fc.uint8Array(), cuts, (bytes, at) => {
        expect(typeof sieved(Buffer.from(bytes), at)).toBe('string');
      }),
    );
    for (const broken of ['{"plan":', '{"plan":"', '{"a":1,,}', '}}]', '{"plan"', ':']) {
      expect(() => JSON.parse(sieved(Buffer.from(broken), []))).toThrow();
    }
  });

  it('keeps little of a large event', () => {
    const bytes = Buffer.from(JSON.stringify({ a: 1, plan: '{"x":"y"}'.repeat(10_000), payload: [{}] }));
    const sieve = createJsonSieve(dropped);
    sieve.add(bytes);
    expect(sieve.text()).toBe('{"a":1,"plan":null,"payload":null}');
    expect(sieve.kept()).toBe(34);
  });
});
