import { expect, it } from '@jest/globals';
import fc from 'fast-check';

import { roles, verbs } from '../../model/rights.js';
import { kinds } from '../../model/world.js';
import { reachOf } from './authorize.js';
import type { Subject } from './authorize.js';

const subjects: readonly Subject[] = [...kinds, 'apiKey', 'history', 'explanation', 'audit', 'review'];

/** An identity provider has a role of its own, which lets it do nothing here. */
const people = roles.filter((role) => role !== 'scim');

/** A letter for each verb, in the order read, create, change, remove: `a` for all, `o` for own, `-` for none. */
const table = `
  settings            aaaa a--- ---- ----
  tag                 aaaa aaaa a--- a---
  purpose             aaaa aaaa a--- a---
  group               aaaa a--- a--- ----
  user                aaaa a--- a--- o---
  lookupTable         aaaa a--- o--- ----
  monitoredSchema     aaaa a--- ---- ----
  dataSource          aaaa a-a- o-o- o---
  tagProposal         aaaa a-a- o-o- ----
  subscription        aaaa a--- oooo o---
  recertification     aaaa aaa- o--- o---
  block               aaaa aaaa oooo ----
  subscriptionPolicy  aaaa aaaa oooo ----
  policy              aaaa aaaa oooo ----
  operationRule       aaaa a--- ---- ----
  project             aaaa aaaa o--- o---
  acknowledgement     aaaa a--- o--- o---
  workingProject      aaaa a--- o--- o---
  apiKey              aaaa ---- ---- ----
  history             a--- a--- ---- ----
  explanation         a--- a--- o--- o---
  audit               a--- a--- o--- o---
  review              aaaa aaaa ---- ----
`;

it('lets each role do what the table says, and nothing else', () => {
  const letters = { all: 'a', own: 'o', none: '-' };
  const actual = subjects.map((subject) => {
    const cells = people.map((role) => verbs.map((verb) => letters[reachOf([role], subject, verb)]).join(''));
    return `  ${subject.padEnd(20)}${cells.join(' ')}\n`;
  });
  expect(`\n${actual.join('')}`).toBe(table);
});

it('lets an identity provider do nothing', () => {
  const reached = subjects.flatMap((subject) => verbs.map((verb) => reachOf(['scim'], subject, verb)));
  expect(new Set(reached)).toEqual(new Set(['none']));
});

it('gives several roles what the strongest gives, and no role nothing', () => {
  const ranks = ['none', 'own', 'all'];
  fc.assert(
    fc.property(
      fc.subarray([...roles]),
      fc.constantFrom(...subjects),
      fc.constantFrom(...verbs),
      (held, subject, verb) => {
        const most = Math.max(0, ...held.map((role) => ranks.indexOf(reachOf([role], subject, verb))));
        expect(reachOf(held, subject, verb)).toBe(ranks[most]);
      },
    ),
  );
});
