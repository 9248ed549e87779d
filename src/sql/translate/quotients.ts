import type { Binary, DataType, Expression } from '../ast.js';
import type { Dialect } from '../dialect.js';

const integers: ReadonlySet<string> = new Set([
  ...['tinyint', 'smallint', 'int2', 'integer', 'int', 'int4', 'bigint', 'int8'],
]);
const floats: ReadonlySet<string> = new Set(['double', 'real', 'float', 'float4', 'float8']);

/** Functions that count, in both dialects. */
const counts: ReadonlySet<string> = new Set(['count', 'length', 'len']);

/**
 * Whether a quotient has the same value in both dialects: for integers, or if one operand is a floating-point number. The scale of a
 * quotient of decimals follows different rules, and a value of unknown type may be a decimal.
 * @param dialect of the tree
 */
export function sameQuotient({ left, right }: Binary, dialect: Dialect): boolean {
  const kinds = [numberOf(left, dialect), numberOf(right, dialect)];
  return kinds.includes('float') || kinds.every((kind) => kind === 'integer');
}

type NumberKind = 'integer' | 'float' | undefined;

/** The type of a literal with an exponent. */
const withExponent: Readonly<Record<Dialect, NumberKind>> = { trino: 'float', redshift: undefined };

function numberOf(node: Expression, dialect: Dialect): NumberKind {
  switch (node.kind) {
    case 'IntegerLiteral':
      // A longer number is a decimal in Redshift.
      return node.value.length <= 18 ? 'integer' : undefined;
    case 'DoubleLiteral':
      return withExponent[dialect];
    case 'Cast':
      return ofType(node.type);
    case 'TypedLiteral':
      return ofType(node.type);
    case 'PositionOf':
      return 'integer';
    case 'FunctionCall':
      return node.name.parts.length === 1 && counts.has(node.name.parts[0]?.value.toLowerCase() ?? '')
        ? 'integer'
        : undefined;
    case 'Unary':
      return node.operator === '-' || node.operator === '+' ? numberOf(node.value, dialect) : undefined;
    case 'Binary': {
      if (!['+', '-', '*', '/', '%'].includes(node.operator)) return undefined;
      const kinds = [numberOf(node.left, dialect), numberOf(node.right, dialect)];
      if (kinds.includes('float')) return 'float';
      return kinds.every((kind) => kind === 'integer') ? 'integer' : undefined;
    }
    default:
      return undefined;
  }
}

function ofType(type: DataType): NumberKind {
  if (type.kind !== 'NamedType') return undefined;
  return floats.has(type.name) ? 'float' : integers.has(type.name) ? 'integer' : undefined;
}

/** Why a quotient is refused, as it follows "Trino has no", and what to do. */
export const decimalQuotient = 'division with the same digits, where an operand may be a decimal';
export const decimalHint = 'cast an operand to double precision, or both to an integer';
