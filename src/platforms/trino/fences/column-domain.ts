import type { DataType, Expression } from '../../../sql/ast.js';
import { equal } from '../../../sql/equal.js';
import { columnAt } from './plain-query.js';
import type { Level } from './plain-query.js';

/**
 * Whether a condition only restricts one unchanged column to a set of values: comparisons with literals, IN lists and ranges, joined by OR.
 * Trino converts such a condition to a domain of the column (TupleDomain), and evaluates it before every other condition. A literal must
 * have the column's own type: otherwise Trino casts the column, and the operand is no longer a column.
 */
export const isDomain = (condition: Expression, level: Level): boolean => {
  const columns = domainColumns(condition, level);
  return columns !== undefined && columns.size <= 1;
};

/** The columns that a condition restricts to sets of values; undefined for any other condition. */
function domainColumns(condition: Expression, level: Level): ReadonlySet<string> | undefined {
  switch (condition.kind) {
    case 'BooleanLiteral':
      return new Set();
    case 'And':
    case 'Or': {
      const parts = condition.terms.map((term) => domainColumns(term, level));
      return parts.every((part) => part !== undefined)
        ? new Set(parts.flatMap((part) => [...part]))
        : undefined;
    }
    case 'Comparison':
      return condition.operator === '<>'
        ? undefined
        : among(condition.left, [condition.right], level, condition.operator !== '=');
    case 'InList':
      return condition.negated ? undefined : among(condition.value, condition.items, level, false);
    case 'Between':
      return condition.negated
        ? undefined
        : among(condition.value, [condition.low, condition.high], level, true);
    case 'IsNull':
      return among(condition.value, [], level, false);
    default:
      return undefined;
  }
}

function among(
  value: Expression,
  bounds: readonly Expression[],
  level: Level,
  ordered: boolean,
): ReadonlySet<string> | undefined {
  if (value.kind !== 'ColumnReference') return undefined;
  const found = columnAt(value, level);
  if (found?.type === undefined || found.fields > 0) return undefined;
  const { type } = found;
  return isSimple(type) &&
    (!ordered || hasRanges(type)) &&
    bounds.every((bound) => isLiteralOf(type, bound) || isTimeOf(type, bound))
    ? new Set([found.name])
    : undefined;
}

const isSimple = (type: DataType): boolean => type.kind === 'NamedType' || type.kind === 'DateTimeType';

/** Types whose ranges Trino converts to domains, with the order that the view needs: the padding of a char does not count. */
const hasRanges = (type: DataType): boolean =>
  type.kind === 'DateTimeType' ||
  (type.kind === 'NamedType' &&
    ['varchar', 'integer', 'int', 'bigint', 'date', 'decimal'].includes(type.name));

/** Whether an expression is a literal that Trino converts to the type, so that the column is not converted to the literal's type. */
function isLiteralOf(type: DataType, literal: Expression): boolean {
  if (type.kind === 'DateTimeType') {
    if (literal.kind !== 'TypedLiteral' || literal.type.kind !== 'DateTimeType') return false;
    const zoned = /(Z|UTC|[+-]\d{2}:\d{2})$/.test(literal.value) && literal.type.name === 'timestamp';
    const fraction = /\.(\d+)/.exec(literal.value)?.[1] ?? '';
    return (
      literal.type.name === type.name &&
      zoned === type.withTimeZone &&
      fraction.length <= (type.precision ?? defaultPrecision)
    );
  }
  if (type.kind !== 'NamedType') return false;
  switch (type.name) {
    case 'varchar':
    case 'char': {
      const [length = type.name === 'char' ? 1 : Infinity] = type.parameters;
      // The reader's name is bound later, and may be of any length.
      return literal.kind === 'Slot'
        ? type.name === 'varchar' && length === Infinity
        : literal.kind === 'StringLiteral' && [...literal.value].length <= Number(length);
    }
    case 'boolean':
      return literal.kind === 'BooleanLiteral';
    case 'integer':
    case 'int':
      return wholeOf(literal) !== undefined && fitsIn(32n, wholeOf(literal) ?? 0n);
    case 'bigint':
      return wholeOf(literal) !== undefined || isTyped(type, literal);
    case 'decimal': {
      const [precision = 38, scale = 0] = type.parameters.map(Number);
      const [, whole = '', fraction = ''] =
        (literal.kind === 'TypedLiteral' && /^-?0*(\d*)\.?(\d*)$/.exec(literal.value)) || [];
      return isTyped(type, literal) && whole.length <= precision - scale && fraction.length <= scale;
    }
    case 'double':
    case 'real':
    case 'date':
    case 'uuid':
    case 'tinyint':
    case 'smallint':
      return isTyped(type, literal);
    default:
      return false;
  }
}

/** The default precision of times in Trino. */
const defaultPrecision = 3;

const isTyped = (type: Extract<DataType, { kind: 'NamedType' }>, literal: Expression): boolean =>
  literal.kind === 'TypedLiteral' && equal(literal.type, { ...type, parameters: [] });

function wholeOf(literal: Expression): bigint | undefined {
  if (literal.kind === 'IntegerLiteral') return BigInt(literal.value);
  return literal.kind === 'Unary' && literal.operator === '-' && literal.value.kind === 'IntegerLiteral'
    ? -BigInt(literal.value.value)
    : undefined;
}

const fitsIn = (bits: bigint, value: bigint): boolean => BigInt.asIntN(Number(bits), value) === value;

/** Whether an expression is a time before now, which Trino computes once; the present time has the default precision. */
const isTimeOf = (type: DataType, bound: Expression): boolean =>
  (type.kind === 'DateTimeType'
    ? type.name === 'timestamp' && (type.precision ?? defaultPrecision) >= defaultPrecision
    : type.kind === 'NamedType' && type.name === 'date') && isBeforeNow(bound);

function isBeforeNow(bound: Expression): boolean {
  switch (bound.kind) {
    case 'CurrentValue':
      return bound.name === 'CURRENT_TIMESTAMP';
    case 'AtTimeZone':
      return bound.zone.kind === 'StringLiteral' && isBeforeNow(bound.value);
    case 'Cast':
      return isBeforeNow(bound.value);
    case 'Binary':
      return bound.operator === '-' && bound.right.kind === 'IntervalLiteral' && isBeforeNow(bound.left);
    default:
      return false;
  }
}
