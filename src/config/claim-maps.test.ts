import { expect, it } from '@jest/globals';

import { explainIssues } from '../base/explain-issues.js';
import { configFile } from './config.js';

const issuer = { issuer: 'https://idp.example.com', audience: 'a', jwksUri: 'https://idp.example.com/keys' };
const configWith = (maps: unknown, attributes: object = {}) => ({
  api: { issuers: [{ ...issuer, maps }] },
  scim: { attributes },
});

it('maps nothing where nothing is said', () => {
  expect(configFile.parse({ api: { issuers: [issuer] } }).api.issuers[0]?.maps).toBeUndefined();
  const { api } = configFile.parse(configWith({ groups: { analysts: ['a'] } }, { title: 'title' }));
  expect(api.issuers[0]?.maps).toEqual({ groups: { analysts: ['a'] }, attributes: {}, create: false });
});

it.each<[string, unknown, object, readonly string[]]>([
  [
    'of a wrong form',
    { groups: { ' g': ['a'], h: 'a', i: [] }, attributes: { region: 7 }, create: 'yes', roles: {} },
    {},
    [
      'groups. g: a group name must not begin or end with white space',
      "groups.h: expected a list but found 'a'",
      'groups.i: expected at least 1 entry',
      'attributes.region: expected text but found 7; write it in quotes',
      "create: expected true or false but found 'yes'",
      "roles: unknown key 'roles'; known here: groups, attributes, create",
    ],
  ],
  [
    'of an attribute that SCIM says',
    { attributes: { dept: 'department' } },
    { dept: 'department' },
    [
      "attributes.dept: the attribute 'dept' already follows from SCIM (scim.attributes): remove it from one of the two",
    ],
  ],
])('refuses a mapping %s', (_, maps, attributes, messages) => {
  const issues = explainIssues(configFile, configWith(maps, attributes));
  expect(issues.map(({ path, message }) => `${path.slice(4).join('.')}: ${message}`)).toEqual(messages);
});
