import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { z } from 'zod';

import { conditions } from '../../test/unit/policy/conditions.js';
import { factsOf } from '../../test/unit/policy/facts-of.js';
import type { Condition } from '../model/condition.js';
import type { project } from '../model/project.js';
import { evaluateCondition } from './evaluate-condition.js';
import { runs } from '../../test/support/runs.js';

/** Evaluates a condition for Ann (in staff; region ASIA and EUROPE) or Bob (in staff and finance; region ASIA). */
const evaluate = (asked: Condition, user = 'ann', work: Partial<z.input<typeof project>> = {}) =>
  evaluateCondition(
    asked,
    factsOf(user, {
      purposes: [{ name: 'Research' }, { name: 'Research.Marketing' }],
      projects: [{ name: 'j', members: [{ group: 'staff' }], purposes: ['Research.Marketing'], ...work }],
      workingProjects: [{ user, project: 'j' }],
      policies: [
        {
          name: 'p',
          dataSource: 'sales.customer',
          rules: [{ mask: { type: 'null' }, columns: { names: ['id'] }, exceptWhen: asked }],
        },
      ],
    }),
  );

const both = [{ user: 'ann' }, { user: 'bob' }];

describe('a condition', () => {
  it.each<[Condition, string, string]>([
    [{ group: 'staff' }, 'holds', "in group 'staff'"],
    [{ group: 'finance' }, 'fails', "not in group 'finance'"],
    [{ group: 'nope' }, 'unknown', "there is no group 'nope'"],
    [{ not: { group: 'nope' } }, 'unknown', "there is no group 'nope'"],
    [{ attribute: 'region' }, 'holds', "has attribute 'region'"],
    [{ attribute: 'x' }, 'unknown', "no user or group has attribute 'x'"],
    [{ not: { attribute: 'x' } }, 'unknown', "no user or group has attribute 'x'"],
    [{ not: { attribute: 'x', value: 'y' } }, 'unknown', "no user or group has attribute 'x'"],
    [{ attribute: 'region', value: 'EUROPE' }, 'holds', "has attribute 'region' = 'EUROPE'"],
    [{ attribute: 'region', value: 'X' }, 'fails', "lacks attribute 'region' = 'X'"],
    [{ user: 'ann' }, 'holds', "is user 'ann'"],
    [{ user: 'bob' }, 'fails', "is not user 'bob'"],
    [{ purpose: 'Research' }, 'holds', "acts under purpose 'Research.Marketing'"],
    [{ not: { purpose: 'Research' } }, 'fails', "acts under purpose 'Research.Marketing'"],
    [{ purpose: 'Research.Mail' }, 'unknown', "there is no purpose 'Research.Mail'"],
    [{ not: { purpose: 'Nope' } }, 'unknown', "there is no purpose 'Nope'"],
    [{ any: [{ purpose: 'Nope' }, { group: 'staff' }] }, 'holds', "in group 'staff'"],
    [{ all: [{ group: 'staff' }, { user: 'ann' }] }, 'holds', "in group 'staff' and is user 'ann'"],
  ])('%j of one person %s: %s', (asked, outcome, because) => {
    expect(evaluate(asked)).toEqual({ outcome, because });
  });

  it.each<[Condition, string, string]>([
    [{ group: 'staff' }, 'holds', "in group 'staff'"],
    [{ group: 'finance' }, 'unknown', "not known for every member: in group 'finance'"],
    [{ not: { group: 'finance' } }, 'unknown', "not known for every member: in group 'finance'"],
    [{ attribute: 'region', value: 'ASIA' }, 'holds', "has attribute 'region' = 'ASIA'"],
    [
      { attribute: 'region', value: 'EUROPE' },
      'unknown',
      "not known for every member: has attribute 'region' = 'EUROPE'",
    ],
    [{ attribute: 'region', value: 'X' }, 'fails', "lacks attribute 'region' = 'X'"],
    [{ user: 'ann' }, 'unknown', "unknown whether this is user 'ann': members are equalized"],
    [{ not: { user: 'zoe' } }, 'unknown', "unknown whether this is user 'zoe': members are equalized"],
    [{ purpose: 'Research' }, 'holds', "acts under purpose 'Research.Marketing'"],
  ])('%j of several people %s: %s', (asked, outcome, because) => {
    expect(evaluate(asked, 'ann', { equalized: true, members: both })).toEqual({ outcome, because });
  });

  it('of several people comes out only as it does for each of them', () => {
    const members = fc.constantFrom(both, [{ group: 'staff' }], [...both, { group: 'staff' }]);
    fc.assert(
      fc.property(conditions, members, (asked, list) => {
        const { outcome } = evaluate(asked, 'ann', { equalized: true, members: list });
        if (outcome === 'unknown') return;
        for (const user of ['ann', 'bob']) expect(evaluate(asked, user).outcome).toBe(outcome);
      }),
      { numRuns: runs(500) },
    );
  });
});
