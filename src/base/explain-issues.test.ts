import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';

import { worldFile } from '../model/world.js';
import { explainIssues } from './explain-issues.js';

const explained = (schema: z.ZodType, value: unknown) =>
  explainIssues(schema, value).map(({ path, message }) => `${path.join('.')}: ${message}`);

const customer = {
  schema: 'sales',
  name: 'customer',
  table: 'tpch.tiny.customer',
  columns: [{ name: 'custkey', type: 'bigint' }],
};
const mask = { mask: { type: 'null' }, columns: { tags: ['PII'] } };
const policy = (rule: unknown) => ({ policies: [{ name: 'p', rules: [rule] }] });

describe('explainIssues over the world file', () => {
  const cases: readonly (readonly [string, unknown, readonly string[]])[] = [
    ['nothing wrong', { dataSources: [customer], ...policy(mask) }, []],
    ['an unknown section', { user: [] }, ["user: unknown key 'user'; did you mean 'users'?"]],
    [
      'an unknown key without a near one',
      { tags: [{ name: 'PII', x: 1 }] },
      ["tags.0.x: unknown key 'x'; known here: name, comment"],
    ],
    [
      'a misspelt required key, told once',
      { dataSources: [{ ...customer, columns: undefined, colums: [] }] },
      ["dataSources.0.colums: unknown key 'colums'; did you mean 'columns'?"],
    ],
    [
      'a missing key',
      { dataSources: [{ schema: 'sales', name: 'customer', table: 'a.b.c' }] },
      ["dataSources.0: missing key 'columns': expected a list"],
    ],
    [
      'a list where text should be',
      { tags: [{ name: ['PII'] }] },
      ['tags.0.name: expected text but found a list'],
    ],
    [
      'a number that should be quoted',
      { users: [{ name: 'ada', attributes: { nation: [7] } }] },
      ['users.0.attributes.nation.0: expected text but found 7; write it in quotes'],
    ],
    [
      'an object where a list should be',
      { users: { name: 'ada' } },
      ['users: expected a list but found an object'],
    ],
    ['null', { users: null }, ['users: expected a list but found nothing (null)']],
    ['a scalar as the whole', 'users', [": expected an object but found 'users'"]],
    [
      'a name that is not lower case',
      { dataSources: [{ ...customer, schema: 'Sales' }] },
      ['dataSources.0.schema: a schema name must be lower case: Trino folds names to lower case'],
    ],
    [
      'a bad attribute name',
      { users: [{ name: 'ada', attributes: { ' nation': ['7'] } }] },
      ['users.0.attributes. nation: an attribute name must not begin or end with white space'],
    ],
    [
      'a misspelt enumeration value',
      { subscriptions: [{ dataSource: 'sales.customer', subscriber: { user: 'ada' }, status: 'aproved' }] },
      [
        "subscriptions.0.status: expected one of pending, approved, denied, revoked but found 'aproved'; did you mean 'approved'?",
      ],
    ],
    [
      'a misspelt key in a union',
      { subscriptions: [{ dataSource: 'sales.customer', subscriber: { usr: 'ada' } }] },
      ["subscriptions.0.subscriber.usr: unknown key 'usr'; did you mean 'user'?"],
    ],
    [
      'both forms of a union at once',
      { subscriptions: [{ dataSource: 'sales.customer', subscriber: { user: 'ada', group: 'eu' } }] },
      ['subscriptions.0.subscriber: expected {user: NAME} or {group: NAME}'],
    ],
    [
      'a union that is missing',
      { subscriptions: [{ dataSource: 'sales.customer' }] },
      ["subscriptions.0: missing key 'subscriber': expected {user: NAME} or {group: NAME}"],
    ],
    [
      'text where a union of objects stands',
      { dataSources: [{ ...customer, owners: ['gwen'] }] },
      ['dataSources.0.owners.0: expected {user: NAME} or {group: NAME}'],
    ],
    [
      'a rule that is meant as a mask',
      policy({ mask: { type: 'hash', domian: 'x' }, columns: { tag: ['PII'] } }),
      [
        "policies.0.rules.0.mask.domian: unknown key 'domian'; did you mean 'domain'?",
        "policies.0.rules.0.columns.tag: unknown key 'tag'; did you mean 'tags'?",
      ],
    ],
    [
      'a rule that is meant as a filter',
      policy({ rows: { column: { nmae: 'a' }, in: { atribute: 'nation' } } }),
      [
        "policies.0.rules.0.rows.column.nmae: unknown key 'nmae'; did you mean 'name'?",
        "policies.0.rules.0.rows.in.atribute: unknown key 'atribute'; did you mean 'attribute'?",
      ],
    ],
    [
      'a word where a filter takes another',
      policy({ rows: { column: { name: 'a' }, in: 'group' } }),
      ['policies.0.rules.0.rows.in: expected {attribute: NAME} or groups'],
    ],
    [
      'a mask type that there is not',
      policy({ mask: { type: 'hsah' }, columns: { tags: ['PII'] } }),
      [
        `policies.0.rules.0.mask.type: expected a mask, by its type: "null", constant, hash, bucket, round, partial, regex, custom or conditional; did you mean 'hash'?`,
      ],
    ],
    [
      'a mask without a type',
      policy({ mask: { value: 1 }, columns: { tags: ['PII'] } }),
      [
        `policies.0.rules.0.mask: missing key 'type': expected a mask, by its type: "null", constant, hash, bucket, round, partial, regex, custom or conditional`,
      ],
    ],
    [
      'a constant of no scalar type',
      policy({ mask: { type: 'constant', value: [1] }, columns: { tags: ['PII'] } }),
      ['policies.0.rules.0.mask.value: expected text, a number or true or false'],
    ],
    [
      'a condition deep down',
      policy({ ...mask, exceptWhen: { any: [{ group: 'finance' }, { not: { gruop: 'eu' } }] } }),
      ["policies.0.rules.0.exceptWhen.any.1.not.gruop: unknown key 'gruop'; did you mean 'group'?"],
    ],
    [
      'an empty list in a condition',
      policy({ ...mask, exceptWhen: { all: [] } }),
      ['policies.0.rules.0.exceptWhen.all: expected at least 1 entry'],
    ],
    [
      'a condition that is empty',
      policy({ ...mask, exceptWhen: {} }),
      [
        'policies.0.rules.0.exceptWhen: expected a condition: {group: G}, {attribute: A}, {attribute: A, value: V}, {user: U}, {purpose: P}, {all: [...]}, {any: [...]} or {not: ...}',
      ],
    ],
    [
      'a rule with when and no otherwise',
      policy({ ...mask, when: { group: 'eu' } }),
      [
        'policies.0.rules.0: a rule applies to everyone (no condition), to everyone except some (exceptWhen), or to some, with another rule for the rest (when together with otherwise)',
      ],
    ],
    [
      'several wrong parts at once',
      { tags: [{ name: 'a..b' }], groups: [{}] },
      [
        'tags.0.name: expected names joined by dots, such as PII.Email',
        "groups.0: missing key 'name': expected text",
      ],
    ],
  ];
  it.each(cases)('%s', (_, value, expected) => {
    expect(explained(worldFile, value)).toEqual(expected);
  });
});

describe('explainIssues over other schemas', () => {
  const cases: readonly (readonly [string, z.ZodType, unknown, readonly string[]])[] = [
    ['too short', z.string().min(2), 'a', [': expected at least 2 characters']],
    ['too large', z.number().max(5), 6, [': expected at most 5']],
    ['not above', z.number().gt(5), 5, [': expected more than 5']],
    ['not whole', z.int(), 1.5, [': expected a whole number but found 1.5']],
    ['no multiple', z.number().multipleOf(5), 7, [': expected a multiple of 5 but found 7']],
    ['no URL', z.url(), 'x', [": expected url but found 'x'"]],
    ['not a pattern', z.string().regex(/^a$/), 'b', [": expected text that matches /^a$/ but found 'b'"]],
    ['a wrong literal', z.literal('trino'), 'oracle', [": expected 'trino' but found 'oracle'"]],
    ['a refinement without words', z.string().refine(() => false), 'b', [": 'b' is not valid here"]],
    [
      'a list among the forms of a union',
      z.union([z.array(z.strictObject({ a: z.string() })), z.string()]),
      [{ b: 'x' }],
      ["0.b: unknown key 'b'; did you mean 'a'?"],
    ],
    ['a long value', z.literal('a'), 'b'.repeat(90), [`: expected 'a' but found '${'b'.repeat(60)}…'`]],
  ];
  it.each(cases)('%s', (_, schema, value, expected) => {
    expect(explained(schema, value)).toEqual(expected);
  });
});
