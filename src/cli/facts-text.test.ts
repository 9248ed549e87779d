import { describe, expect, it } from '@jest/globals';

import { readFacts } from './facts-text.js';

describe('facts of a person on the command line', () => {
  it.each([
    ['groups=a,b,region=EU,iam=okta', { groups: ['a', 'b'], attributes: { region: ['EU'] }, iam: 'okta' }],
    ['region=EU|US', { groups: [], attributes: { region: ['EU', 'US'] } }],
    ['region=EU,US', { groups: [], attributes: { region: ['EU', 'US'] } }],
    ['region=EU,region=US', { groups: [], attributes: { region: ['EU', 'US'] } }],
    ['groups = data team , ops', { groups: ['data team', 'ops'], attributes: {} }],
    ['region="a,b"|"c=d"|"say ""x"""', { groups: [], attributes: { region: ['a,b', 'c=d', 'say "x"'] } }],
    ['region=""', { groups: [], attributes: { region: [''] } }],
    ['"groups"=a,"iam"=b', { groups: [], attributes: { groups: ['a'], iam: ['b'] } }],
    ['"a=b"=c', { groups: [], attributes: { 'a=b': ['c'] } }],
    ['iam=okta,iam=okta', { groups: [], attributes: {}, iam: 'okta' }],
    ['', { groups: [], attributes: {} }],
  ])('reads %s', (text, facts) => {
    expect(readFacts(text)).toEqual(facts);
  });

  it('adds up what is given several times', () => {
    const facts = readFacts('groups=b,region=US', readFacts('groups=a,region=EU,iam=okta'));
    expect(facts).toEqual({ groups: ['a', 'b'], attributes: { region: ['EU', 'US'] }, iam: 'okta' });
  });

  it.each([
    ['analysts', "Column 1: 'analysts' is no fact; write NAME=VALUE"],
    ['groups=', "Column 8: expected a value of 'groups'"],
    ['groups=,a', "Column 8: expected a value of 'groups'"],
    ['groups=a,', 'Column 10: expected another fact or value after the comma'],
    ['groups=a|', "Column 10: expected a value of 'groups'"],
    ['groups=a,,b', "Column 10: expected a value of 'groups'"],
    ['=a', "Column 1: expected a fact's name"],
    ['region=a=b', 'Column 9: a value with \'=\' is written in quotes, as "a=b"'],
    ['region="a', 'Column 8: a quoted text has no end'],
    ['region="a" b', "Column 12: expected a comma before 'b'"],
    ['iam=okta,iam=ldap', "Column 14: a person has one identity provider, and not 'okta' and 'ldap'"],
  ])('refuses %s', (text, message) => {
    expect(() => readFacts(text)).toThrow(message);
  });
});
