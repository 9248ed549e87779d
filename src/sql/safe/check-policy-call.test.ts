import { describe, expect, it } from '@jest/globals';

import { problemsOf, readPredicate } from '../../../test/unit/sql/safe/problems-of.js';

describe('policy functions', () => {
  it.each<readonly [string, readonly string[]]>([
    [
      "@attributeValuesContains(region, 'region')",
      [
        "1:26: @attributeValuesContains: the attribute must be text in single quotes; it is written @attributeValuesContains('attribute', column[, placeholder])",
        "1:34: @attributeValuesContains: the column must be a column or an expression over columns, not a single value; it is written @attributeValuesContains('attribute', column[, placeholder])",
      ],
    ],
    [
      "@attributeValuesContains('region', 'x')",
      [
        "1:36: @attributeValuesContains: the column must be a column or an expression over columns, not a single value; it is written @attributeValuesContains('attribute', column[, placeholder])",
      ],
    ],
    [
      "@attributeValuesContains('region', region, name)",
      [
        "1:44: @attributeValuesContains: the placeholder must be a literal, such as text in single quotes or a number; it is written @attributeValuesContains('attribute', column[, placeholder])",
      ],
    ],
    [
      "@attributeValuesContains('region', region, NULL)",
      [
        "1:44: @attributeValuesContains: the placeholder must be a literal, such as text in single quotes or a number; it is written @attributeValuesContains('attribute', column[, placeholder])",
      ],
    ],
    [
      "@attributeValuesContains('region')",
      [
        "1:1: @attributeValuesContains must be written @attributeValuesContains('attribute', column[, placeholder]), not with 1 argument",
      ],
    ],
    [
      "@attributeValuesContains('', region)",
      [
        "1:26: @attributeValuesContains: the attribute must not be empty; it is written @attributeValuesContains('attribute', column[, placeholder])",
      ],
    ],
    [
      '@groupsContains()',
      ['1:1: @groupsContains must be written @groupsContains(column[, placeholder]), not with no arguments'],
    ],
    [
      "@hasAttribute('a', name)",
      [
        "1:20: @hasAttribute: the value must be text in single quotes; it is written @hasAttribute('attribute', 'value')",
      ],
    ],
    ['@isInGroups()', ["1:1: @isInGroups must be written @isInGroups('group', …), not with no arguments"]],
    [
      '@isInGroups(name)',
      ["1:13: @isInGroups: the group must be text in single quotes; it is written @isInGroups('group', …)"],
    ],
    [
      "@isUsingPurpose('a', 'b')",
      ["1:1: @isUsingPurpose must be written @isUsingPurpose('purpose'), not with 2 arguments"],
    ],
    ["@username('x') = name", ['1:1: @username must be written @username(), not with 1 argument']],
    ["@isingroups('x')", ["1:1: there is no policy function @isingroups; did you mean '@isInGroups'?"]],
    [
      "@frob('x')",
      [
        '1:1: there is no policy function @frob; the policy functions are @attributeValuesContains, @groupsContains, @purposesContains, @hasAttribute, @isInGroups, @isUsingPurpose, @username, @iam, @columnReference, @columnTagged',
      ],
    ],
    [
      "@columnReference('regon') = 'x'",
      [
        "1:18: @columnReference: the data source has no column 'regon'; did you mean 'region'?; it is written @columnReference('column')",
      ],
    ],
    [
      "@columnReference(region) = 'x'",
      [
        "1:18: @columnReference: the column must be text in single quotes; it is written @columnReference('column')",
      ],
    ],
    [
      "@columnTagged() = 'x'",
      ["1:1: @columnTagged must be written @columnTagged('tag'), not with no arguments"],
    ],
  ])('refuses in trino: %s', (text, problems) => {
    expect(problemsOf(readPredicate(text, 'trino'))).toEqual(problems);
  });
});
