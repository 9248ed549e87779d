import type { Mask } from '../../model/mask.js';
import type { DataType, Expression } from '../../sql/ast.js';
import {
  binary,
  call,
  cast,
  compare,
  dateTimeType,
  integer,
  string,
  type as namedType,
  typed,
} from '../../sql/build.js';
import { literalsOf } from '../literal.js';
import { typeOf } from '../native-type.js';
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
  problem({ step, unit }, column, { dataSource }) {
    const type = typeOf(column, dataSource.platform);
    const what = `column '${column.name}' of type ${column.type}`;
    if (step !== undefined) {
      if (type === undefined || !isNumber(type)) return `${what} is no number that a step could round`;
      return literalsOf(type)?.(stepText(step)) === undefined
        ? `the step ${step} is no value of ${what}`
        : undefined;
    }
    const truncates =
      dataSource.platform === 'trino' || !(type?.kind === 'DateTimeType' && type.name === 'time');
    return type === undefined || unit === undefined || !fits(unit, type) || !truncates
      ? `${what} cannot be rounded to the ${String(unit)}`
      : undefined;
  },
  settle: ({ step, unit }) =>
    step !== undefined ? { type: 'round', step: stepText(step) } : { type: 'round', unit: unit ?? 'year' },
  express: (mask, value, type) => ({
    expression: 'unit' in mask ? toUnit(mask.unit, value, type) : toStep(mask.step, value, type),
    type,
  }),
};

/** Behind the first year of which a type of Trino holds points in time: what is rounded down from there it holds too. */
const secondYear = {
  date: typed(namedType('date'), '-5877640-01-01'),
  plain: typed(dateTimeType('timestamp'), '-290307-01-01 00:00:00'),
  zoned: typed(dateTimeType('timestamp'), '-69386-01-02 00:00:00 UTC'),
} as const;

/** A point in time of the first year that its type holds would be rounded to one that it does not: it becomes NULL. */
function toUnit(unit: Unit, value: Expression, type: DataType): Expression {
  const rounded = call('date_trunc', string(unit), value);
  if (type.kind !== 'DateTimeType') return call('if', compare(value, '>=', secondYear.date), rounded);
  if (type.name === 'time') return rounded;
  return call('if', compare(value, '>=', type.withTimeZone ? secondYear.zoned : secondYear.plain), rounded);
}

function toStep(step: string, value: Expression, type: DataType): Expression {
  const by = literalsOf(type)?.(step);
  if (by === undefined) throw new Error('scrim is at fault: a round mask was applied where it does not fit');
  const divisor = cast(by, type);
  if (type.kind === 'NamedType' && floating.has(type.name)) {
    const rounded = binary(call('truncate', binary(value, '/', divisor)), '*', divisor);
    // Adding zero takes the sign from a negative zero, which would tell that the value was beneath it.
    return cast(binary(rounded, '+', cast(integer(0), type)), type);
  }
  return cast(binary(value, '-', call('mod', value, divisor)), type);
}
