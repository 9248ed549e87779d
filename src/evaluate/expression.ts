/** Expressions of Trino's SQL as functions of one row, with Trino's types and its three-valued logic. */
import { required } from '../base/invariant.js';
import type {
  Binary,
  Case,
  Cast,
  ColumnReference,
  CurrentValue,
  Expression,
  FunctionCall,
  Identifier,
  Lambda,
  Like,
  Query,
  QuantifiedComparison,
  Subscript,
} from '../sql/ast.js';
import { fold } from '../sql/safe/rules.js';
import { bindCall, type Argument } from '../sql/types/bind-call.js';
import { trinoType } from '../sql/types/from-data-type.js';
import { castsTo } from '../sql/types/trino-casts.js';
import { commonOf } from '../sql/types/trino-coercion.js';
import { trinoOperators, trinoSignatures } from '../sql/types/trino-signatures.js';
import * as types from '../sql/types/type.js';
import type { Type } from '../sql/types/type.js';
import { picosPerDay, picosPerMilli, floorDivide, roundTo } from './calendar.js';
import { castTo } from './casts.js';
import { compareValues, isSame, type Order } from './compare.js';
import { doNotKnow, fail, QueryFailure } from './failure.js';
import { implementationOf } from './functions/index.js';
import { arithmetic } from './functions/numbers.js';
import { moved } from './functions/times.js';
import { literalValue } from './literals.js';
import { isFloating } from './numbers.js';
import { likeMatcher, replacer } from './patterns.js';
import type { Compiled, Frame, Scope } from './scope.js';
import { zoneOf } from './times.js';
import { floating, list, text, truth, whole, zoned, type Value } from './value.js';

type Run = Compiled['run'];

/**
 * Compiles an expression, which must have passed the checks of policies or of a data source's query.
 * @throws NotEvaluated for what it does not know exactly
 */
export function compileExpression(node: Expression, scope: Scope): Compiled {
  const computed = scope.computed?.(node);
  if (computed !== undefined) return computed;
  const literal = literalValue(node);
  if (literal !== undefined) return { type: literal.type, run: () => literal.value };
  const of = (part: Expression): Compiled => compileExpression(part, scope);
  switch (node.kind) {
    case 'Slot':
      return constant(types.varchar(), scope.surroundings.user);
    case 'ColumnReference':
      return columnOf(node, scope);
    case 'Dereference':
      return fieldOf(of(node.base), node.field);
    case 'Subscript':
      return subscript(node, scope);
    case 'FunctionCall':
      return callOf(node, scope);
    case 'Cast':
      return castOf(node, scope);
    case 'Case':
      return caseOf(node, scope);
    case 'Extract':
      return bound(nameOfField(node.field), [node.source], scope);
    case 'Trim': {
      const name = { LEADING: 'ltrim', TRAILING: 'rtrim', BOTH: 'trim' }[node.side];
      const given = node.characters === undefined ? [node.source] : [node.source, node.characters];
      return bound(name, given, scope);
    }
    case 'PositionOf':
      return bound('strpos', [node.string, node.substring], scope);
    case 'Normalize': {
      const value = converted(of(node.value), types.varchar());
      const { form } = node;
      return { type: types.varchar(), run: strict(value, (one) => text(one).normalize(form)) };
    }
    case 'AtTimeZone':
      return zoneOfNode(of(node.value), node.zone);
    case 'Row': {
      const parts = node.values.map(of);
      return {
        type: types.row(parts.map(({ type }) => type)),
        run: (frame) => parts.map(({ run }) => run(frame)),
      };
    }
    case 'ArrayConstructor': {
      const { type, runs } = unified(node.elements.map(of));
      return { type: types.array(type), run: (frame) => runs.map((run) => run(frame)) };
    }
    case 'Subquery':
      return scalarOf(node.query, scope);
    case 'Exists': {
      const inner = scope.surroundings.query(node.query, scope);
      return condition((frame) => inner.rows(frame).length > 0);
    }
    case 'InList': {
      const { type, runs } = unified([node.value, ...node.items].map(of));
      const [value = () => null, ...items] = runs;
      return condition((frame) => {
        const sought = value(frame);
        return negate(
          node.negated,
          isAmong(
            sought,
            items.map((item) => () => item(frame)),
            type,
          ),
        );
      });
    }
    case 'InSubquery': {
      const quantified = { ...node, kind: 'QuantifiedComparison', operator: '=', quantifier: 'ANY' } as const;
      const { run } = quantifiedOf(quantified, scope);
      return condition((frame) => negate(node.negated, run(frame)));
    }
    case 'QuantifiedComparison':
      return quantifiedOf(node, scope);
    case 'Comparison': {
      const { type, runs } = unified([of(node.left), of(node.right)]);
      const [left = () => null, right = () => null] = runs;
      const holds = operators[node.operator];
      return condition((frame) => answer(compareValues(left(frame), right(frame), type), holds));
    }
    case 'IsDistinctFrom': {
      const { type, runs } = unified([of(node.left), of(node.right)]);
      const [left = () => null, right = () => null] = runs;
      return condition((frame) => isSame(left(frame), right(frame), type) === node.negated);
    }
    case 'Between': {
      const { type, runs } = unified([of(node.value), of(node.low), of(node.high)]);
      const [value = () => null, low = () => null, high = () => null] = runs;
      return condition((frame) => {
        const one = value(frame);
        const above = answer(compareValues(one, low(frame), type), operators['>=']);
        const below = answer(compareValues(one, high(frame), type), operators['<=']);
        return negate(node.negated, both([above, below]));
      });
    }
    case 'Like':
      return likeOf(node, scope);
    case 'IsNull': {
      const { run } = of(node.value);
      return condition((frame) => (run(frame) === null) !== node.negated);
    }
    case 'Not': {
      const run = conditionOf(node.value, scope);
      return condition((frame) => negate(true, run(frame)));
    }
    case 'And': {
      const terms = node.terms.map((term) => conditionOf(term, scope));
      return condition((frame) => decided(terms, frame, false));
    }
    case 'Or': {
      const terms = node.terms.map((term) => conditionOf(term, scope));
      return condition((frame) => decided(terms, frame, true));
    }
    case 'Unary':
      return unaryOf(node.operator, of(node.value));
    case 'Binary':
      return binaryOf(node, scope);
    case 'CurrentValue':
      return currentOf(node, scope);
    default:
      return doNotKnow(`the expression ${node.kind}`);
  }
}

/** A condition: NULL where it is unknown. */
export function conditionOf(node: Expression, scope: Scope): Run {
  return converted(compileExpression(node, scope), types.boolean);
}

const constant = (type: Type, value: Value): Compiled => ({ type, run: () => value });
const condition = (run: Run): Compiled => ({ type: types.boolean, run });

/** NULL for NULL, without a call. */
const strict =
  (value: Run, compute: (value: Value) => Value): Run =>
  (frame) => {
    const one = value(frame);
    return one === null ? null : compute(one);
  };

const negate = (negated: boolean, value: Value): Value =>
  value === null ? null : negated ? !truth(value) : value;

/** The value of AND where `deciding` is false, of OR where it is true: later terms are not evaluated once one decides. */
function decided(terms: readonly Run[], frame: Frame, deciding: boolean): Value {
  let unknown = false;
  for (const term of terms) {
    const value = term(frame);
    if (value === deciding) return deciding;
    if (value === null) unknown = true;
  }
  return unknown ? null : !deciding;
}

const both = (values: readonly Value[]): Value =>
  values.includes(false) ? false : values.includes(null) ? null : true;

const operators: Readonly<Record<'=' | '<>' | '<' | '<=' | '>' | '>=', (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

const answer = (order: Order, holds: (order: number) => boolean): Value =>
  order === undefined ? null : holds(order);

function isAmong(sought: Value, items: readonly (() => Value)[], type: Type): Value {
  if (sought === null) return null;
  let unknown = false;
  for (const item of items) {
    const order = compareValues(sought, item(), type);
    if (order === 0) return true;
    if (order === undefined) unknown = true;
  }
  return unknown ? null : false;
}

/** An expression converted to a type, as SQL does by itself. */
export function converted({ type, run }: Compiled, to: Type): Run {
  if (types.isAny(type) || types.isAny(to)) return doNotKnow('the type of an expression');
  if (types.sameType(type, to)) return run;
  const convert = castTo(type, to);
  if (!mayOverflow(type, to)) return (frame) => convert(run(frame));
  return (frame) => {
    try {
      return convert(run(frame));
    } catch (error) {
      if (!(error instanceof QueryFailure)) throw error;
      return doNotKnow('decimals that are too large for their common type');
    }
  };
}

/** Whether a number may not fit the common type of decimals: whether Trino then fails depends on its plan. */
const mayOverflow = (from: Type, to: Type): boolean =>
  to.base === 'decimal' &&
  types.numberAt(to, 0) - types.numberAt(to, 1) <
    (from.base === 'decimal' ? types.numberAt(from, 0) - types.numberAt(from, 1) : 19);

/** Expressions converted to their common type. */
function unified(parts: readonly Compiled[]): { readonly type: Type; readonly runs: readonly Run[] } {
  const type = commonOf(parts.map((part) => part.type));
  if (type === undefined || types.isAny(type)) return doNotKnow('the common type of some expressions');
  return { type, runs: parts.map((part) => converted(part, type)) };
}

// Names

/** A column by its name: of the innermost relation that has it. */
function columnOf({ parts }: ColumnReference, scope: Scope): Compiled {
  const names = parts.map(({ value }) => fold(value));
  let depth = 0;
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    for (let qualified = names.length - 1; qualified >= 0; qualified -= 1) {
      const index = at.fields.findIndex(
        ({ qualifier, name }) => name === names[qualified] && endsWith(qualifier, names.slice(0, qualified)),
      );
      const found = at.fields[index];
      if (found === undefined) continue;
      const up = depth;
      const base: Compiled = { type: found.type, run: (frame) => frameAt(frame, up).values[index] ?? null };
      return parts.slice(qualified + 1).reduce(fieldOf, base);
    }
    depth += 1;
  }
  return doNotKnow(`the column ${names.join('.')}`);
}

function frameAt(frame: Frame, depth: number): Frame {
  let at = frame;
  for (let left = depth; left > 0; left -= 1) at = required(at.outer, 'a column of no frame');
  return at;
}

const endsWith = (qualifier: readonly string[], wanted: readonly string[]): boolean =>
  wanted.every((part, index) => part === qualifier[qualifier.length - wanted.length + index]);

function fieldOf({ type, run }: Compiled, { value: name }: Identifier): Compiled {
  const index = type.names?.indexOf(fold(name)) ?? -1;
  const found = types.typesIn(type)[index];
  if (type.base !== 'row' || found === undefined) return doNotKnow(`the field ${name}`);
  return { type: found, run: strict(run, (row) => list(row)[index] ?? null) };
}

function subscript(node: Subscript, scope: Scope): Compiled {
  const base = compileExpression(node.base, scope);
  if (base.type.base === 'row') {
    const position = node.index.kind === 'IntegerLiteral' ? Number(node.index.value) - 1 : -1;
    const type = types.typesIn(base.type)[position];
    if (type === undefined) return doNotKnow('a field of a row by its number');
    return { type, run: strict(base.run, (row) => list(row)[position] ?? null) };
  }
  if (base.type.base !== 'array') return doNotKnow(`subscripts of a ${base.type.base}`);
  const index = converted(compileExpression(node.index, scope), types.bigint);
  return {
    type: types.typeAt(base.type, 0),
    run: (frame) => {
      const [values, at] = [base.run(frame), index(frame)];
      if (values === null || at === null) return null;
      const all = list(values);
      return whole(at) < 1n || whole(at) > BigInt(all.length)
        ? fail('the subscript is not one of the array')
        : (all[Number(whole(at)) - 1] ?? null);
    },
  };
}

// Forms

function caseOf(node: Case, scope: Scope): Compiled {
  const operand = node.operand === undefined ? undefined : compileExpression(node.operand, scope);
  const conditions = node.whens.map((when): Run => {
    if (operand === undefined) return conditionOf(when.condition, scope);
    const { type, runs } = unified([operand, compileExpression(when.condition, scope)]);
    const [one = () => null, other = () => null] = runs;
    return (frame) => answer(compareValues(one(frame), other(frame), type), operators['=']);
  });
  const results = node.whens.map(({ result }) => compileExpression(result, scope));
  const otherwise =
    node.otherwise === undefined ? constant(types.nothing, null) : compileExpression(node.otherwise, scope);
  const { type, runs } = unified([...results, otherwise]);
  return {
    type,
    run: (frame) => {
      const index = conditions.findIndex((one) => one(frame) === true);
      return (runs[index < 0 ? runs.length - 1 : index] ?? (() => null))(frame);
    },
  };
}

function castOf(node: Cast, scope: Scope): Compiled {
  const value = compileExpression(node.value, scope);
  const type = trinoType(node.type);
  const convert = castTo(value.type, type);
  if (!node.safe) return { type, run: (frame) => convert(value.run(frame)) };
  return {
    type,
    run: (frame) => {
      const one = value.run(frame);
      return attempt(() => convert(one));
    },
  };
}

function attempt(run: () => Value): Value {
  try {
    return run();
  } catch (error) {
    if (error instanceof QueryFailure) return null;
    throw error;
  }
}

function likeOf(node: Like, scope: Scope): Compiled {
  if (node.operator !== 'LIKE') return doNotKnow(node.operator);
  const value = asText(compileExpression(node.value, scope));
  const pattern = asText(compileExpression(node.pattern, scope));
  const escape = node.escape === undefined ? undefined : asText(compileExpression(node.escape, scope));
  return condition((frame) => {
    const [one, matched, escaped] = [value(frame), pattern(frame), escape?.(frame)];
    if (one === null || matched === null || escaped === null) return null;
    const matches = likeMatcher(text(matched), escaped === undefined ? undefined : text(escaped));
    return negate(node.negated, matches(text(one)));
  });
}

/** Text of any length; that of a char with its blanks. */
const asText = (compiled: Compiled): Run => converted(compiled, types.varchar());

function unaryOf(operator: string, { type, run }: Compiled): Compiled {
  if (operator === '+') return { type, run };
  if (operator !== '-') return doNotKnow(`the operator ${operator}`);
  if (isFloating(type)) return { type, run: strict(run, (value) => -floating(value)) };
  if (type.base === 'decimal' || type.base.startsWith('interval')) {
    return { type, run: strict(run, (value) => -whole(value)) };
  }
  const minus = arithmetic('-', [type, type], type);
  return { type, run: strict(run, (value) => minus(0n, value)) };
}

function binaryOf(node: Binary, scope: Scope): Compiled {
  const { operator } = node;
  if (operator === '||') return bound('concat', [node.left, node.right], scope);
  if (!isArithmetic(operator)) return doNotKnow(`the operator ${operator}`);
  const sides = [compileExpression(node.left, scope), compileExpression(node.right, scope)];
  const found = bindCall(
    trinoOperators[operator],
    sides.map(({ type }) => type),
    castsTo,
  );
  if (typeof found !== 'object') return doNotKnow(`${operator} between these types`);
  const [left = () => null, right = () => null] = sides.map((side, index) =>
    converted(side, found.arguments[index] ?? side.type),
  );
  const compute = computeBinary(operator, found.arguments, found.returns);
  return {
    type: found.returns,
    run: (frame) => {
      const [a, b] = [left(frame), right(frame)];
      return a === null || b === null ? null : compute(a, b);
    },
  };
}

const isArithmetic = (operator: string): operator is '+' | '-' | '*' | '/' | '%' =>
  ['+', '-', '*', '/', '%'].includes(operator);

const isInterval = ({ base }: Type): boolean => base.startsWith('interval');
const isMoment = ({ base }: Type): boolean => base === 'date' || base.startsWith('time');

function computeBinary(
  operator: '+' | '-' | '*' | '/' | '%',
  [left = types.any, right = types.any]: readonly Type[],
  returns: Type,
): (a: Value, b: Value) => Value {
  if (isMoment(left) && isInterval(right)) return moved(left, right, operator === '-' ? -1n : 1n);
  if (isInterval(left) && isMoment(right)) {
    const move = moved(right, left, 1n);
    return (a, b) => move(b, a);
  }
  if (isInterval(left) && isInterval(right)) {
    return (a, b) => (operator === '-' ? whole(a) - whole(b) : whole(a) + whole(b));
  }
  if (isMoment(left) && isMoment(right)) return differenceOf(left);
  if (isInterval(returns)) return doNotKnow('multiples of intervals');
  return arithmetic(operator, [left, right], returns);
}

/** The milliseconds between two points in time. */
function differenceOf({ base }: Type): (a: Value, b: Value) => Value {
  if (base === 'timestamp with time zone') {
    return (a, b) =>
      floorDivide(zoned(a).instant, picosPerMilli) - floorDivide(zoned(b).instant, picosPerMilli);
  }
  if (base === 'date') return (a, b) => (whole(a) - whole(b)) * 86_400_000n;
  return base === 'timestamp'
    ? (a, b) => floorDivide(whole(a), picosPerMilli) - floorDivide(whole(b), picosPerMilli)
    : doNotKnow(`differences of ${base}`);
}

function zoneOfNode({ type, run }: Compiled, zone: Expression): Compiled {
  if (type.base !== 'timestamp with time zone' || zone.kind !== 'StringLiteral') {
    return doNotKnow('AT TIME ZONE of a time without a zone, which has that of the session');
  }
  const name = zoneOf(zone.value);
  return { type, run: strict(run, (value) => ({ instant: zoned(value).instant, zone: name })) };
}

function currentOf({ name, precision = 3 }: CurrentValue, { surroundings }: Scope): Compiled {
  const instant = roundTo(precision, BigInt(surroundings.now.getTime()) * picosPerMilli);
  switch (name) {
    case 'CURRENT_TIMESTAMP':
      return constant(types.zonedTimestamp(precision), { instant, zone: 'UTC' });
    case 'CURRENT_DATE':
      return constant(types.date, floorDivide(instant, picosPerDay));
    case 'CURRENT_USER':
      return constant(types.varchar(), surroundings.user);
    default:
      return doNotKnow(name);
  }
}

const fieldNames: Readonly<Record<string, string>> = {
  DAY_OF_MONTH: 'day',
  DOW: 'day_of_week',
  DOY: 'day_of_year',
  YOW: 'year_of_week',
};
const nameOfField = (written: string): string => fieldNames[written] ?? written.toLowerCase();

// Calls

function callOf(node: FunctionCall, scope: Scope): Compiled {
  const name = fold(node.name.parts.at(-1)?.value ?? '');
  const isPlain =
    node.name.parts.length === 1 &&
    !node.distinct &&
    node.filter === undefined &&
    node.over === undefined &&
    node.orderBy.length === 0;
  if (!isPlain) return doNotKnow(`this call of ${name}`);
  const args = node.arguments.map((argument) =>
    argument.kind === 'Star' ? doNotKnow(`${name}(*)`) : argument,
  );
  const [first, second, third] = args;
  switch (name) {
    case 'try': {
      const { type, run } = compileExpression(required(first), scope);
      return { type, run: (frame) => attempt(() => run(frame)) };
    }
    case 'coalesce': {
      const { type, runs } = unified(args.map((argument) => compileExpression(argument, scope)));
      return { type, run: (frame) => firstKnown(runs, frame) };
    }
    case 'nullif': {
      const value = compileExpression(required(first), scope);
      const { type, runs } = unified([value, compileExpression(required(second), scope)]);
      const [one = () => null, other = () => null] = runs;
      return {
        type: value.type,
        run: (frame) => (compareValues(one(frame), other(frame), type) === 0 ? null : value.run(frame)),
      };
    }
    case 'if': {
      const holds = conditionOf(required(first), scope);
      const { type, runs } = unified([
        compileExpression(required(second), scope),
        third === undefined ? constant(types.nothing, null) : compileExpression(third, scope),
      ]);
      const [then = () => null, otherwise = () => null] = runs;
      return { type, run: (frame) => (holds(frame) === true ? then(frame) : otherwise(frame)) };
    }
    case 'regexp_replace':
    case 'regexp_like':
      return regularOf(name, args, scope);
    default:
      return bound(name, args, scope);
  }
}

function firstKnown(runs: readonly Run[], frame: Frame): Value {
  for (const run of runs) {
    const value = run(frame);
    if (value !== null) return value;
  }
  return null;
}

/** Functions of regular expressions with a literal pattern: others are refused in policies. */
function regularOf(
  name: string,
  [value, pattern, replacement]: readonly Expression[],
  scope: Scope,
): Compiled {
  if (value === undefined || pattern?.kind !== 'StringLiteral') return doNotKnow(name);
  const run = asText(compileExpression(value, scope));
  const written = replacement?.kind === 'StringLiteral' ? replacement.value : '';
  if (name !== 'regexp_replace' || (replacement !== undefined && replacement.kind !== 'StringLiteral')) {
    return doNotKnow(name);
  }
  const replace = replacer(pattern.value, written);
  return { type: types.varchar(), run: strict(run, (one) => replace(text(one))) };
}

/** A call of a function by the signature that fits. */
function bound(name: string, args: readonly Expression[], scope: Scope): Compiled {
  const signatures = Object.hasOwn(trinoSignatures, name) ? trinoSignatures[name] : undefined;
  const implementation = implementationOf(name);
  if (signatures === undefined || (implementation === undefined && !matching.has(name))) {
    return doNotKnow(`the function ${name}`);
  }
  const parts = args.map((argument) =>
    argument.kind === 'Lambda' ? argument : compileExpression(argument, scope),
  );
  const found = bindCall(
    signatures,
    parts.map((part): Argument =>
      'kind' in part
        ? {
            parameters: part.parameters.length,
            lambda: (given) => compileExpression(part.body, within(part, given, scope)).type,
          }
        : part.type,
    ),
    castsTo,
  );
  if (typeof found !== 'object') return doNotKnow(`${name} of these types`);
  if (implementation === undefined) return matchingOf(name, parts, scope);
  const runs = parts.map((part, index) =>
    'kind' in part
      ? doNotKnow(`${name} with a lambda expression`)
      : converted(part, found.arguments[index] ?? part.type),
  );
  return { type: found.returns, run: calling(implementation, runs, found.arguments, found.returns) };
}

type Maker = NonNullable<ReturnType<typeof implementationOf>>;

function calling(
  { make, strict: skips }: Maker,
  runs: readonly Run[],
  given: readonly Type[],
  returns: Type,
): Run {
  const compute = make(given, returns);
  return (frame) => {
    const values = runs.map((run) => run(frame));
    return skips && values.includes(null) ? null : compute(values);
  };
}

const matching: ReadonlySet<string> = new Set([
  'any_match',
  'all_match',
  'none_match',
  'filter',
  'transform',
]);

const within = (node: Lambda, given: readonly Type[], scope: Scope): Scope => ({
  fields: node.parameters.map(({ value }, index) => ({
    qualifier: [],
    name: fold(value),
    type: given[index] ?? types.any,
  })),
  outer: scope,
  surroundings: scope.surroundings,
});

/** Functions that take an array and a lambda expression. */
function matchingOf(name: string, [array, lambda]: readonly (Compiled | Lambda)[], scope: Scope): Compiled {
  if (array === undefined || 'kind' in array || lambda === undefined || !('kind' in lambda)) {
    return doNotKnow(name);
  }
  const body = compileExpression(lambda.body, within(lambda, [types.typeAt(array.type, 0)], scope));
  const each = (frame: Frame, values: Value): readonly Value[] =>
    list(values).map((value) => body.run({ values: [value], outer: frame }));
  const type = name === 'transform' ? types.array(body.type) : name === 'filter' ? array.type : types.boolean;
  return {
    type,
    run: (frame) => {
      const values = array.run(frame);
      if (values === null) return null;
      const results = each(frame, values);
      switch (name) {
        case 'transform':
          return results;
        case 'filter':
          return list(values).filter((_, index) => results[index] === true);
        case 'all_match':
          return both(results);
        default: {
          const any = results.includes(true) ? true : results.includes(null) ? null : false;
          return negate(name === 'none_match', any);
        }
      }
    },
  };
}

// Subqueries

function scalarOf(query: Query, scope: Scope): Compiled {
  const { fields, rows } = scope.surroundings.query(query, scope);
  const [column] = fields;
  if (column === undefined || fields.length > 1) return doNotKnow('a subquery of several columns as a value');
  return {
    type: column.type,
    run: (frame) => {
      const found = rows(frame);
      return found.length > 1 ? fail('the subquery gave several rows') : (found[0]?.[0] ?? null);
    },
  };
}

function quantifiedOf(node: QuantifiedComparison, scope: Scope): Compiled {
  const value = compileExpression(node.value, scope);
  const inner = scope.surroundings.query(node.query, scope);
  const [column] = inner.fields;
  if (column === undefined || inner.fields.length > 1) {
    return doNotKnow('a comparison with a subquery of several columns');
  }
  const type = commonOf([value.type, column.type]);
  if (type === undefined) return doNotKnow('a comparison with a subquery of another type');
  const left = converted(value, type);
  const convert = castTo(column.type, type);
  const holds = operators[node.operator];
  return condition((frame) => {
    const one = left(frame);
    const answers = inner
      .rows(frame)
      .map(([cell = null]) => answer(compareValues(one, convert(cell), type), holds));
    if (node.quantifier === 'ALL') return both(answers);
    return answers.includes(true) ? true : answers.includes(null) ? null : false;
  });
}
