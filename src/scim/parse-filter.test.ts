import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { matches } from './match-filter.js';
import { parseFilter } from './parse-filter.js';
import type { Resource } from './resource.js';
import { groupType, urns, userType } from './resource-types.js';

const ann: Resource = {
  schemas: [urns.user],
  id: 'A1',
  externalId: 'x-1',
  userName: 'Ann',
  active: true,
  displayName: 'Ann Lee',
  name: { givenName: 'Ann', familyName: 'Lee' },
  emails: [
    { value: 'ann@corp.com', type: 'work', primary: true },
    { value: 'ann@home.org', type: 'home' },
  ],
  meta: { lastModified: '2026-05-13T04:42:34Z' },
  [urns.enterprise]: { department: 'Sales' },
  [urns.scrimUser]: { region: ['EUROPE', 'ASIA'], 'a.b': ['1'] },
};

describe('a filter over users', () => {
  it.each<[string, boolean]>([
    ['userName eq "Ann"', true],
    ['userName eq "ann"', false],
    ['USERNAME Eq "Ann"', true],
    ['displayName eq "ann lee"', true],
    ['displayName ne "ann lee"', false],
    ['nickName ne "x"', true],
    ['userName sw "A" and userName ew "n"', true],
    ['displayName co "n l"', true],
    ['userName gt "Amy" and userName le "Ann" and userName ge "Ann" and not (userName lt "Ann")', true],
    ['active eq true', true],
    ['active eq False', false],
    ['active eq "True"', true],
    ['active ne "true"', false],
    ['active eq "false"', false],
    ['emails[primary eq "True" and type eq "work"]', true],
    ['emails[type eq "work"].value eq "ANN@corp.com"', true],
    ['emails[type eq "work"].value ew ".org"', false],
    ['not (emails[type eq "work"].value eq "x") and emails[type eq "home"].primary ne "True"', true],
    ['emails[type eq "other"].value pr or emails[type eq "home"].value pr', true],
    ['nickName pr', false],
    ['nickName eq null', true],
    ['title ne null', false],
    ['emails pr', true],
    ['emails co "home.org"', true],
    ['emails.type eq "work" and emails.value ew ".org"', true],
    ['emails[type eq "work" and value ew ".org"]', false],
    ['emails[type eq "home" and value ew ".org"]', true],
    ['emails[not (primary eq true)]', true],
    ['name.familyName eq "lee"', true],
    [`${urns.user}:name.familyName sw "L"`, true],
    [`${urns.enterprise}:department eq "sales"`, true],
    [`${urns.scrimUser}:region eq "ASIA"`, true],
    [`${urns.scrimUser}:region eq "asia"`, false],
    [`${urns.scrimUser}:a.b eq "1"`, true],
    ['meta.lastModified gt "2026-05-13T04:42:33Z"', true],
    ['meta.lastModified lt "2026-05-13T06:42:34+02:00"', false],
    ['userName eq "x" and active eq false or externalId eq "x-1"', true],
    ['userName eq "x" and (active eq false or externalId eq "x-1")', false],
    ['not(userName eq "x")', true],
    ['displayName eq "\\u0041nn Lee"', true],
  ])('%s is %s of Ann', (text, expected) => {
    expect(matches(userType, parseFilter(userType, text), ann)).toBe(expected);
  });

  it.each<[string, string]>([
    ['', "at character 1 of '': expected an attribute but found the end"],
    ['salary eq "1"', "at character 1 of 'salary eq \"1\"': a User has no attribute 'salary'"],
    ['name.nick eq "1"', "at character 1 of 'name.nick eq \"1\"': 'name' has no part 'nick'"],
    [
      'name eq "1"',
      "at character 1 of 'name eq \"1\"': 'name' has parts: add the name of one, such as name.formatted",
    ],
    [
      'userName is "x"',
      "at character 10 of 'userName is \"x\"': expected an operator (eq, ne, co, sw, ew, gt, ge, lt, le, pr) but found 'is'",
    ],
    [
      'userName eq x',
      "at character 13 of 'userName eq x': expected a value, such as \"text\" or true, but found 'x'",
    ],
    ['userName eq "x', "at character 13 of 'userName eq \"x': this text has no closing quotation mark"],
    ['userName eq 1', "at character 13 of 'userName eq 1': 'userName' is compared with a text"],
    ['active gt true', "at character 8 of 'active gt true': 'gt' cannot compare 'active'"],
    ['active eq "yes"', "at character 11 of 'active eq \"yes\"': 'active' is compared with a true or false"],
    [
      'userName eq "\\u0000"',
      `at character 13 of 'userName eq "\\u0000"': this text is not valid JSON, or has characters that scrim cannot store`,
    ],
    [
      'emails[type pr].nick pr',
      "at character 16 of 'emails[type pr].nick pr': expected a part of 'emails' but found '.nick'",
    ],
    [
      'emails[type pr].value',
      "at character 22 of 'emails[type pr].value': expected an operator (eq, ne, co, sw, ew, gt, ge, lt, le, pr) but found the end",
    ],
    ['(userName pr', "at character 13 of '(userName pr': expected ')' but found the end"],
    [
      'userName pr active pr',
      "at character 13 of 'userName pr active pr': expected 'and', 'or' or the end but found 'active'",
    ],
    ['name[givenName pr]', "at character 1 of 'name[givenName pr]': 'name' is not a list of values"],
    [
      'urn:x:y eq "1"',
      "at character 1 of 'urn:x:y eq \"1\"': a User has no schema with the URN in 'urn:x:y'",
    ],
  ])('%s is refused, and where', (text, message) => {
    expect(() => parseFilter(userType, text)).toThrow(
      expect.objectContaining({ status: 400, scimType: 'invalidFilter', message }),
    );
  });

  it('is refused where it is too deep or too long', () => {
    const deep = `${'('.repeat(60)}userName pr${')'.repeat(60)}`;
    expect(() => parseFilter(userType, deep)).toThrow('more than 50 nested parentheses');
    expect(() => parseFilter(userType, 'x'.repeat(10_001))).toThrow('it has more than 10000 characters');
  });

  it('fails in no other way, whatever is sent', () => {
    const pieces = fc.constantFrom(
      'userName',
      'emails',
      'eq',
      'pr',
      'and',
      'not',
      '(',
      ')',
      '[',
      ']',
      '"x"',
      'true',
      '.',
      '.value',
      '"True"',
      '"',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), fc.string(), (list, noise) => {
        for (const text of [list.join(' '), noise]) {
          try {
            matches(userType, parseFilter(userType, text), ann);
          } catch (error) {
            expect(error).toMatchObject({ scimType: 'invalidFilter' });
          }
        }
      }),
    );
  });
});

it('finds groups by their members', () => {
  const group = { displayName: 'g', members: [{ value: 'A1' }] };
  for (const text of ['members.value eq "A1"', 'members eq "A1"', 'members[value eq "A1"]']) {
    expect(matches(groupType, parseFilter(groupType, text), group)).toBe(true);
  }
  expect(matches(groupType, parseFilter(groupType, 'members.value eq "a1"'), group)).toBe(false);
});
