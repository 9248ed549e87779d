/**
 * How expressions can fail on Trino 476. Tried with values at the edges of every type on a Trino 476, with and without TRY
 * (`test/live/failing.test.ts`). TRY catches errors of casts, arguments, division and numbers that are too large. It does not catch
 * overflows of times (a generic internal error), errors of ordering rows and arrays that contain NULL, and errors of SQL/JSON.
 */
import { internalError } from '../../base/invariant.js';
import type { Binary, Cast, Expression, FunctionCall, Node, PolicyFunctionCall, Star } from '../ast.js';
import { call, compare, integer, isNotNull, isNull, or, string, type as named } from '../build.js';
import { functionsOf } from '../safe/functions.js';
import { fold, type RowRules } from '../safe/rules.js';
import { castFails } from './failing-casts.js';
import { countOfRows } from './only-row.js';
import type { Failing, Risk } from './risk.js';
import { shapesOf, type Shape, type Shapes } from './value-shape.js';

const caught: readonly Risk[] = [{ kind: 'caught' }];
const refused = (why: string): readonly Risk[] => [{ kind: 'refused', why }];

/** @param rules what the expression may name */
export function trinoFailing(rules: RowRules): Failing {
  const shapes = shapesOf(rules);
  const { allowed } = functionsOf('trino', rules.extra);

  const risksOf = (node: Node): readonly Risk[] => {
    switch (node.kind) {
      case 'Cast':
        return node.safe ? [] : castRisks(node, shapes);
      case 'Subscript':
        return shapes.typeOf(node.base)?.kind === 'RowType' ? [] : caught;
      case 'Unary':
        return ['floating', 'decimal'].includes(shapes.shapeOf(node.value)) || isNumber(node.value)
          ? []
          : caught;
      case 'Binary':
        return binaryRisks(node, shapes);
      case 'Comparison':
        return isEquality(node) ? [] : ordered([node.left, node.right], shapes);
      case 'QuantifiedComparison':
        return isEquality(node) ? [] : ordered([node.value], shapes);
      case 'Between':
        return ordered([node.value, node.low, node.high], shapes);
      case 'Like':
        return node.escape !== undefined && node.pattern.kind !== 'StringLiteral' ? caught : [];
      case 'JsonExists':
        return node.onError === 'ERROR' ? refused(jsonError) : [];
      case 'JsonValue':
        return [node.onEmpty, node.onError].some((fallback) => fallback?.behavior === 'ERROR')
          ? refused(jsonError)
          : [];
      case 'JsonQuery':
        return node.onEmpty === 'ERROR' || node.onError === 'ERROR' ? refused(jsonError) : [];
      case 'JsonObject':
        return node.members.some(({ format }) => format !== undefined) ? refused(jsonFormat) : caught;
      case 'JsonArray':
        return node.elements.some(({ format }) => format !== undefined) ? refused(jsonFormat) : [];
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
    // Functions that an administrator allows are unknown.
    const fails = allowed.get(name)?.fails ?? 'caught';
    switch (fails) {
      case 'never':
        return [];
      case 'caught':
        return caught;
      case 'ordering':
        return ordered(node.arguments, shapes);
      case 'elements':
        return elementRisks(node, shapes);
      case 'numbers':
        return node.arguments.every((value) => shapes.shapeOf(value) === 'floating') ? [] : caught;
      case 'shifting':
        return shiftRisks(node, shapes);
      case 'particular':
        return particularRisks(node, name, shapes);
      default:
        throw internalError(`${name} is a function of Trino that fails as one of Redshift`);
    }
  };

  return {
    risksOf,
    inSubquery:
      'this can fail for some values, and a row that fails would be left out of the subquery: write TRY_CAST or try(…), which gives NULL',
    where: (condition, value) => call('if', condition, value),
    attempt: (value) => call('try', value),
    onlyValue: (value) => call('if', compare(countOfRows, '=', integer(1)), call('any_value', value)),
  };
}

const isNumber = ({ kind }: Expression): boolean =>
  kind === 'IntegerLiteral' || kind === 'DecimalLiteral' || kind === 'DoubleLiteral';

const isEquality = ({ operator }: { readonly operator: string }): boolean =>
  operator === '=' || operator === '<>';

const jsonError =
  'ERROR ON ERROR and ERROR ON EMPTY fail for some documents: write NULL ON ERROR, NULL ON EMPTY';
const jsonFormat =
  'FORMAT JSON fails for a text that is not JSON: write the value without it, or try(json_parse(…))';

/** Casts to these types raise an error that TRY does not catch, if the text is a point in time out of range. */
const isFineTime = ({ type }: Cast): boolean =>
  type.kind === 'DateTimeType' &&
  type.name === 'timestamp' &&
  (type.withTimeZone || Number(type.precision ?? 3) > 6);

function castRisks(node: Cast, { typeOf }: Shapes): readonly Risk[] {
  const from = typeOf(node.value);
  if (node.value.kind === 'NullLiteral' || !castFails(from, node.type)) return [];
  const replaced: Cast = { ...node, safe: true };
  if (!isFineTime(node)) return [{ kind: 'caught', replaced }];
  return [{ kind: 'replaced', replaced, works: or(isNull(node.value), isNotNull(replaced)) }];
}

/** Values of unknown types are compared with the reader's values by their text. */
function membershipRisks(
  { name, arguments: args }: PolicyFunctionCall,
  { typeOf, shapeOf }: Shapes,
): readonly Risk[] {
  const value = name === 'attributeValuesContains' ? args[1] : args[0];
  if (
    !['attributeValuesContains', 'groupsContains', 'purposesContains'].includes(name) ||
    value === undefined
  )
    return [];
  if (value.kind === 'ColumnReference' && value.parts.length === 1) {
    const type = typeOf(value);
    return type !== undefined && castFails(type, named('varchar')) ? caught : [];
  }
  const type = typeOf(value);
  const shape = shapeOf(value);
  return (type !== undefined && !castFails(type, named('varchar'))) ||
    ['text', 'whole', 'decimal', 'floating', 'time'].includes(shape)
    ? []
    : caught;
}

const nestedOrder =
  'rows and arrays that contain NULL cannot be ordered, and Trino then fails: compare their fields or elements';
const unknownOrder =
  'the type of neither side is known, and rows and arrays that contain NULL cannot be ordered: cast a side, as to varchar';

/** Values that are ordered. All of them are converted to one type, so it is enough to know one. */
function ordered(values: readonly (Expression | Star)[], { shapeOf }: Shapes): readonly Risk[] {
  const known = values.map(shapeOf);
  if (known.includes('nested')) return refused(nestedOrder);
  return known.every((shape) => shape === 'unknown') ? refused(unknownOrder) : [];
}

/** Functions that compare elements of an array. Trino fails for rows and arrays that contain NULL. */
function elementRisks(
  { arguments: [list, element] }: FunctionCall,
  { typeOf, shapeOf }: Shapes,
): readonly Risk[] {
  const type = list === undefined || list.kind === 'Star' ? undefined : typeOf(list);
  if (type?.kind === 'ArrayType') {
    return ['ArrayType', 'RowType', 'MapType'].includes(type.element.kind) ? refused(nestedOrder) : [];
  }
  if (list?.kind === 'ArrayConstructor') {
    return list.elements.length === 0 ? [] : ordered(list.elements, { typeOf, shapeOf });
  }
  return element !== undefined && element.kind !== 'Lambda' ? ordered([element], { typeOf, shapeOf }) : [];
}

function shiftRisks({ arguments: [value] }: FunctionCall, { typeOf }: Shapes): readonly Risk[] {
  const type = value === undefined || value.kind === 'Star' ? undefined : typeOf(value);
  return type?.kind === 'NamedType' && type.name === 'bigint'
    ? []
    : refused('bitwise_right_shift fails for negative numbers that are not bigint: write CAST(x AS bigint)');
}

const timed: ReadonlySet<Shape> = new Set(['time', 'interval']);

function binaryRisks(node: Binary, shapes: Shapes): readonly Risk[] {
  if (node.operator === '||') return [];
  const sides = [node.left, node.right].map(shapes.shapeOf);
  if (sides.includes('floating')) return [];
  if (!sides.some((shape) => timed.has(shape))) return caught;
  return arithmeticOfTimes(node, shapes);
}

/**
 * The range of years for the input of time arithmetic, and the maximum distance of its result. Every type contains this range and the
 * distance: times with a zone, the narrowest type, range from the year -69387 to 73326.
 */
const farthest = 50_000;
const most = { years: 10_000, months: 120_000, days: 3_652_500, seconds: 315_576_000_000 } as const;

const edge = (value: Expression, shapes: Shapes, year: number): Expression => {
  const type = shapes.typeOf(value);
  const sign = year < 0 ? '-' : '';
  const text = `${sign}${Math.abs(year)}-01-01`;
  const isDate = type?.kind === 'NamedType' && type.name === 'date';
  const zoned = type?.kind === 'DateTimeType' && type.withTimeZone;
  return isDate
    ? { kind: 'TypedLiteral', type: named('date'), value: text }
    : {
        kind: 'TypedLiteral',
        type: { kind: 'DateTimeType', name: 'timestamp', withTimeZone: false },
        value: `${text} 00:00:00${zoned ? ' UTC' : ''}`,
      };
};

/** Whether a point in time is in the range in which arithmetic cannot fail. NULL always is. */
function withinReach(value: Expression, shapes: Shapes): Risk | undefined {
  const type = shapes.typeOf(value);
  if (type?.kind === 'DateTimeType' && type.name === 'time') return undefined;
  return {
    kind: 'bounded',
    works: or(isNull(value), {
      kind: 'Between',
      value,
      low: edge(value, shapes, -farthest),
      high: edge(value, shapes, farthest),
      negated: false,
    }),
  };
}

const noInterval =
  'an interval whose length is not a literal can be too long, and Trino then fails: write INTERVAL with a literal, or use date_add';

function arithmeticOfTimes({ left, right, operator }: Binary, shapes: Shapes): readonly Risk[] {
  const [a, b] = [shapes.shapeOf(left), shapes.shapeOf(right)];
  if (a === 'time' && b === 'time') return [];
  const [moment, length] = a === 'time' ? [left, right] : [right, left];
  if ((operator !== '+' && operator !== '-') || shapes.shapeOf(moment) !== 'time') return refused(noInterval);
  if (length.kind !== 'IntervalLiteral') return refused(noInterval);
  if (!isShort(length.value, length.from))
    return refused('an interval of more than 10,000 years leads to a time out of range');
  const risk = withinReach(moment, shapes);
  return risk === undefined ? [] : [risk];
}

/** Whether a literal interval is within the maximum distance. */
function isShort(text: string, from: string | undefined): boolean {
  const [first = ''] = text.split(/[-: ]/);
  const limit = {
    YEAR: most.years,
    MONTH: most.months,
    DAY: most.days,
    HOUR: most.days * 24,
    MINUTE: most.days * 1440,
    SECOND: most.seconds,
  }[from ?? ''];
  return limit !== undefined && Number(first) <= limit;
}

/** The number of units in 10,000 years. */
const mostOf: Readonly<Record<string, number>> = {
  year: most.years,
  quarter: most.years * 4,
  month: most.months,
  week: Math.floor(most.days / 7),
  day: most.days,
  hour: most.days * 24,
  minute: most.days * 1440,
  second: most.seconds,
  millisecond: most.seconds * 1000,
};

const unitOf = (argument: Expression | Star | undefined): string | undefined =>
  argument?.kind === 'StringLiteral' ? argument.value.toLowerCase() : undefined;

/** Functions with specific errors that TRY does not catch. */
function particularRisks({ arguments: args }: FunctionCall, name: string, shapes: Shapes): readonly Risk[] {
  const values = args.filter((argument): argument is Expression => argument.kind !== 'Star');
  const bounded = (value: Expression | undefined): readonly Risk[] => {
    if (value === undefined) return [];
    if (shapes.typeOf(value) === undefined && shapes.shapeOf(value) !== 'time') return refused(unknownTime);
    const risk = withinReach(value, shapes);
    return risk === undefined ? [] : [risk];
  };
  const [first, second, third] = values;
  const unit = unitOf(first);
  switch (name) {
    case 'date_trunc':
      return unit === undefined ? refused(unitIsLiteral) : bounded(second);
    case 'date_add': {
      const limit = mostOf[unit ?? ''];
      if (unit === undefined || limit === undefined) return refused(unitIsLiteral);
      if (second === undefined) return [];
      return [...bounded(third), ...countRisks(second, limit)];
    }
    case 'with_timezone':
    case 'at_timezone':
      return second?.kind === 'StringLiteral' ? bounded(first) : refused(zoneIsLiteral);
    case 'last_day_of_month':
      return bounded(first);
    case 'mod':
      return remainderRisks(first, second, shapes);
    case 'lpad':
    case 'rpad':
      return third?.kind === 'StringLiteral' && third.value !== '' && second?.kind === 'IntegerLiteral'
        ? []
        : caught;
    case 'substr':
    case 'substring':
      return third === undefined ? [] : countRisks(third, 1_000_000_000, 'no least');
    case 'split_part':
      if (third === undefined || (third.kind === 'IntegerLiteral' && Number(third.value) > 0)) return [];
      return [...caught, ...countRisks(third, 1_000_000_000, 'no least')];
    case 'reverse':
      return first !== undefined && nameOf(first, shapes) === 'char'
        ? refused('Trino fails to reverse a char that ends in blanks: write reverse(CAST(x AS varchar))')
        : [];
    case 'round':
      return roundRisks(first, second, shapes);
    case 'from_utf8':
      return second === undefined || second.kind === 'StringLiteral'
        ? []
        : refused(
            'a replacement that is read from a row can be invalid, and Trino then fails: write it as a text of one character',
          );
    case 'from_unixtime':
      return second?.kind === 'StringLiteral' || third !== undefined ? caught : refused(zoneIsLiteral);
    case 'from_iso8601_date':
      return first === undefined
        ? []
        : [...caught, { kind: 'bounded', works: or(isNull(first), hasPlainYear(first)) }];
    case 'element_at':
      return indexRisks(first, second, shapes);
    default:
      throw internalError(`it is not defined how ${name} fails`);
  }
}

const nameOf = (value: Expression, { typeOf }: Shapes): string | undefined => {
  const type = typeOf(value);
  return type?.kind === 'NamedType' ? type.name : undefined;
};

/**
 * Rounding to a number of digits raises an error that TRY does not catch, if the rounded value does not fit a whole-number type other than
 * bigint.
 */
function roundRisks(
  value: Expression | undefined,
  places: Expression | undefined,
  shapes: Shapes,
): readonly Risk[] {
  if (value === undefined || places === undefined || shapes.shapeOf(value) === 'floating') return [];
  const isSafe = ['bigint', 'decimal'].includes(nameOf(value, shapes) ?? '');
  if (places.kind === 'IntegerLiteral') return isSafe ? caught : [];
  const literal =
    places.kind === 'Unary' && places.value.kind === 'IntegerLiteral' ? places.value : undefined;
  if (literal === undefined || Number(literal.value) > 38) {
    return refused(
      'a number of digits that is read from a row can be too large, and Trino then fails: write it as a literal',
    );
  }
  return isSafe
    ? caught
    : refused(
        'Trino fails to round some numbers that are neither bigint nor decimal: write round(CAST(x AS bigint), …)',
      );
}

/** For zero it raises an error that TRY does not catch, unlike operator %. */
function remainderRisks(
  value: Expression | undefined,
  by: Expression | undefined,
  shapes: Shapes,
): readonly Risk[] {
  if (value === undefined || by === undefined) return [];
  if ([value, by].some((side) => shapes.shapeOf(side) === 'floating')) return [];
  if (isNumber(by))
    return Number((by as { readonly value: string }).value) === 0 ? refused('this divides by zero') : [];
  return [...caught, { kind: 'bounded', works: or(isNull(by), compare(by, '<>', integer(0))) }];
}

/** A date of ISO 8601 with a four-digit year; longer years can be out of range. */
const hasPlainYear = (value: Expression): Expression =>
  or(compare(call('length', value), '<=', integer(4)), {
    kind: 'Like',
    operator: 'LIKE',
    value,
    pattern: string('____-%'),
    negated: false,
  });

/** Trino requires an index of 32 bits. A key of a map can have any type. */
function indexRisks(
  base: Expression | undefined,
  index: Expression | undefined,
  shapes: Shapes,
): readonly Risk[] {
  if (base === undefined || index === undefined || shapes.typeOf(base)?.kind === 'MapType') return [];
  if (!['whole', 'scalar', 'unknown'].includes(shapes.shapeOf(index))) return [];
  // Index 0 is invalid: TRY catches that error.
  const literal = index.kind === 'Unary' ? index.value : index;
  if (literal.kind === 'IntegerLiteral' && Number(literal.value) !== 0)
    return countRisks(index, 2_147_483_647);
  return [...caught, ...countRisks(index, 2_147_483_647)];
}

const unitIsLiteral = 'a unit that is read from a row can be invalid: write it as a text, such as day';
const zoneIsLiteral =
  'a time zone that is read from a row can be invalid, and Trino then fails: write it as a text';
const unknownTime =
  'the type of this time is not known, and Trino fails for times out of range: cast it, as to timestamp(6)';

/** A number of at most this size; also below zero, unless every negative number is allowed. */
function countRisks(count: Expression, limit: number, below?: 'no least'): readonly Risk[] {
  const literal = count.kind === 'Unary' && count.operator === '-' ? count.value : count;
  if (literal.kind === 'IntegerLiteral') {
    return Number(literal.value) <= limit ? [] : refused('this number is too large: Trino fails for it');
  }
  return [
    {
      kind: 'bounded',
      works: or(
        isNull(count),
        below === undefined
          ? { kind: 'Between', value: count, low: integer(-limit), high: integer(limit), negated: false }
          : compare(count, '<=', integer(limit)),
      ),
    },
  ];
}
