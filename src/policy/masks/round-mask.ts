import type { Mask } from '../../model/mask.js';
import type { DataType } from '../../sql/ast.js';
import { literalsOf } from '../literal.js';
import type { MaskKind } from './mask-kind.js';

type Unit = NonNullable<Extract<Mask, { type: 'round' }>['unit']>;

const clock: ReadonlySet<Unit> = new Set(['second', 'minute', 'hour']);
const calendar: ReadonlySet<Unit> = new Set(['week', 'month', 'quarter', 'year']);

const whole: ReadonlySet<string> = new Set(['tinyint', 'smallint', 'integer', 'int', 'bigint', 'decimal']);
const floating: ReadonlySet<string> = new Set(['double', 'real']);

const isNumber = (type: DataType): type is Extract<DataType, { kind: 'NamedType' }> =>
  type.kind === 'NamedType' && (whole.has(type.name) || floating.has(type.name));

/** The units that make values of a type coarser. */
function fits(unit: Unit, type: DataType): boolean {
  if (type.kind === 'NamedType') return type.name === 'date' && calendar.has(unit);
  if (type.kind !== 'DateTimeType') return false;
  return type.name === 'timestamp' || (!type.withTimeZone && clock.has(unit));
}

const stepText = (step: number): string => (Number.isInteger(step) ? BigInt(step).toString() : String(step));

/**
 * Numbers towards zero to a multiple of a step, so that nothing overflows that did not before; points in time down to a
 * unit.
 */
export const roundMask: MaskKind<'round'> = {
  problem({ step, unit }, column, { platform }) {
    const type = platform.typeOf(column);
    const what = `column '${column.name}' of type ${column.type}`;
    if (step !== undefined) {
      if (type === undefined || !isNumber(type)) return `${what} is not a number, so a step cannot round it`;
      return literalsOf(type)?.(stepText(step)) === undefined
        ? `the step ${step} is not a value of ${what}`
        : undefined;
    }
    return type === undefined || unit === undefined || !fits(unit, type) || !platform.truncates(type)
      ? `${what} cannot be rounded to the ${String(unit)}`
      : undefined;
  },
  settle: ({ step, unit }) =>
    step !== undefined ? { type: 'round', step: stepText(step) } : { type: 'round', unit: unit ?? 'year' },
};
