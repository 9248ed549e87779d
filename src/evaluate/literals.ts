import type { Expression, IntervalLiteral, TypedLiteral } from '../sql/ast.js';
import { trinoType } from '../sql/types/from-data-type.js';
import {
  decimalNumberType,
  intervalType,
  typedLiteralType,
  wholeNumberType,
  type LiteralType,
} from '../sql/types/trino-literals.js';
import * as types from '../sql/types/type.js';
import type { Type } from '../sql/types/type.js';
import { castTo } from './casts.js';
import { doNotKnow } from './failure.js';
import { readDecimal } from './numbers.js';
import type { Value } from './value.js';

/** The value of a literal. */
export interface Constant {
  readonly type: Type;
  readonly value: Value;
}

const typeOf = (found: LiteralType): Type => ('base' in found ? found : doNotKnow(found.problem));

/** The value of a literal; undefined for what is no literal. */
export function literalValue(node: Expression): Constant | undefined {
  switch (node.kind) {
    case 'NullLiteral':
      return { type: types.nothing, value: null };
    case 'BooleanLiteral':
      return { type: types.boolean, value: node.value };
    case 'IntegerLiteral':
      return { type: typeOf(wholeNumberType(BigInt(node.value))), value: BigInt(node.value) };
    case 'Unary':
      return node.operator === '-' && node.value.kind === 'IntegerLiteral'
        ? { type: typeOf(wholeNumberType(-BigInt(node.value.value))), value: -BigInt(node.value.value) }
        : undefined;
    case 'DecimalLiteral':
      return decimalOf(node.value);
    case 'DoubleLiteral':
      return { type: types.double, value: Number(node.value) };
    case 'StringLiteral':
      return { type: types.varchar([...node.value].length), value: node.value };
    case 'BinaryLiteral':
      return { type: types.varbinary, value: Buffer.from(node.hex, 'hex') };
    case 'TypedLiteral':
      return typedValue(node);
    case 'IntervalLiteral':
      return { type: typeOf(intervalType(node)), value: intervalOf(node) };
    default:
      return undefined;
  }
}

function decimalOf(written: string): Constant {
  const type = typeOf(decimalNumberType(written));
  return { type, value: readDecimal(written.trim())?.unscaled ?? null };
}

function typedValue(node: TypedLiteral): Constant {
  const type = typeOf(typedLiteralType(node));
  const { name } = node.type.kind === 'NamedType' ? node.type : { name: '' };
  if (name === 'decimal' && trinoType(node.type).base === 'decimal') return decimalOf(node.value);
  const written = types.varchar([...node.value].length);
  return { type, value: castTo(written, type)(node.value) };
}

const millis: Readonly<Record<string, number>> = {
  DAY: 86_400_000,
  HOUR: 3_600_000,
  MINUTE: 60_000,
  SECOND: 1000,
};
const units = ['YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE', 'SECOND'];

/** The milliseconds or months of an interval. */
function intervalOf({ value, from = 'DAY', negative }: IntervalLiteral): bigint {
  const sign = value.startsWith('-') !== negative ? -1n : 1n;
  const first = units.indexOf(from);
  const parts = value.replace(/^[+-]/, '').split(/[-: ]/);
  const inMonths = from === 'YEAR' || from === 'MONTH';
  const size = parts.reduce((total, part, index) => {
    const unit = units[first + index] ?? '';
    if (inMonths) return total + BigInt(part) * (unit === 'YEAR' ? 12n : 1n);
    const [whole = '0', fraction = ''] = part.split('.');
    return total + BigInt(whole) * BigInt(millis[unit] ?? 0) + BigInt(fraction.padEnd(3, '0').slice(0, 3));
  }, 0n);
  return sign * size;
}
