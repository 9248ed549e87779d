import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';

import { factsOf } from '../../test/unit/policy/facts-of.js';
import type { policy } from '../model/policy.js';
import { decide } from './decide.js';
import type { Decision } from './decision.js';
import { nodesOf } from '../sql/visit.js';
import type { Expression } from '../sql/ast.js';

type PolicyInput = z.input<typeof policy>;

/** The questions about the reader that an expression asks. */
const asks = (expression: Expression): string =>
  nodesOf(expression, 'PolicyFunctionCall')
    .map(
      ({ name, arguments: args }) =>
        `@${name}(${args.map((arg) => ('value' in arg && typeof arg.value === 'string' ? arg.value : '…')).join(', ')})`,
    )
    .join(' ');

const gist = (decision: Decision): readonly string[] =>
  decision.kind !== 'open'
    ? [decision.kind]
    : [
        ...decision.shown.rows.map((row) =>
          [
            row.guard === undefined ? '' : `if ${row.guard.text} [${asks(row.guard.expression)}]: `,
            row.type === 'custom' ? `${row.text} [${asks(row.expression)}]` : row.type,
          ].join(''),
        ),
        ...decision.shown.columns.flatMap(({ column, masks }) =>
          masks.map(
            ({ mask, where }) =>
              `${column.name}: ${mask.type}${where === undefined ? '' : ` if ${where.text}`}${mask.type === 'hash' && mask.perProject ? ' per project' : ''}`,
          ),
        ),
      ];

const forEveryone = (...policies: readonly PolicyInput[]): readonly string[] =>
  gist(decide({ ...factsOf('cat', { policies: [...policies] }), reader: { kind: 'open' } }));

const local = (rule: PolicyInput['rules'][number], name = 'p'): PolicyInput => ({
  name,
  dataSource: 'sales.customer',
  rules: [rule],
});
const names = { names: ['name'] };
const finance = { group: 'finance' };

describe('a decision for everyone at once', () => {
  it.each<[string, readonly PolicyInput[], readonly string[]]>([
    [
      'asks of exceptions where the view is read',
      [local({ mask: { type: 'null' }, columns: names, exceptWhen: finance })],
      ["name: null if not (in group 'finance')"],
    ],
    [
      'asks nothing about an attribute that nobody has',
      [
        local({ mask: { type: 'null' }, columns: names, exceptWhen: { not: { attribute: 'contractr' } } }),
        local({ rows: { where: "NOT @hasAttribute('contractr', 'yes')" } }, 'q'),
        local({ rows: { where: "NOT @attributeValuesContains('contractr', region, 'x')" } }, 'r'),
        local({ rows: { column: { name: 'region' }, in: { attribute: 'contractr' } } }, 's'),
      ],
      [
        "NOT @hasAttribute('contractr', 'yes') []",
        "NOT @attributeValuesContains('contractr', region, 'x') []",
        'values',
        "name: null if not (not (has attribute 'contractr'))",
      ],
    ],
    [
      'asks which branch holds',
      [
        local({
          mask: { type: 'null' },
          columns: names,
          when: finance,
          otherwise: { type: 'constant', value: 'x' },
        }),
      ],
      ["name: null if in group 'finance'", "name: constant if not (in group 'finance')"],
    ],
    [
      'asks for values',
      [local({ rows: { column: { name: 'region' }, in: { attribute: 'region' } }, exceptWhen: finance })],
      [
        "if not (in group 'finance') [@isInGroups(finance)]: region is one of attribute region [@attributeValuesContains(region, …)]",
      ],
    ],
    [
      'keeps the questions of predicates',
      [local({ rows: { where: "@username() = name OR @hasAttribute('region', 'b')" } })],
      ["@username() = name OR @hasAttribute('region', 'b') [@username() @hasAttribute(region, b)]"],
    ],
    [
      'hashes per project where no domain is named',
      [local({ mask: { type: 'hash' }, columns: names })],
      ['name: hash per project'],
    ],
    [
      'keeps a local mask behind a stricter global one of those whom both reach',
      [
        {
          name: 'g',
          rules: [{ mask: { type: 'null' }, columns: { tags: ['PII.Name'] }, exceptWhen: finance }],
        },
        local({ mask: { type: 'hash', domain: 'd' }, columns: names }),
      ],
      ["name: null if not (in group 'finance')", 'name: hash'],
    ],
  ])('%s', (_, policies, expected) => {
    expect(forEveryone(...policies)).toEqual(expected);
  });
});
