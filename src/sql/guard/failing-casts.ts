import type { DataType } from '../ast.js';
import { shapeOfType } from './value-shape.js';

type Numbered = Extract<DataType, { readonly kind: 'NamedType' }>;

/** Maximum number of digits of the values of a whole-number type. */
const digits: Readonly<Record<string, number>> = {
  tinyint: 3,
  smallint: 5,
  int2: 5,
  integer: 10,
  int: 10,
  int4: 10,
  bigint: 19,
  int8: 19,
};

/** Number of digits with which every number fits a whole-number type. */
const fitting: Readonly<Record<string, number>> = {
  tinyint: 2,
  smallint: 4,
  int2: 4,
  integer: 9,
  int: 9,
  int4: 9,
  bigint: 18,
  int8: 18,
};

/** Digits before and after the point of a decimal. */
export const decimalDigits = ({ parameters: [precision, scale] }: Numbered): readonly [number, number] => [
  Number(precision ?? 38) - Number(scale ?? 0),
  Number(scale ?? 0),
];

/** Maximum number of digits before the point for a type. */
const wholeDigits = (type: Numbered): number => digits[type.name] ?? decimalDigits(type)[0];

/** Whether a cast can fail for a value of the first type; true if the type is unknown. */
export function castFails(from: DataType | undefined, to: DataType): boolean {
  if (from === undefined) return true;
  const [a, b] = [shapeOfType(from), shapeOfType(to)];
  if (a === 'nested' || b === 'nested' || from.kind === 'IntervalType' || to.kind === 'IntervalType')
    return true;
  if (from.kind === 'NamedType' && from.name === 'json') return true;
  if (b === 'text') {
    const isLong = to.kind === 'NamedType' && to.name !== 'char' && to.parameters.length === 0;
    return !(isLong || a === 'text');
  }
  if (from.kind !== 'NamedType' || to.kind !== 'NamedType') return a !== 'time' || b !== 'time';
  if (from.name === to.name && from.name !== 'decimal') return false;
  if (from.name === 'varchar' && to.name === 'varbinary') return false;
  const isTruth = to.name === 'boolean' || to.name === 'bool';
  if (a === 'floating') return !(b === 'floating' || isTruth);
  if (a === 'whole' || a === 'decimal')
    return !(b === 'floating' || isTruth || (b === 'whole' || b === 'decimal' ? fits(from, to) : false));
  if (from.name === 'boolean' || from.name === 'bool') return !(b === 'whole' || b === 'floating');
  return true;
}

function fits(from: Numbered, to: Numbered): boolean {
  const scale = from.name === 'decimal' || from.name === 'numeric' ? decimalDigits(from)[1] : 0;
  const whole = wholeDigits(from);
  if (digits[to.name] !== undefined) {
    if (digits[from.name] !== undefined) return (digits[from.name] ?? 0) <= (digits[to.name] ?? 0);
    // Rounding can add a digit.
    return whole + (scale > 0 ? 1 : 0) <= (fitting[to.name] ?? 0);
  }
  const [room, kept] = decimalDigits(to);
  return whole + (kept < scale ? 1 : 0) <= room;
}
