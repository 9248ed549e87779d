import { expect, it } from '@jest/globals';

import { progressBar } from './progress-bar.js';

const drawn = (isTerminal: boolean, total: number): string => {
  let text = '';
  const draw = progressBar({ err: (part) => (text += part) }, isTerminal);
  for (let done = 1; done <= total; done += 1) draw(done, total);
  return text;
};

it('draws a bar on a terminal, once for each hundredth', () => {
  const lines = drawn(true, 1_000).split('\r').slice(1);
  expect(lines).toHaveLength(101);
  expect(lines[50]).toBe('[####################                    ] 500/1000');
  expect(lines.at(-1)).toBe('[########################################] 1000/1000\n');
});

it.each([
  [false, 1_000],
  [true, 99],
])('draws none where nobody looks, or for little', (isTerminal, total) => {
  expect(drawn(isTerminal, total)).toBe('');
});
