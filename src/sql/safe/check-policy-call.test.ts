import { describe, expect, it } from '@jest/globals';

import { problemsOf, readPredicate } from '../../../test/unit/sql/safe/problems-of.js';

describe('policy functions', () => {
  it.each<readonly [string, readonly string[]]>([
    [
      "@attributeValuesContains(region, 'region')",
      [
        "1:26: @attributeValuesContains: the attribute is a text in single quotes; it is written @attributeValuesContains('attribute', column[, placeholder])",
        "1:34: @attributeValuesContains: the column is a column or an expression over columns, and no single value; it is written @attributeValuesContains('attribute', column[, placeholder])",
      ],
    ],
    [
      "@attributeValuesContains('region', 'x')",
      [
        "1:36: @attributeValuesContains: the column is a column or an expression over columns, and no single value; it is written @attributeValuesContains('attribute', column[, placeholder])",
      ],
    ],
    [
      "@attributeValuesContains('region', region, name)",
      [
        "1:44: @attributeValuesContains: the placeholder is a literal, such as a text in single quotes or a number; it is written @attributeValuesContains('attribute', column[, placeholder])",
      ],
    ],
    [
      "@attributeValuesContains('region', region, NULL)",
      [
        "1:44: @attributeValuesContains: the placeholder is a literal, such as a text in single quotes or a number; it is written @attributeValuesContains('attribute', column[, placeholder])",
      ],
    ],
    [
      "@attributeValuesContains('region')",
      [
        "1:1: @attributeValuesContains is written @attributeValuesContains('attribute', column[, placeholder]), not with 1 argument",
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
      ['1:1: @groupsContains is written @groupsContains(column[, placeholder]), not with no arguments'],
    ],
    [
      "@hasAttribute('a', name)",
      [
        "1:20: @hasAttribute: the value is a text in single quotes; it is written @hasAttribute('attribute', 'value')",
      ],
    ],
    ['@isInGroups()', ["1:1: @isInGroups is written @isInGroups('group', …), not with no arguments"]],
    [
      '@isInGroups(name)',
      ["1:13: @isInGroups: the group is a text in single quotes; it is written @isInGroups('group', …)"],
    ],
    [
      "@isUsingPurpose('a', 'b')",
      ["1:1: @isUsingPurpose is written @isUsingPurpose('purpose'), not with 2 arguments"],
    ],
    ["@username('x') = name", ['1:1: @username is written @username(), not with 1 argument']],
    ["@isingroups('x')", ["1:1: there is no policy function @isingroups; did you mean '@isInGroups'?"]],
    [
      "@frob('x')",
      [
        '1:1: there is no policy function @frob; there are @attributeValuesContains, @groupsContains, @purposesContains, @hasAttribute, @isInGroups, @isUsingPurpose, @username, @iam, @columnReference, @columnTagged',
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
        "1:18: @columnReference: the column is a text in single quotes; it is written @columnReference('column')",
      ],
    ],
    ["@columnTagged() = 'x'", ["1:1: @columnTagged is written @columnTagged('tag'), not with no arguments"]],
  ])('refuses in trino: %s', (text, problems) => {
    expect(problemsOf(readPredicate(text, 'trino'))).toEqual(problems);
  });
});
