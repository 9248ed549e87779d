import fc, { type Arbitrary } from 'fast-check';

import type * as ast from '../../../../src/sql/ast.js';
import { and, or } from '../../../../src/sql/build.js';
import type { Context } from './context.js';
import { jsonExpressions } from './json.js';
import { empty, few, flag, literals, maybe, never, node, none, oneOf } from './leaves.js';

const comparisons = ['=', '<>', '<', '<=', '>', '>='] as const;

/** Expressions that hold no other, or only a few names. */
export function leafExpressions(context: Context): readonly Arbitrary<ast.Expression>[] {
  const trino = context.dialect === 'trino';
  return [
    context.column,
    literals(context.dialect),
    trino
      ? oneOf<ast.Expression>(
          { kind: 'CurrentValue', name: 'CURRENT_USER' },
          { kind: 'CurrentValue', name: 'CURRENT_DATE' },
          { kind: 'CurrentValue', name: 'LOCALTIMESTAMP', precision: 3 },
          { kind: 'Parameter' },
        )
      : oneOf<ast.Expression>(
          { kind: 'CurrentValue', name: 'CURRENT_USER' },
          { kind: 'CurrentValue', name: 'SYSDATE' },
          { kind: 'CurrentValue', name: 'CURRENT_USER_ID' },
        ),
  ];
}

/** Expressions that hold others. */
export function innerExpressions(context: Context): readonly Arbitrary<ast.Expression>[] {
  const { expression, query, type, name, column } = context;
  const trino = context.dialect === 'trino';
  const both: Arbitrary<ast.Expression>[] = [
    ...calls(context),
    node<ast.Subscript>('Subscript', { base: expression, index: expression }),
    node<ast.Dereference>('Dereference', {
      base: expression.filter(({ kind }) => kind !== 'ColumnReference'),
      field: name,
    }),
    node<ast.Cast>('Cast', { value: expression, type, safe: flag }),
    node<ast.Case>('Case', {
      operand: maybe(expression),
      whens: few(node<ast.When>('When', { condition: expression, result: expression }), 1),
      otherwise: maybe(expression),
    }),
    node<ast.Extract>('Extract', { field: oneOf('YEAR', 'MONTH', 'HOUR'), source: expression }),
    node<ast.Trim>('Trim', {
      side: oneOf('LEADING', 'TRAILING', 'BOTH'),
      characters: maybe(expression),
      source: expression,
    }),
    node<ast.PositionOf>('PositionOf', { substring: expression, string: expression }),
    node<ast.AtTimeZone>('AtTimeZone', {
      value: expression,
      zone: trino ? oneOf({ kind: 'StringLiteral', value: 'UTC' }) : expression,
    }),
    node<ast.Row>('Row', { values: few(expression, trino ? 1 : 2) }),
    node<ast.ArrayConstructor>('ArrayConstructor', { elements: few(expression) }),
    node<ast.Grouping>('Grouping', { columns: few(column, 1) }),
    node<ast.Subquery>('Subquery', { query }),
    node<ast.Exists>('Exists', { query }),
    ...predicates(context),
    node<ast.Not>('Not', { value: expression }),
    few(expression, 2).map((terms) => and(...terms)),
    few(expression, 2).map((terms) => or(...terms)),
    node<ast.Unary>('Unary', {
      operator: trino ? oneOf('-', '+') : oneOf('-', '+', '|/', '||/', '@', '~'),
      value: expression,
    }),
    node<ast.Binary>('Binary', {
      operator: trino
        ? oneOf('+', '-', '*', '/', '%', '||')
        : oneOf('+', '-', '*', '/', '%', '||', '^', '&', '|', '#', '<<', '>>'),
      left: expression,
      right: expression,
    }),
  ];
  if (!trino) {
    return [
      ...both,
      node<ast.OuterJoinColumn>('OuterJoinColumn', { column }),
      node<ast.ObjectTransform>('ObjectTransform', {
        input: expression,
        keep: few(expression),
        assignments: few(
          node<ast.ObjectAssignment>('ObjectAssignment', { path: expression, value: expression }),
        ),
      }),
    ];
  }
  return [
    ...both,
    ...jsonExpressions(context),
    node<ast.Normalize>('Normalize', { value: expression, form: oneOf('NFC', 'NFD', 'NFKC', 'NFKD') }),
    node<ast.WindowMeasure>('WindowMeasure', { name, over: context.window }),
  ];
}

function predicates({ expression, query, dialect }: Context): readonly Arbitrary<ast.Expression>[] {
  const negated = flag;
  const operands = { left: expression, right: expression };
  const like = { value: expression, pattern: expression, escape: maybe(expression), negated };
  const both: Arbitrary<ast.Expression>[] = [
    node<ast.Comparison>('Comparison', { operator: oneOf(...comparisons), ...operands }),
    node<ast.QuantifiedComparison>('QuantifiedComparison', {
      operator: oneOf(...comparisons),
      quantifier: oneOf('ALL', 'ANY'),
      value: expression,
      query,
    }),
    node<ast.InList>('InList', {
      value: expression,
      items: few(expression, 1).filter(([only, next]) => next !== undefined || only?.kind !== 'Subquery'),
      negated,
    }),
    node<ast.InSubquery>('InSubquery', { value: expression, query, negated }),
    node<ast.Between>('Between', { value: expression, low: expression, high: expression, negated }),
    node<ast.IsNull>('IsNull', { value: expression, negated }),
    node<ast.Like>('Like', {
      operator: dialect === 'trino' ? oneOf('LIKE') : oneOf('LIKE', 'ILIKE', 'SIMILAR TO'),
      ...like,
    }),
  ];
  return dialect === 'trino'
    ? [...both, node<ast.IsDistinctFrom>('IsDistinctFrom', { ...operands, negated })]
    : [
        ...both,
        node<ast.PosixMatch>('PosixMatch', { value: expression, pattern: expression, negated }),
        node<ast.IsTruth>('IsTruth', {
          value: expression,
          truth: oneOf('TRUE', 'FALSE', 'UNKNOWN'),
          negated,
        }),
      ];
}

const functionName = (...values: readonly string[]) =>
  oneOf(...values).map((value): ast.QualifiedName => ({
    kind: 'QualifiedName',
    parts: [{ kind: 'Identifier', value, quoted: false }],
  }));

function calls({
  expression,
  sort,
  window,
  name,
  dialect,
  text,
}: Context): readonly Arbitrary<ast.Expression>[] {
  const trino = dialect === 'trino';
  const argument = trino
    ? fc.oneof(
        { weight: 5, arbitrary: expression },
        { weight: 1, arbitrary: node<ast.Lambda>('Lambda', { parameters: few(name), body: expression }) },
      )
    : expression;
  const plain = { distinct: never, approximate: never, orderBy: empty, withinGroup: empty } as const;
  const rest = { overflow: none, filter: none, nullTreatment: none, over: none, processingMode: none };
  const filter = trino ? maybe(expression) : none;
  const star = node<ast.Star>('Star', { label: trino ? maybe(name) : none });
  const listagg = node<ast.FunctionCall>('FunctionCall', {
    ...plain,
    ...rest,
    name: functionName('listagg'),
    arguments: fc
      .tuple(expression, maybe(text))
      .map(([value, separator]): readonly ast.Expression[] =>
        separator === undefined ? [value] : [value, { kind: 'StringLiteral', value: separator }],
      ),
    distinct: flag,
    withinGroup: few(sort, 1),
    overflow: trino
      ? maybe(
          fc.oneof(
            oneOf<ast.ListaggOverflow>({ kind: 'ListaggOverflow', behavior: 'ERROR', withCount: false }),
            node<ast.ListaggOverflow>('ListaggOverflow', {
              behavior: oneOf('TRUNCATE'),
              filler: maybe(text),
              withCount: flag,
            }),
          ),
        )
      : none,
    filter,
  });
  return [
    node<ast.FunctionCall>('FunctionCall', {
      ...plain,
      ...rest,
      name: functionName('lower', 'f', 'my_function'),
      arguments: few(argument),
    }),
    node<ast.FunctionCall>('FunctionCall', {
      ...plain,
      ...rest,
      name: functionName('sum', 'array_agg'),
      arguments: few(expression, 1, 1),
      distinct: flag,
      orderBy: trino ? few(sort) : empty,
      filter,
    }),
    node<ast.FunctionCall>('FunctionCall', {
      ...plain,
      ...rest,
      name: functionName('count'),
      arguments: few(star, 1, 1),
      filter,
    }),
    node<ast.FunctionCall>('FunctionCall', {
      ...plain,
      ...rest,
      name: functionName('lag', 'first_value', 'last_value', 'nth_value'),
      arguments: few(expression, 1, 2),
      nullTreatment: maybe(oneOf('IGNORE', 'RESPECT')),
      over: window,
    }),
    listagg,
    ...(trino
      ? [
          node<ast.FunctionCall>('FunctionCall', {
            ...plain,
            ...rest,
            name: functionName('last', 'first'),
            arguments: few(expression, 1, 2),
            processingMode: oneOf('RUNNING', 'FINAL'),
          }),
        ]
      : [
          node<ast.FunctionCall>('FunctionCall', {
            ...plain,
            ...rest,
            name: functionName('count', 'percentile_disc'),
            arguments: few(expression, 1, 1),
            approximate: oneOf(true),
            withinGroup: few(sort),
          }),
          node<ast.FunctionCall>('FunctionCall', {
            ...plain,
            ...rest,
            name: functionName('left', 'collate'),
            arguments: few(expression, 2, 2),
          }),
        ]),
  ];
}
