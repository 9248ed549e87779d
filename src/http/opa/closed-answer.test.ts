import { expect, it } from '@jest/globals';
import fc from 'fast-check';

import { closedAnswer } from './closed-answer.js';
import type { OpaEndpoint } from './closed-answer.js';

const asked = (filterResources: unknown): Buffer =>
  Buffer.from(JSON.stringify({ input: { action: { operation: 'GetColumnMask', filterResources } } }));

it.each<[OpaEndpoint, unknown]>([
  ['allow', false],
  ['batch', []],
  ['rows', [{ expression: 'false' }]],
  ['mask', { expression: 'NULL' }],
])('shows nothing: %s', (endpoint, result) => {
  expect(JSON.parse(closedAnswer(endpoint, asked([{}])))).toEqual({ result });
});

it('makes every column of a question NULL', () => {
  expect(JSON.parse(closedAnswer('masks', asked([{}, {}])))).toEqual({
    result: [0, 1].map((index) => ({ index, viewExpression: { expression: 'NULL' } })),
  });
});

const failing = { result: [{ index: 2_147_483_647, viewExpression: { expression: 'NULL' } }] };

it('names a column that does not exist when the columns cannot be read', () => {
  const whole = asked([{ column: { columnName: 'ä' } }]);
  for (const body of [asked([]), asked({}), asked(null), Buffer.alloc(0), Buffer.from('\uFEFF{}')]) {
    expect(JSON.parse(closedAnswer('masks', body))).toEqual(failing);
  }
  for (let end = 0; end < whole.length; end += 1) {
    expect(JSON.parse(closedAnswer('masks', whole.subarray(0, end)))).toEqual(failing);
  }
  const deep = Buffer.from('['.repeat(200_000));
  expect(JSON.parse(closedAnswer('masks', deep))).toEqual(failing);
});

it('never fails, and never says that nothing is to be masked', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json().map((text) => Buffer.from(text)),
        fc.uint8Array().map(Buffer.from),
      ),
      (body) => {
        const { result } = JSON.parse(closedAnswer('masks', body)) as { result: readonly unknown[] };
        expect(result.length).toBeGreaterThan(0);
      },
    ),
  );
});
