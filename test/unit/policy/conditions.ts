import fc from 'fast-check';

import type { Condition } from '../../../src/model/condition.js';

const leaf = fc.constantFrom<Condition>(
  { group: 'staff' },
  { group: 'finance' },
  { attribute: 'region' },
  { attribute: 'region', value: 'EUROPE' },
  { user: 'ann' },
  { purpose: 'Research' },
);

/** Conditions that name what the world of `factsOf` does not know. */
export const unknownConditions = fc.constantFrom<Condition>(
  { group: 'nope' },
  { purpose: 'Nope' },
  { not: { group: 'nope' } },
  { attribute: 'nope' },
  { not: { attribute: 'nope', value: 'x' } },
);

/** Conditions over what that world knows, and over what it does not. */
export const conditions = fc.letrec<{ any: Condition }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    leaf,
    unknownConditions,
    fc.array(tie('any'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
    fc.array(tie('any'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
    tie('any').map((not) => ({ not })),
  ),
})).any;
