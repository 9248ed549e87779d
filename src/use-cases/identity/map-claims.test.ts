import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { User } from '../../model/principals.js';
import { mapClaims } from './map-claims.js';
import type { Said } from './map-claims.js';

const ann: User = {
  name: 'ann',
  comment: 'kept',
  groups: ['own', 'analysts'],
  attributes: { region: ['EUROPE', 'ASIA'], own: ['x'] },
};
const mapping = {
  groups: { analysts: ['idp-a', 'idp-b'], stewards: ['idp-s'], missing: ['idp-m'] },
  attributes: { region: 'regions', level: 'clearance' },
  create: false,
};
const said = (claims: Said['claims'], more: Partial<Said> = {}): Said => ({
  claims,
  groupsClaim: 'groups',
  mapping,
  groups: new Set(['analysts', 'stewards', 'own']),
  ...more,
});
const all = { groups: ['idp-a'], regions: ['EUROPE', 'ASIA'] };
const groupsStay =
  "a token of 'ann' lacks the claim 'groups' (the provider left it out): scrim left the groups unchanged";
const passedOver = (claim: string) =>
  `the claim '${claim}' contains values that are not text, numbers or booleans: scrim ignored them`;

describe('groups', () => {
  it.each<[string, Said['claims'], readonly string[], readonly string[]]>([
    ['stay where the token says the same', { groups: ['idp-b', 'else'] }, ['own', 'analysts'], []],
    ['are added', { groups: ['idp-a', 'idp-s'] }, ['own', 'analysts', 'stewards'], []],
    ['are added once, by however many', { groups: ['idp-a', 'idp-b'] }, ['own', 'analysts'], []],
    ['are removed', { groups: ['idp-s'] }, ['own', 'stewards'], []],
    ['are removed by an empty list', { groups: [] }, ['own'], []],
    ['are removed where the claim is missing', {}, ['own'], []],
    ['are removed by null', { groups: null }, ['own'], []],
    ['may be one text', { groups: 'idp-s' }, ['own', 'stewards'], []],
    ['may be numbers', { groups: [1] }, ['own'], []],
    ['are compared byte for byte', { groups: ['IDP-A', 'idp-a '] }, ['own'], []],
    ['of scrim itself count for nothing', { groups: ['stewards', 'analysts'] }, ['own'], []],
    [
      'that the world does not have are left out',
      { groups: ['idp-a', 'idp-m'] },
      ['own', 'analysts'],
      ["there is no group 'missing', so scrim adds nobody to it"],
    ],
    [
      'that cannot be read are passed over',
      { groups: [{}, 'idp-a'] },
      ['own', 'analysts'],
      [passedOver('groups')],
    ],
    [
      'stay where they are elsewhere',
      { _claim_names: { groups: 'src1' } },
      ['own', 'analysts'],
      [groupsStay],
    ],
    [
      'stay where some are elsewhere',
      { groups: ['idp-s'], _claim_names: { groups: 'src1' } },
      ['own', 'analysts'],
      [groupsStay],
    ],
    [
      'stay where the token says only that there are some',
      { hasgroups: true },
      ['own', 'analysts'],
      [groupsStay],
    ],
    ['stay where it says so in a text', { hasgroups: 'true' }, ['own', 'analysts'], [groupsStay]],
    ['are removed where it says that there are none', { hasgroups: false }, ['own'], []],
    ['follow where another claim is elsewhere', { _claim_names: { address: 'src1' } }, ['own'], []],
  ])('%s', (_, claims, groups, notes) => {
    const mapped = mapClaims(ann, said({ regions: ['EUROPE', 'ASIA'], ...claims }));
    expect(mapped).toEqual({ user: { ...ann, groups }, notes });
  });

  it('are read from the claim that is configured', () => {
    const claims = { ...all, 'https://idp.example.com/teams': ['idp-s'] };
    expect(
      mapClaims(ann, said(claims, { groupsClaim: 'https://idp.example.com/teams' })).user.groups,
    ).toEqual(['own', 'stewards']);
  });
});

describe('attributes', () => {
  it.each<[string, Said['claims'], User['attributes'], readonly string[]]>([
    ['are set', { regions: ['AFRICA'] }, { region: ['AFRICA'], own: ['x'] }, []],
    ['are added', { ...all, clearance: 3 }, { ...ann.attributes, level: ['3'] }, []],
    ['may be truth values', { ...all, clearance: false }, { ...ann.attributes, level: ['false'] }, []],
    ['keep a value once', { ...all, clearance: ['a', 'a', ''] }, { ...ann.attributes, level: ['a'] }, []],
    ['are removed where the claim is missing', {}, { own: ['x'] }, []],
    ['are removed where it is empty', { regions: '' }, { own: ['x'] }, []],
    ['cannot be objects', { ...all, clearance: { a: 1 } }, ann.attributes, [passedOver('clearance')]],
    [
      'stay where the claim is elsewhere',
      { _claim_names: { regions: 'src1' } },
      ann.attributes,
      [
        "a token of 'ann' lacks the claim 'regions' (the provider left it out): scrim left the attribute 'region' unchanged",
      ],
    ],
  ])('%s', (_, claims, attributes, notes) => {
    const mapped = mapClaims(ann, said({ groups: ['idp-a'], ...claims }));
    expect(mapped).toEqual({ user: { ...ann, attributes }, notes });
  });

  it('are never what an object has by nature', () => {
    const by = { ...mapping, attributes: { region: 'constructor' } };
    expect(mapClaims(ann, said(all, { mapping: by })).user.attributes).toEqual({ own: ['x'] });
  });
});

it('gives the very same user where nothing differs, in whatever order values come', () => {
  expect(mapClaims(ann, said({ groups: ['idp-b'], regions: ['ASIA', 'EUROPE'] })).user).toBe(ann);
});

it('touches nothing that the mapping does not name, and changes nothing when applied again', () => {
  const names = fc.constantFrom('own', 'analysts', 'stewards', 'missing', 'other');
  const claim = fc.option(
    fc.oneof(fc.array(fc.constantFrom('idp-a', 'idp-s', 'idp-m', 'own')), fc.string(), fc.integer()),
    { nil: undefined },
  );
  fc.assert(
    fc.property(fc.uniqueArray(names), claim, claim, (groups, inGroups, regions) => {
      const before = { ...ann, groups };
      const token = said({ groups: inGroups, regions });
      const { user } = mapClaims(before, token);
      const others = (list: readonly string[]) =>
        list.filter((group) => !Object.hasOwn(mapping.groups, group));
      expect(others(user.groups)).toEqual(others(groups));
      expect({ ...user, groups: [], attributes: user.attributes['own'] }).toEqual({
        ...before,
        groups: [],
        attributes: ['x'],
      });
      expect(mapClaims(user, token).user).toBe(user);
    }),
  );
});
