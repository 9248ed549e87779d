import type { Expression, FunctionCall, Node, Star } from '../ast.js';
import type { Checking } from './checking.js';
import { policyFunctions } from './policy-functions.js';
import { fold } from './rules.js';
import type { Columns } from './scope.js';

/**
 * Reports where an expression must be true or false and cannot be: as a whole, and in the terms of AND, OR and NOT. Unknown cases pass,
 * because the database checks types anyway.
 */
export function checkBoolean(
  node: Expression,
  row: Columns,
  to: Pick<Checking, 'functions' | 'report'>,
): void {
  const check = (part: Expression, subject: string): void => {
    if (part.kind === 'And' || part.kind === 'Or') {
      for (const term of part.terms) check(term, `a term of ${part.kind === 'And' ? 'AND' : 'OR'}`);
    } else if (part.kind === 'Not') {
      check(part.value, 'the operand of NOT');
    } else {
      const value = valueOf(part, row, to);
      if (value === undefined) return;
      to.report(
        part,
        `${subject} must be true or false: this is ${value}; compare it, for example with = or IN`,
      );
    }
  };
  check(node, 'a row predicate');
}

/** A description of an expression that cannot be true or false, as it follows "this is"; undefined if it can. */
function valueOf(node: Expression | Star, row: Columns, to: Pick<Checking, 'functions'>): string | undefined {
  const firstOf = (parts: readonly (Expression | Star)[]): string | undefined =>
    parts.map((part) => valueOf(part, row, to)).find((value) => value !== undefined);
  switch (node.kind) {
    case 'ColumnReference':
      return columnValue(node, row);
    case 'FunctionCall':
      return callValue(node, to, firstOf);
    case 'PolicyFunctionCall':
      return policyFunctions.get(node.name)?.gives === 'value' && !node.name.startsWith('column')
        ? `the text that @${node.name}() returns`
        : undefined;
    case 'Case':
      return firstOf([
        ...node.whens.map(({ result }) => result),
        ...(node.otherwise ? [node.otherwise] : []),
      ]);
    case 'Cast':
      return node.type.kind === 'NamedType' && ['boolean', 'bool'].includes(node.type.name)
        ? undefined
        : 'a cast to a type other than boolean';
    case 'JsonValue':
      return node.returning?.kind === 'NamedType' && node.returning.name === 'boolean'
        ? undefined
        : 'the result of json_value without RETURNING boolean';
    case 'Subquery': {
      const item = node.query.body.kind === 'Select' ? node.query.body.items[0] : undefined;
      return item?.kind === 'SelectExpression' ? firstOf([item.expression]) : undefined;
    }
    default:
      return values[node.kind];
  }
}

function columnValue(node: Node & { readonly kind: 'ColumnReference' }, row: Columns): string | undefined {
  const name = node.parts[0]?.value ?? '';
  const type = node.parts.length === 1 ? row.get(fold(name))?.type : undefined;
  const canBe =
    type === undefined || (type.kind === 'NamedType' && ['boolean', 'bool', 'super'].includes(type.name));
  return canBe ? undefined : `column '${name}', which is not boolean`;
}

function callValue(
  node: FunctionCall,
  { functions }: Pick<Checking, 'functions'>,
  firstOf: (parts: readonly (Expression | Star)[]) => string | undefined,
): string | undefined {
  const name = fold(node.name.parts[0]?.value ?? '');
  const gives = functions.allowed.get(name)?.gives;
  if (gives === 'value') return `the result of ${name}`;
  return gives === 'either' ? firstOf(choicesOf(name, node.arguments)) : undefined;
}

/** The arguments of which a function returns one. */
function choicesOf(name: string, args: FunctionCall['arguments']): FunctionCall['arguments'] {
  switch (name) {
    case 'coalesce':
    case 'nvl':
    case 'try':
      return args;
    case 'nullif':
      return args.slice(0, 1);
    case 'if':
    case 'nvl2':
      return args.slice(1);
    default:
      return [];
  }
}

/** The kinds whose values certainly have another type. */
const values: { readonly [K in Node['kind']]?: string } = {
  IntegerLiteral: 'a number',
  DecimalLiteral: 'a number',
  DoubleLiteral: 'a number',
  StringLiteral: 'a text',
  BinaryLiteral: 'a string of bytes',
  TypedLiteral: 'a literal of a type other than boolean',
  IntervalLiteral: 'an interval',
  Extract: 'a number',
  Trim: 'a text',
  PositionOf: 'a number',
  Normalize: 'a text',
  AtTimeZone: 'a time',
  CurrentValue: 'a value',
  Row: 'a row of values',
  ArrayConstructor: 'an array',
  Unary: 'a number',
  Binary: 'the result of an operator',
  JsonQuery: 'a piece of JSON',
  JsonObject: 'a piece of JSON',
  JsonArray: 'a piece of JSON',
};
