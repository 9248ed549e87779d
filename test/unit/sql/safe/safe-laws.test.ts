import { describe, expect, it } from '@jest/globals';
import fc, { type Arbitrary } from 'fast-check';

import type { Expression, Identifier, Node } from '../../../../src/sql/ast.js';
import type { Dialect } from '../../../../src/sql/dialect.js';
import { guardMask } from '../../../../src/sql/guard/guard.js';
import { print } from '../../../../src/sql/print/print.js';
import { growthProblems } from '../../../../src/sql/safe/check-growth.js';
import { checkRowExpression } from '../../../../src/sql/safe/check-row-expression.js';
import { parseMaskExpression } from '../../../../src/sql/safe/parse-predicate.js';
import { typesOfRow } from '../../../../src/sql/types/row-types.js';
import { transform } from '../../../../src/sql/transform.js';
import { childrenOf, nodesOf } from '../../../../src/sql/visit.js';
import { sqlArbitraries } from '../arbitraries.js';
import { sampleRules } from './problems-of.js';
import { runs } from '../../../support/runs.js';

/** What an expression over one row is made of, written down apart from the rules that are tested. */
const harmless = new Set(
  (
    'Identifier QualifiedName NullLiteral BooleanLiteral IntegerLiteral DecimalLiteral DoubleLiteral StringLiteral ' +
    'BinaryLiteral TypedLiteral IntervalLiteral ColumnReference Dereference Subscript FunctionCall Lambda Cast Case When ' +
    'Extract Trim PositionOf Normalize AtTimeZone Row ArrayConstructor Subquery Exists InList InSubquery Comparison ' +
    'QuantifiedComparison IsDistinctFrom Between Like IsNull IsTruth Not And Or Unary Binary JsonPath JsonArgument ' +
    'JsonExists JsonValue JsonValueFallback JsonQuery JsonReturning JsonObject JsonMember JsonArray JsonElement NamedType ' +
    'DateTimeType IntervalType RowType RowTypeField ArrayType MapType PolicyFunctionCall'
  ).split(' '),
);
const inLookup = new Set(
  'Query Select SelectExpression SortItem Limit LimitAll FetchFirst Table Aliased Join JoinOn'.split(' '),
);
const columns = ['id', 'name', 'active', 'seen', 'tags'];
const functions = ['lower', 'coalesce', 'if', 'concat', 'abs'];
/** What other kinds of trees are calls of, such as COLLATE. */
const otherFunctions: Readonly<Record<Dialect, readonly string[]>> = { trino: [], redshift: ['left'] };

const namesOf = (node: Node): readonly string[] =>
  'parts' in node ? node.parts.map((part: Identifier) => part.value) : [];

/** Trees of all kinds whose names are now and then those of the sample, so that some of them pass. */
const expressions = (dialect: Dialect): Arbitrary<Expression> =>
  fc
    .tuple(
      sqlArbitraries(dialect, 2).expression,
      fc.array(fc.nat({ max: 11 }), { minLength: 5, maxLength: 20 }),
    )
    .map(([expression, numbers]) => {
      let index = 0;
      const plain = (value: string): Identifier => ({ kind: 'Identifier', value, quoted: false });
      const pick = (list: readonly string[]) => list[numbers[index++ % numbers.length] ?? 0];
      return transform(expression, {
        ColumnReference: (node) => {
          const name = pick([...columns, ...columns]);
          return name === undefined ? node : { ...node, parts: [plain(name)] };
        },
        FunctionCall: (node) => {
          const name = pick([...functions, ...functions]);
          return name === undefined
            ? node
            : { ...node, name: { kind: 'QualifiedName', parts: [plain(name)] } };
        },
      });
    });

function harmOf(node: Node, withinLookup: boolean): readonly string[] {
  const inside = withinLookup || node.kind === 'Query';
  const known = harmless.has(node.kind) || (inside && inLookup.has(node.kind));
  return [...(known ? [] : [node.kind]), ...[...childrenOf(node)].flatMap((child) => harmOf(child, inside))];
}

describe.each<Dialect>(['trino', 'redshift'])('an expression of %s that passes', (dialect) => {
  const rules = sampleRules(dialect);
  const passes = (expression: Expression) =>
    checkRowExpression(expression, dialect, rules).problems.length === 0;
  const passing = expressions(dialect).filter(passes);
  const canBeGuarded = (expression: Expression) =>
    guardMask(expression, dialect, rules).problems.length === 0;
  /** Types and growth are checked of what passes otherwise. */
  const fitting = passing.filter(
    (expression) =>
      growthProblems(expression).length === 0 &&
      (dialect === 'redshift' || typesOfRow(expression, rules).problems.length === 0),
  );

  it('is made of harmless kinds, plain calls of known functions and columns of the row', () => {
    fc.assert(
      fc.property(passing, (expression) => {
        expect(harmOf(expression, false)).toEqual([]);
        for (const { over, filter, distinct, name } of nodesOf(expression, 'FunctionCall')) {
          expect({ over, filter, distinct }).toEqual({ over: undefined, filter: undefined, distinct: false });
          expect([...functions, ...otherFunctions[dialect]]).toContain(namesOf(name).join('.'));
        }
        for (const column of nodesOf(expression, 'ColumnReference')) {
          expect(columns).toContain(namesOf(column)[0]);
        }
        for (const { name } of nodesOf(expression, 'Table')) expect(namesOf(name)[0]).toBe('ref');
      }),
      { numRuns: runs(400) },
    );
  });

  it('passes again when it is printed and read', () => {
    fc.assert(
      fc.property(fitting.filter(canBeGuarded), (expression) => {
        const reading = parseMaskExpression(print(expression, dialect), dialect, rules);
        const problems = reading.ok ? [] : reading.problems.map(({ message }) => message);
        expect(
          problems.filter((message) => !/nested more deeply|cannot be seen|can become longer/.test(message)),
        ).toEqual([]);
      }),
      { numRuns: runs(200) },
    );
  });

  it('stops passing with one name that is not known in it', () => {
    fc.assert(
      fc.property(passing, (expression) => {
        const spoilt = transform(expression, {
          ColumnReference: (node) => ({
            ...node,
            parts: [{ kind: 'Identifier', value: 'salary', quoted: false }],
          }),
        });
        expect(passes(spoilt)).toBe(nodesOf(expression, 'ColumnReference').length === 0);
      }),
      { numRuns: runs(200) },
    );
  });
});
