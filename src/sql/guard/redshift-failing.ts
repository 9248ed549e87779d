/**
 * How expressions can fail on Redshift, which has TRY_CAST and no TRY. A failure with an exact condition is guarded by that condition;
 * everything else is refused. Arithmetic and casts were tried on PostgreSQL; for features that only Redshift has, its documentation was
 * used.
 */
import type { Binary, Cast, Expression, FunctionCall, Node, PolicyFunctionCall, Star } from '../ast.js';
import {
  and,
  binary,
  call,
  cast,
  compare,
  integer,
  isNotNull,
  isNull,
  or,
  searchedCase,
  string,
  type as named,
} from '../build.js';
import { functionsOf } from '../safe/functions.js';
import { fold, type RowRules } from '../safe/rules.js';
import { nodesOf } from '../visit.js';
import { castFails, decimalDigits } from './failing-casts.js';
import { countOfRows } from './only-row.js';
import type { Failing, Risk } from './risk.js';
import { shapesOf, type Shapes } from './value-shape.js';

const refused = (why: string): readonly Risk[] => [{ kind: 'refused', why }];
const where = (works: Expression): readonly Risk[] => [{ kind: 'bounded', works }];

/** @param rules what the expression may name */
export function redshiftFailing(rules: RowRules): Failing {
  const shapes = shapesOf(rules);
  const { allowed } = functionsOf('redshift', rules.extra);

  const risksOf = (node: Node): readonly Risk[] => {
    switch (node.kind) {
      case 'Cast':
        return node.safe ? [] : castRisks(node, shapes);
      case 'Unary':
        return unaryRisks(node.operator, node.value, shapes);
      case 'Binary':
        return binaryRisks(node, shapes);
      case 'Like':
        return node.pattern.kind === 'StringLiteral'
          ? []
          : refused(
              'a pattern that is read from a row can end in its escape character, and Redshift then fails: write it as a text',
            );
      case 'AtTimeZone':
        return node.zone.kind === 'StringLiteral'
          ? withinReach(node.value, shapes)
          : refused(
              'a time zone that is read from a row can be invalid, and Redshift then fails: write it as a text',
            );
      case 'Subscript':
        return [];
      case 'PolicyFunctionCall':
        return membershipRisks(node, shapes);
      case 'FunctionCall':
        return callRisks(node);
      default:
        return [];
    }
  };

  const callRisks = (node: FunctionCall): readonly Risk[] => {
    const name = fold(node.name.parts[0]?.value ?? '');
    const known = allowed.get(name);
    if (known?.fails === 'never' || isConstant(node)) return [];
    const values = node.arguments.filter((argument): argument is Expression => argument.kind !== 'Star');
    const particular = known?.fails === 'particular' ? particulars[name] : undefined;
    if (particular !== undefined) return particular(values, shapes);
    return refused(
      known?.extra === true
        ? `${name} may fail for some values, and Redshift has no TRY: if it never fails, an administrator can set neverFails in settings.functions`
        : `${name} fails for some values, and Redshift has no TRY`,
    );
  };

  return {
    risksOf,
    inSubquery:
      'this can fail for some values, and a row that fails would be left out of the subquery: write TRY_CAST, or x / nullif(y, 0)',
    where: (condition, value) => searchedCase([[condition, value]]),
    attempt: (value) => value,
    onlyValue: (value) =>
      shapes.shapeOf(value) === 'unknown' || shapes.shapeOf(value) === 'scalar'
        ? undefined
        : searchedCase([[compare(countOfRows, '=', integer(1)), call('max', value)]]),
  };
}

/** Whether a node reads neither a row nor the reader: it fails for everybody or for nobody. */
const isConstant = (node: Node): boolean =>
  nodesOf(node, 'ColumnReference', 'PolicyFunctionCall', 'Subquery').length === 0;

function castRisks(node: Cast, { typeOf }: Shapes): readonly Risk[] {
  const from = typeOf(node.value);
  if (node.value.kind === 'NullLiteral' || !castFails(from, node.type)) return [];
  const replaced: Cast = { ...node, safe: true };
  return [{ kind: 'replaced', replaced, works: or(isNull(node.value), isNotNull(replaced)) }];
}

function membershipRisks(
  { name, arguments: args }: PolicyFunctionCall,
  { shapeOf }: Shapes,
): readonly Risk[] {
  const value = name === 'attributeValuesContains' ? args[1] : args[0];
  if (
    !['attributeValuesContains', 'groupsContains', 'purposesContains'].includes(name) ||
    value === undefined
  )
    return [];
  return shapeOf(value) === 'nested'
    ? refused('rows and arrays cannot be compared with texts of the reader')
    : [];
}

const least: Readonly<Record<string, string>> = {
  smallint: '32768',
  int2: '32768',
  integer: '2147483648',
  int: '2147483648',
  int4: '2147483648',
  bigint: '9223372036854775808',
  int8: '9223372036854775808',
};

const nameOf = (value: Expression, { typeOf }: Shapes): string | undefined => {
  const type = typeOf(value);
  return type?.kind === 'NamedType' ? type.name : undefined;
};

const doubles =
  'a floating-point number that is too large or too small makes Redshift fail: cast both sides, as to decimal(18, 6), with TRY_CAST';
const untyped =
  'the type of this is not known, and Redshift fails for numbers out of range: cast it, as to bigint or decimal(18, 6)';

function unaryRisks(operator: string, value: Expression, shapes: Shapes): readonly Risk[] {
  if (operator !== '-' || value.kind === 'IntegerLiteral' || isConstant(value)) return [];
  const shape = shapes.shapeOf(value);
  if (shape === 'decimal' || shape === 'floating') return [];
  const name = nameOf(value, shapes);
  const limit = name === undefined ? undefined : least[name];
  return limit === undefined
    ? refused(untyped)
    : where(or(isNull(value), compare(value, '<>', least0(limit))));
}

/** The minimum number of a type, which has no positive counterpart. Written as a decimal, it does not overflow. */
const least0 = (digits: string): Expression => cast(string(`-${digits}`), named('decimal', 38, 0));

function binaryRisks(node: Binary, shapes: Shapes): readonly Risk[] {
  const { left, right, operator } = node;
  if (operator === '||' || isConstant(node)) return [];
  if (!['+', '-', '*', '/', '%'].includes(operator)) {
    return refused(`operator ${operator} fails for some values, and Redshift has no TRY`);
  }
  const sides = [shapes.shapeOf(left), shapes.shapeOf(right)];
  if (sides.includes('time') || sides.includes('interval')) return timesRisks(node, shapes);
  if (sides.includes('floating')) return refused(doubles);
  if (sides.includes('whole') && sides.every((shape) => shape === 'whole')) return wholeRisks(node, shapes);
  if (sides.every((shape) => shape === 'whole' || shape === 'decimal')) return decimalRisks(node, shapes);
  return refused(untyped);
}

/** The widest type of two whole numbers. */
function widest(names: readonly (string | undefined)[]): string | undefined {
  const order = ['smallint', 'integer', 'bigint'];
  const plain: Readonly<Record<string, string>> = {
    int2: 'smallint',
    int: 'integer',
    int4: 'integer',
    int8: 'bigint',
  };
  const ranks = names.map((name) => order.indexOf(plain[name ?? ''] ?? name ?? ''));
  return ranks.includes(-1) ? undefined : order[Math.max(...ranks)];
}

/** Whole numbers are computed a second time in a type that contains every result, to check whether it fits. */
function wholeRisks(node: Binary, shapes: Shapes): readonly Risk[] {
  const { left, right, operator } = node;
  const type = widest([nameOf(left, shapes), nameOf(right, shapes)]);
  if (type === undefined) return refused(untyped);
  if (operator === '/' || operator === '%') {
    // The minimum number divided by -1 is one above the maximum.
    const fits = or(compare(right, '<>', integer(-1)), compare(left, '<>', least0(least[type] ?? '')));
    return [
      ...divided(node),
      ...(right.kind === 'IntegerLiteral' || operator === '%' ? [] : where(unlessNull([left, right], fits))),
    ];
  }
  const wide = (value: Expression): Expression => cast(value, named('decimal', 38, 0));
  const limit = least[type] ?? '';
  const fits = and(
    compare(binary(wide(left), operator, wide(right)), '>=', least0(limit)),
    compare(binary(wide(left), operator, wide(right)), '<', cast(string(limit), named('decimal', 38, 0))),
  );
  return where(unlessNull([left, right], fits));
}

const unlessNull = (values: readonly Expression[], fits: Expression): Expression =>
  or(...values.filter(({ kind }) => !kind.endsWith('Literal')).map(isNull), fits);

function divided(node: Binary): readonly Risk[] {
  const { right } = node;
  if (right.kind === 'IntegerLiteral' || right.kind === 'DecimalLiteral') {
    return Number(right.value) === 0 ? refused('this divides by zero') : [];
  }
  if (isNullIfZero(right)) return [];
  const replaced: Binary = { ...node, right: call('nullif', right, integer(0)) };
  return [{ kind: 'replaced', replaced, works: or(isNull(right), compare(right, '<>', integer(0))) }];
}

const isNullIfZero = (value: Expression): boolean => {
  if (value.kind !== 'FunctionCall' || fold(value.name.parts[0]?.value ?? '') !== 'nullif') return false;
  const [, zero] = value.arguments;
  return zero?.kind === 'IntegerLiteral' && Number(zero.value) === 0;
};

/** Decimals whose result type has at most 38 digits cannot overflow. */
function decimalRisks(node: Binary, shapes: Shapes): readonly Risk[] {
  const [a, b] = [digitsOf(node.left, shapes), digitsOf(node.right, shapes)];
  if (a === undefined || b === undefined) return refused(untyped);
  const scale = Math.max(a[1], b[1]);
  const room: Readonly<Record<string, number>> = {
    '+': Math.max(a[0], b[0]) + scale + 1,
    '-': Math.max(a[0], b[0]) + scale + 1,
    '*': a[0] + a[1] + b[0] + b[1],
    '/': a[0] + b[1] + Math.max(4, a[1] + b[0] + b[1] + 1),
    '%': Math.max(a[0], b[0]) + scale,
  };
  if ((room[node.operator] ?? Infinity) > 38) {
    return refused(
      'the result of these decimals can have more than 38 digits, and Redshift then fails: cast them to fewer digits with TRY_CAST',
    );
  }
  return node.operator === '/' || node.operator === '%' ? divided(node) : [];
}

function digitsOf(value: Expression, { typeOf }: Shapes): readonly [number, number] | undefined {
  const type = typeOf(value);
  if (type?.kind !== 'NamedType') return undefined;
  if (type.name === 'decimal' || type.name === 'numeric') return decimalDigits(type);
  const whole: Readonly<Record<string, number>> = { smallint: 5, integer: 10, int: 10, bigint: 19 };
  const digits = whole[type.name];
  return digits === undefined ? undefined : [digits, 0];
}

/** The range of every time type of Redshift and PostgreSQL, with a margin for additions. */
function withinReach(value: Expression, shapes: Shapes): readonly Risk[] {
  const type = shapes.typeOf(value);
  if (type === undefined) return refused('the type of this time is not known: cast it, as to timestamp');
  if (type.kind === 'DateTimeType' && type.name === 'time') return [];
  const at = (text: string): Expression =>
    type.kind === 'DateTimeType'
      ? cast(string(`${text} 00:00:00${type.withTimeZone ? '+00' : ''}`), { ...type, precision: undefined })
      : cast(string(text), named('date'));
  return where(
    or(isNull(value), {
      kind: 'Between',
      value,
      low: at('0001-01-01'),
      high: at('9999-12-31'),
      negated: false,
    }),
  );
}

function timesRisks({ left, right }: Binary, shapes: Shapes): readonly Risk[] {
  const sides = [left, right].map(shapes.shapeOf);
  if (sides.every((shape) => shape === 'time'))
    return [...withinReach(left, shapes), ...withinReach(right, shapes)];
  const moment = sides[0] === 'time' ? left : right;
  const other = sides[0] === 'time' ? right : left;
  const isLength = other.kind === 'IntervalLiteral' || other.kind === 'IntegerLiteral';
  return isLength &&
    shapes.shapeOf(moment) === 'time' &&
    Number(/\d+/.exec(other.value)?.[0] ?? 0) <= 3_652_500
    ? withinReach(moment, shapes)
    : refused(
        'an interval that is read from a row can be too long, and Redshift then fails: write it as a literal',
      );
}

type Particular = (values: readonly Expression[], shapes: Shapes) => readonly Risk[];

const isLiteral = (value: Expression | Star | undefined): boolean =>
  value === undefined || value.kind === 'StringLiteral' || value.kind === 'IntegerLiteral';

/** A number that must be at least this large. */
const atLeast =
  (index: number, limit: number): Particular =>
  (values) => {
    const value = values[index];
    if (value === undefined) return [];
    return value.kind === 'IntegerLiteral' && Number(value.value) >= limit
      ? []
      : where(or(isNull(value), compare(value, '>=', integer(limit))));
  };

const isTrue = (value: Expression | undefined): boolean => value?.kind === 'BooleanLiteral' && value.value;

/** Functions that return NULL for invalid JSON if their last argument requests it. */
const nullIfInvalid =
  (position: number): Particular =>
  (values) =>
    isTrue(values.at(-1)) && values.length > position
      ? []
      : refused('this fails for a text that is not JSON: add the argument null_if_invalid, true, at the end');

const literalAt =
  (index: number, what: string): Particular =>
  (values) =>
    isLiteral(values[index])
      ? []
      : refused(
          `${what} that is read from a row can be invalid, and Redshift then fails: write it as a literal`,
        );

const all =
  (...checks: readonly Particular[]): Particular =>
  (values, shapes) =>
    checks.flatMap((check) => check(values, shapes));

const reach =
  (index: number): Particular =>
  (values, shapes) => {
    const value = values[index];
    return value === undefined ? [] : withinReach(value, shapes);
  };

const between =
  (index: number, limit: number): Particular =>
  (values) => {
    const value = values[index];
    if (value === undefined) return [];
    const plain = value.kind === 'Unary' ? value.value : value;
    if (plain.kind === 'IntegerLiteral')
      return Number(plain.value) <= limit ? [] : refused('this leads to a time out of range');
    return where(
      or(isNull(value), {
        kind: 'Between',
        value,
        low: integer(-limit),
        high: integer(limit),
        negated: false,
      }),
    );
  };

/** A unit with at most this number in 10,000 years. */
const shortest = 3_652_500;

/** Functions that fail for some values, and the conditions that prevent it. */
const particulars: Readonly<Record<string, Particular>> = {
  left: atLeast(1, 0),
  right: atLeast(1, 0),
  substring: atLeast(2, 0),
  split_part: atLeast(2, 1),
  abs: ([value], shapes) => (value === undefined ? [] : unaryRisks('-', value, shapes)),
  sqrt: ([value]) => (value === undefined ? [] : where(or(isNull(value), compare(value, '>=', integer(0))))),
  ln: ([value]) => (value === undefined ? [] : where(or(isNull(value), compare(value, '>', integer(0))))),
  log: ([value]) => (value === undefined ? [] : where(or(isNull(value), compare(value, '>', integer(0))))),
  round: literalAt(1, 'a number of digits'),
  trunc: literalAt(1, 'a number of digits'),
  mod: ([left, right], shapes) => {
    if (left === undefined || right === undefined) return [];
    const risks = binaryRisks(binary(left, '%', right) as Binary, shapes);
    return risks.map((risk) => (risk.kind === 'replaced' ? { kind: 'bounded', works: risk.works } : risk));
  },
  date_trunc: all(literalAt(0, 'a unit'), reach(1)),
  last_day: reach(0),
  add_months: all(reach(0), between(1, 120_000)),
  next_day: all(literalAt(1, 'a day of the week'), reach(0)),
  convert_timezone: (values, shapes) => [
    ...values.slice(0, -1).flatMap((zone) => literalAt(0, 'a time zone')([zone], shapes)),
    ...reach(values.length - 1)(values, shapes),
  ],
  dateadd: all(between(1, shortest), reach(2)),
  datediff: all(reach(1), reach(2)),
  months_between: all(reach(0), reach(1)),
  to_char: literalAt(1, 'a format'),
  json_array_length: nullIfInvalid(1),
  json_extract_path_text: nullIfInvalid(2),
  json_extract_array_element_text: nullIfInvalid(2),
  json_parse: ([value]) =>
    value === undefined ? [] : where(or(isNull(value), call('can_json_parse', value))),
  sha2: literalAt(1, 'a number of bits'),
};
