import { withParents } from '../../model/names.js';
import type { Expression, Node } from '../../sql/ast.js';
import { rowReference, string } from '../../sql/build.js';
import { comparedTypeOf, valuesOf } from './compared-type.js';
import type { ComparedType } from './compared-type.js';
import type { Compared } from './compared.js';
import { allOf, always, anyOf, never, opposite, states } from './formula.js';
import type { Formula } from './formula.js';
import {
  beginningWith,
  comparedWith,
  complement,
  intersection,
  notNull,
  onlyNull,
  points,
} from './value-set.js';
import type { ValueSet } from './value-set.js';

/** When an SQL condition is true of a row, and when it is false. It is NULL for all other rows. */
export interface Truth {
  readonly whenTrue: Formula;
  readonly whenFalse: Formula;
}

/** The text by which a part of a row is known: the tree without its positions, however it was made. */
export const keyOf = (node: Node): string =>
  JSON.stringify(node, (key, value: unknown) =>
    key === 'position'
      ? undefined
      : typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
        : value,
  );

const negated = ({ whenTrue, whenFalse }: Truth): Truth => ({ whenTrue: whenFalse, whenFalse: whenTrue });
const negatedIf = (negate: boolean, truth: Truth): Truth => (negate ? negated(truth) : truth);
const unknownIn = ({ whenTrue, whenFalse }: Truth): Formula => allOf(opposite(whenTrue), opposite(whenFalse));
const certain = (whenTrue: Formula): Truth => ({ whenTrue, whenFalse: opposite(whenTrue) });

/** A condition of which nothing is known but that it is the same wherever its text is. */
function opaque(of: Expression): Truth {
  const key = keyOf(of);
  return {
    whenTrue: { kind: 'state', of: key, states: states.true },
    whenFalse: { kind: 'state', of: key, states: states.false },
  };
}

/** A condition on the values of a column: NULL for NULL. */
const among = (column: string, values: ValueSet): Truth => {
  const of = columnKey(column);
  return {
    whenTrue: { kind: 'values', of, values },
    whenFalse: { kind: 'values', of, values: intersection(complement(values), notNull) },
  };
};

const columnKey = (name: string): string => keyOf(rowReference(name));

/** An expression that is a column of the row whose comparisons with literals are known. */
interface KnownColumn {
  readonly name: string;
  readonly type: ComparedType;
}

function knownColumn(expression: Expression, { platform, typeOf }: Compared): KnownColumn | undefined {
  if (expression.kind !== 'RowReference' || expression.fields.length > 0) return undefined;
  const declared = typeOf(expression.column);
  const type = declared && comparedTypeOf(declared, platform);
  return type && { name: expression.column, type };
}

/** When a condition of a governor, or of scrim, is true and when it is false, in the three-valued logic of SQL. */
export function truthOf(expression: Expression, compared: Compared): Truth {
  const of = (part: Expression): Truth => truthOf(part, compared);
  switch (expression.kind) {
    case 'And': {
      const parts = expression.terms.map(of);
      return {
        whenTrue: allOf(...parts.map(({ whenTrue }) => whenTrue)),
        whenFalse: anyOf(...parts.map(({ whenFalse }) => whenFalse)),
      };
    }
    case 'Or': {
      const parts = expression.terms.map(of);
      return {
        whenTrue: anyOf(...parts.map(({ whenTrue }) => whenTrue)),
        whenFalse: allOf(...parts.map(({ whenFalse }) => whenFalse)),
      };
    }
    case 'Not':
      return negated(of(expression.value));
    case 'BooleanLiteral':
      return negatedIf(!expression.value, { whenTrue: always, whenFalse: never });
    case 'NullLiteral':
      return { whenTrue: never, whenFalse: never };
    case 'Cast':
      return expression.value.kind === 'NullLiteral'
        ? { whenTrue: never, whenFalse: never }
        : opaque(expression);
    case 'IsTruth': {
      const part = of(expression.value);
      const found = {
        TRUE: part.whenTrue,
        FALSE: part.whenFalse,
        UNKNOWN: unknownIn(part),
      }[expression.truth];
      return negatedIf(expression.negated, certain(found));
    }
    case 'IsNull':
      return negatedIf(expression.negated, certain(isNull(expression.value, compared)));
    case 'Comparison':
      return comparison(expression, compared);
    case 'InList':
      return negatedIf(expression.negated, inList(expression, compared));
    case 'Between':
      return negatedIf(expression.negated, between(expression, compared));
    case 'IsDistinctFrom':
      return negatedIf(expression.negated, isDistinct(expression, compared));
    case 'Like':
      return negatedIf(expression.negated, like(expression, compared));
    case 'InSubquery':
      return negatedIf(expression.negated, opaque({ ...expression, negated: false }));
    case 'FunctionCall':
      return functionCall(expression, compared);
    case 'PolicyFunctionCall':
      return question(expression, compared);
    default:
      return opaque(expression);
  }
}

type Of<K extends Expression['kind']> = Extract<Expression, { kind: K }>;

/** Kinds of expressions that are conditions. */
const conditions: ReadonlySet<Expression['kind']> = new Set([
  ...(['And', 'Or', 'Not', 'Comparison', 'InList', 'Between', 'Like', 'IsNull', 'IsTruth'] as const),
  ...(['IsDistinctFrom', 'InSubquery'] as const),
]);

/** When an expression is NULL. */
function isNull(expression: Expression, compared: Compared): Formula {
  const column = knownColumn(expression, compared);
  if (column !== undefined) return { kind: 'values', of: columnKey(column.name), values: onlyNull };
  if (conditions.has(expression.kind)) return unknownIn(truthOf(expression, compared));
  return { kind: 'state', of: keyOf(expression), states: states.unknown };
}

/** When a column is not NULL. */
export const isPresent = (column: string, compared: Compared): Formula =>
  opposite(isNull(rowReference(column), compared));

const flipped = { '=': '=', '<>': '<>', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;

function comparison(expression: Of<'Comparison'>, compared: Compared): Truth {
  const { left, operator, right } = expression;
  for (const [side, other] of [
    [left, right],
    [right, left],
  ] as const) {
    if (other.kind === 'BooleanLiteral' && (operator === '=' || operator === '<>')) {
      return negatedIf(other.value === (operator === '<>'), truthOf(side, compared));
    }
    if (isNullLiteral(other)) return { whenTrue: never, whenFalse: never };
  }
  return (
    comparedColumn(left, operator, right, compared) ??
    comparedColumn(right, flipped[operator], left, compared) ??
    opaqueComparison(expression)
  );
}

const isNullLiteral = (expression: Expression): boolean =>
  expression.kind === 'NullLiteral' ||
  (expression.kind === 'Cast' && expression.value.kind === 'NullLiteral');

function comparedColumn(
  side: Expression,
  operator: Of<'Comparison'>['operator'],
  literal: Expression,
  compared: Compared,
): Truth | undefined {
  const column = knownColumn(side, compared);
  if (column === undefined) return undefined;
  if (column.type.kind === 'padded' && operator !== '=' && operator !== '<>') return undefined;
  const [value] = valuesOf([literal], column.type, compared.platform) ?? [];
  if (value === undefined) return undefined;
  return among(column.name, comparedWith(operator, value));
}

/** One spelling for comparisons that are the same: `a <> b` is `NOT a = b`, `a > b` is `b < a`. */
function opaqueComparison({ left, operator, right }: Of<'Comparison'>): Truth {
  const made = (a: Expression, by: Of<'Comparison'>['operator'], b: Expression): Truth =>
    opaque({ kind: 'Comparison', operator: by, left: a, right: b });
  switch (operator) {
    case '=':
    case '<>': {
      const [a, b] = keyOf(left) <= keyOf(right) ? [left, right] : [right, left];
      return negatedIf(operator === '<>', made(a, '=', b));
    }
    case '>':
    case '>=':
      return made(right, flipped[operator], left);
    case '<':
    case '<=':
      return made(left, operator, right);
  }
}

function inList(expression: Of<'InList'>, compared: Compared): Truth {
  const { value, items } = expression;
  // A NULL of another type would give the whole list that type.
  const given = items.filter((item) => item.kind !== 'NullLiteral');
  if (given.length === 0) return { whenTrue: never, whenFalse: never };
  const column = knownColumn(value, compared);
  const values = column && valuesOf(given, column.type, compared.platform);
  const found =
    column !== undefined && values !== undefined
      ? among(column.name, points(values))
      : areAlike(given)
        ? truthOf(
            {
              kind: 'Or',
              terms: given.map((right) => ({ kind: 'Comparison', operator: '=', left: value, right })),
            },
            compared,
          )
        : opaque({ ...expression, negated: false });
  // Among other values, NULL makes what would be false unknown.
  return given.length === items.length ? found : { ...found, whenFalse: never };
}

/** Whether literals are compared in a list as one by one, because the list has no other type than each of them. */
const areAlike = ([first, ...more]: readonly Expression[]): boolean => {
  const kind = kindOfLiteral(first);
  return kind !== undefined && more.every((item) => kindOfLiteral(item) === kind);
};

function kindOfLiteral(literal: Expression | undefined): string | undefined {
  switch (literal?.kind) {
    case 'StringLiteral':
      return 'text';
    case 'IntegerLiteral':
      return 'whole';
    case 'Unary':
      return literal.operator === '-' ? kindOfLiteral(literal.value) : undefined;
    case 'BooleanLiteral':
      return 'truth';
    case 'TypedLiteral':
      return literal.type.kind === 'NamedType' &&
        ['date', 'uuid', 'real', 'double'].includes(literal.type.name)
        ? literal.type.name
        : undefined;
    default:
      return undefined;
  }
}

function between(expression: Of<'Between'>, compared: Compared): Truth {
  const { value, low, high } = expression;
  const column = knownColumn(value, compared);
  const [from, to] = (column && valuesOf([low, high], column.type, compared.platform)) ?? [];
  if (column === undefined || from === undefined || to === undefined || column.type.kind === 'padded') {
    return opaque({ ...expression, negated: false });
  }
  return among(column.name, intersection(comparedWith('>=', from), comparedWith('<=', to)));
}

function isDistinct(expression: Of<'IsDistinctFrom'>, compared: Compared): Truth {
  const { left, right } = expression;
  for (const [side, other] of [
    [left, right],
    [right, left],
  ] as const) {
    if (isNullLiteral(other)) return negated(certain(isNull(side, compared)));
    const column = knownColumn(side, compared);
    const [value] = (column && valuesOf([other], column.type, compared.platform)) ?? [];
    if (column !== undefined && value !== undefined) {
      const values = complement(points([value]));
      return certain({ kind: 'values', of: columnKey(column.name), values });
    }
  }
  return opaque({ ...expression, negated: false });
}

/** Of a pattern it is known with which text its matches begin, and whether that is all. */
function like(expression: Of<'Like'>, compared: Compared): Truth {
  const plain = opaque({ ...expression, negated: false });
  const { operator, value, pattern, escape } = expression;
  const column = knownColumn(value, compared);
  if (column?.type.kind !== 'text' || operator !== 'LIKE' || pattern.kind !== 'StringLiteral') return plain;
  if (/\p{Surrogate}/u.test(pattern.value)) return plain;
  if (escape !== undefined && (escape.kind !== 'StringLiteral' || pattern.value.includes(escape.value))) {
    return plain;
  }
  const [beginning = ''] = /^[^%_]*/.exec(pattern.value) ?? [];
  const rest = pattern.value.slice(beginning.length);
  if (rest === '') return among(column.name, points([beginning]));
  const begins = among(column.name, beginningWith(beginning));
  return /^%+$/.test(rest)
    ? begins
    : { whenTrue: allOf(plain.whenTrue, begins.whenTrue), whenFalse: plain.whenFalse };
}

function functionCall(expression: Of<'FunctionCall'>, compared: Compared): Truth {
  const { name, arguments: args } = expression;
  const [first, second, ...more] = args;
  const called = name.parts.length === 1 ? name.parts[0]?.value.toLowerCase() : undefined;
  if (first === undefined || second === undefined || more.length > 0 || first.kind === 'Star') {
    return opaque(expression);
  }
  if (called === 'coalesce' && second.kind === 'BooleanLiteral') {
    const part = truthOf(first, compared);
    return certain(second.value ? opposite(part.whenFalse) : part.whenTrue);
  }
  const column = knownColumn(first, compared);
  if (called === 'starts_with' && column?.type.kind === 'text' && second.kind !== 'Star') {
    const [text] = valuesOf([second], column.type, compared.platform) ?? [];
    if (typeof text === 'string') return among(column.name, beginningWith(text));
  }
  return opaque(expression);
}

/** A question about the person who reads, answered where a view is read: what is true of them implies what is less. */
function question(expression: Of<'PolicyFunctionCall'>, compared: Compared): Truth {
  const { name, arguments: args } = expression;
  const plain = opaque(expression);
  const implying = (less: Of<'PolicyFunctionCall'>): Truth => ({
    ...plain,
    whenTrue: allOf(plain.whenTrue, truthOf(less, compared).whenTrue),
  });
  const [first, ...more] = args;
  switch (name) {
    case 'isInGroups':
      return more.length === 0
        ? plain
        : truthOf(
            { kind: 'And', terms: args.map((group) => ({ ...expression, arguments: [group] })) },
            compared,
          );
    case 'hasAttribute':
      return first === undefined || more.length === 0
        ? plain
        : implying({ ...expression, arguments: [first] });
    case 'isUsingPurpose': {
      const above = first?.kind === 'StringLiteral' ? withParents(first.value).at(-2) : undefined;
      return above === undefined ? plain : implying({ ...expression, arguments: [string(above)] });
    }
    case 'attributeValuesAbove':
    case 'groupsAbove':
      return implying({ ...expression, name: name.replace('Above', 'Begin') });
    default:
      return plain;
  }
}
