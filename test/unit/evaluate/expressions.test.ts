import { expect, it } from '@jest/globals';

import { evaluated, expressions } from '../../support/evaluated-expressions.js';

it('evaluates most expressions, and says of the others that it does not know them', () => {
  const all = expressions();
  const known = all.flatMap((sql) => evaluated(sql) ?? []);
  expect(known.length / all.length).toBeGreaterThan(0.7);
});
