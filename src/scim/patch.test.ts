import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { applyPatch, readPatch } from './patch.js';
import type { Resource } from './resource.js';
import { groupType, urns, userType } from './resource-types.js';

const work = { type: 'work', value: 'ann@corp.com', primary: true };
const home = { type: 'home', value: 'ann@home.org' };
const ann: Resource = {
  userName: 'ann',
  active: true,
  name: { givenName: 'Ann' },
  emails: [work],
  [urns.scrimUser]: { region: ['EUROPE'] },
};
const region = `${urns.scrimUser}:region`;

const patched = (of: Resource, ...Operations: readonly object[]): Resource =>
  applyPatch(of === ann ? userType : groupType, of, readPatch({ Operations }));

describe('an operation on a user', () => {
  it.each<[object, Resource]>([
    [
      { op: 'add', path: 'title', value: 'Boss' },
      { ...ann, title: 'Boss' },
    ],
    [
      { op: 'Add', value: { Title: 'Boss', name: { familyName: 'Lee' } } },
      { ...ann, title: 'Boss', name: { givenName: 'Ann', familyName: 'Lee' } },
    ],
    [
      { op: 'REPLACE', path: 'active', value: 'False' },
      { ...ann, active: false },
    ],
    [
      { op: 'replace', value: { id: 'x', meta: {}, schemas: [], unknown: 1, active: false } },
      { ...ann, active: false },
    ],
    [
      { op: 'replace', path: 'name.familyName', value: 'Lee' },
      { ...ann, name: { givenName: 'Ann', familyName: 'Lee' } },
    ],
    [{ op: 'replace', path: 'title', value: null }, ann],
    [
      { op: 'remove', path: 'name.givenName' },
      { userName: 'ann', active: true, emails: [work], [urns.scrimUser]: ann[urns.scrimUser] },
    ],
    [
      { op: 'add', path: 'emails', value: [home, work] },
      { ...ann, emails: [work, home] },
    ],
    [
      { op: 'add', path: 'emails', value: { ...home, primary: true } },
      {
        ...ann,
        emails: [
          { ...work, primary: false },
          { ...home, primary: true },
        ],
      },
    ],
    [
      { op: 'replace', path: 'emails', value: [home] },
      { ...ann, emails: [home] },
    ],
    [
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'a@b' },
      { ...ann, emails: [{ ...work, value: 'a@b' }] },
    ],
    [
      { op: 'replace', path: 'emails[type eq "other"].value', value: 'a@b' },
      { ...ann, emails: [work, { type: 'other', value: 'a@b' }] },
    ],
    [{ op: 'remove', path: 'emails[type eq "home"]' }, ann],
    [
      { op: 'remove', path: 'emails[type eq "work"].primary' },
      { ...ann, emails: [{ type: 'work', value: 'ann@corp.com' }] },
    ],
    [
      { op: 'add', path: region, value: 'ASIA' },
      { ...ann, [urns.scrimUser]: { region: ['EUROPE', 'ASIA'] } },
    ],
    [
      { op: 'remove', path: `${region}[value eq "EUROPE"]` },
      { ...ann, [urns.scrimUser]: {} },
    ],
    [
      { op: 'add', path: urns.scrimUser, value: { tier: ['1'], region: ['ASIA'] } },
      { ...ann, [urns.scrimUser]: { region: ['EUROPE', 'ASIA'], tier: ['1'] } },
    ],
    [
      { op: 'replace', value: { [region]: ['ASIA'] } },
      { ...ann, [urns.scrimUser]: { region: ['ASIA'] } },
    ],
    [
      { op: 'remove', path: urns.scrimUser },
      { ...ann, [urns.scrimUser]: {} },
    ],
    [{ op: 'add', path: 'password', value: 'x' }, ann],
    ...[
      'ANN@corp.com',
      { value: 'ann@corp.com' },
      [{ value: 'ann@corp.com', type: 'Work', primary: false }],
    ].map((value): [object, Resource] => [
      { op: 'remove', path: 'emails', value },
      { userName: 'ann', active: true, name: ann['name'], [urns.scrimUser]: ann[urns.scrimUser] },
    ]),
    [{ op: 'remove', path: 'emails', value: [{ value: 'ann@corp.com', type: 'home' }] }, ann],
    [{ op: 'remove', path: 'emails', value: ['nobody@corp.com'] }, ann],
    [{ op: 'remove', path: region, value: ['ASIA'] }, ann],
    [
      { op: 'remove', path: region, value: ['EUROPE'] },
      { ...ann, [urns.scrimUser]: {} },
    ],
    [
      { op: 'Add', path: 'roles[primary eq "True"].value', value: 'Lead' },
      { ...ann, roles: [{ primary: true, value: 'Lead' }] },
    ],
    [
      { op: 'Replace', path: 'emails[primary eq "true"].value', value: 'a@b' },
      { ...ann, emails: [{ ...work, value: 'a@b' }] },
    ],
    [
      { op: 'Replace', value: { 'emails[type eq "work"].value': 'a@b', active: 'True' } },
      { ...ann, emails: [{ ...work, value: 'a@b' }] },
    ],
  ])('%j', (operation, expected) => {
    expect(patched(ann, operation)).toEqual(expected);
  });

  it.each<[object, string, string]>([
    [{ op: 'move' }, 'invalidSyntax', 'Operations[0].op: expected add, replace or remove'],
    [{ op: 'remove' }, 'noTarget', 'Operations[0]: expected a path to the attribute to remove'],
    [
      { op: 'add', value: 1 },
      'invalidValue',
      'Operations[0].value: expected an object with attributes, because there is no path',
    ],
    [
      { op: 'add', path: 'salary', value: '1' },
      'invalidPath',
      "Operations[0]: at character 1 of 'salary': a User has no attribute 'salary'",
    ],
    [{ op: 'replace', path: 'groups', value: [] }, 'mutability', 'Operations[0]: groups: cannot be changed'],
    [{ op: 'remove', path: 'userName' }, 'mutability', 'Operations[0]: userName: cannot be removed'],
    [{ op: 'remove', path: 'active' }, 'mutability', 'Operations[0]: active: cannot be removed'],
    [
      { op: 'replace', path: 'active', value: 'no' },
      'invalidValue',
      'Operations[0]: active: expected true or false but found "no"',
    ],
    [
      { op: 'add', path: 'name.givenName', value: 1 },
      'invalidValue',
      'Operations[0]: name.givenName: expected a text but found 1',
    ],
    [
      { op: 'add', path: 'emails[value sw "x"].type', value: 'work' },
      'noTarget',
      'Operations[0]: emails.type: no value matches the filter in the path',
    ],
  ])('%j is refused', (operation, scimType, message) => {
    expect(() => patched(ann, operation)).toThrow(
      expect.objectContaining({ status: 400, scimType, message }),
    );
  });
});

describe('a value that says nothing', () => {
  const group = { displayName: 'g', members: [{ value: '1' }, { value: '2' }] };
  const nothing = [{}, [{}], [null], [{ id: '1' }], [{ value: null }], [{ value: '1' }, {}]];
  const unnamed = [[], [{ display: 'ann' }], [{ $ref: 'Users/1' }], [{ type: 'User' }], '', [{ value: '' }]];
  const refused = expect.objectContaining({ status: 400, scimType: 'invalidValue' });

  it.each([...nothing, ...unnamed, 7, true])('removes no members and no e-mail: %j', (value) => {
    for (const [of, path] of [
      [group, 'members'],
      [ann, 'emails'],
    ] as const) {
      expect(() => patched(of, { op: 'remove', path, value })).toThrow(refused);
    }
  });

  it.each([[], [null], [{}], 7])('removes no attribute and no address: %j', (value) => {
    for (const path of [region, 'addresses']) {
      expect(() => patched(ann, { op: 'remove', path, value })).toThrow(refused);
    }
  });

  it.each(nothing)('takes the place of none: %j', (value) => {
    for (const op of ['add', 'replace']) {
      expect(() => patched(group, { op, path: 'members', value })).toThrow(refused);
      expect(() => patched(group, { op, value: { members: value } })).toThrow(refused);
    }
  });

  it('is told apart from none at all', () => {
    expect(() => patched(group, { op: 'remove', path: 'members', value: [{}] })).toThrow(
      'Operations[0]: members[0]: expected the id of a user, as {"value": "ID"}',
    );
    expect(() => patched(ann, { op: 'remove', path: 'emails', value: [] })).toThrow(
      "Operations[0]: emails: expected at least one value to remove, or no 'value' to remove all",
    );
    expect(patched(group, { op: 'remove', path: 'members', value: null })['members']).toBeUndefined();
  });
});

describe('an operation on a group', () => {
  const group = { displayName: 'g', members: [{ value: '1', display: 'ann' }, { value: '2' }] };
  it.each<[object, readonly string[]]>([
    [{ op: 'Add', path: 'members', value: [{ $ref: null, value: '2' }, { value: '3' }] }, ['1', '2', '3']],
    [{ op: 'remove', path: 'members[value eq "1"]' }, ['2']],
    [{ op: 'Remove', path: 'members', value: [{ value: '1' }, { value: '9' }] }, ['2']],
    [{ op: 'remove', path: 'members' }, []],
    [{ op: 'replace', path: 'members', value: [{ value: '4' }] }, ['4']],
    [{ op: 'replace', path: 'members', value: [] }, []],
  ])('%j', (operation, expected) => {
    const members = (patched(group, operation)['members'] ?? []) as readonly { readonly value: string }[];
    expect(members.map(({ value }) => value)).toEqual(expected);
  });
});

it('applied twice is the same as once', () => {
  const address = fc.record({
    type: fc.constantFrom('work', 'home'),
    value: fc.constantFrom('a', 'b'),
    primary: fc.boolean(),
  });
  /** At most one of them is the main one, as the standard has it. */
  const addresses = fc
    .uniqueArray(address, { maxLength: 4, selector: ({ type, value }) => `${type} ${value}` })
    .map((list) =>
      list.map((one, index) => ({
        ...one,
        primary: one.primary && list.findIndex(({ primary }) => primary) === index,
      })),
    );
  const operation = fc.oneof(
    fc.record({
      op: fc.constantFrom('add', 'replace'),
      path: fc.constantFrom('title', 'name.givenName', 'displayName'),
      value: fc.constantFrom('x', 'y'),
    }),
    fc.record({
      op: fc.constantFrom('add', 'replace'),
      path: fc.constant('emails'),
      value: addresses,
    }),
    fc.record({
      op: fc.constant('remove'),
      path: fc.constant('emails'),
      value: addresses.filter(({ length }) => length > 0),
    }),
    fc.record({
      op: fc.constantFrom('add', 'replace'),
      path: fc.constantFrom('emails[type eq "work"].value', 'emails[type eq "home"].value'),
      value: fc.constantFrom('a', 'c'),
    }),
    fc.record({
      op: fc.constant('remove'),
      path: fc.constantFrom('title', 'emails[value eq "a"]', `${region}[value eq "1"]`, 'emails.type'),
    }),
    fc.record({
      op: fc.constantFrom('add', 'replace'),
      path: fc.constant(region),
      value: fc.subarray(['1', '2', '3']),
    }),
  );
  fc.assert(
    fc.property(addresses, operation, (emails, one) => {
      const before = { ...ann, ...(emails.length === 0 ? {} : { emails }) };
      const once = applyPatch(userType, before, readPatch({ Operations: [one] }));
      expect(applyPatch(userType, once, readPatch({ Operations: [one] }))).toEqual(once);
    }),
  );
});
