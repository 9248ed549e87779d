import type { RowDecision } from '../../policy/shown.js';
import { parseDataType } from '../../sql/parse/index.js';
import type { Duration } from '../../model/duration.js';
import { typeOf } from '../../policy/native-type.js';
import type { DataType, Expression } from '../../sql/ast.js';
import {
  boolean,
  call,
  cast,
  column as columnOf,
  compare,
  identifier,
  integer,
  not,
  or,
  type as namedType,
} from '../../sql/build.js';
import { rowAlias } from '../../policy/predicate/settle.js';
import { redshiftText } from './canonical-text.js';

/**
 * The condition that keeps the rows which a decision for everyone lets through, in Redshift's SQL.
 * @param answered answers what an expression asks about the reader
 */
export function redshiftRowFilter(
  row: RowDecision,
  answered: (expression: Expression) => Expression,
): Expression {
  const kept = keptBy(row, answered);
  return row.guard === undefined
    ? kept
    : or(not(call('coalesce', answered(row.guard.expression), boolean(true))), kept);
}

function keptBy(row: RowDecision, answered: (expression: Expression) => Expression): Expression {
  switch (row.type) {
    case 'custom':
      return answered(row.expression);
    case 'none':
      return boolean(false);
    case 'values':
      // Of an attribute that nobody has.
      if (row.values.length === 0) return boolean(false);
      throw new Error('scrim is at fault: a decision for everyone holds the values of somebody');
    case 'time':
    case 'sample': {
      const type = typeOf(row.column, 'redshift');
      if (type === undefined) return boolean(false);
      const value = columnOf(rowAlias, row.column.name);
      return row.type === 'time' ? around(value, type, row) : sampled(value, type, row.hundredths);
    }
  }
}

const zoned = { ...parseDataType('timestamptz', 'redshift') };

/** The time of the query, whatever time zone its session has: it is read in that zone, as it was given. */
const now: Expression = cast(call('getdate'), zoned);

function around(
  value: Expression,
  type: DataType,
  { keep, than }: Extract<RowDecision, { type: 'time' }>,
): Expression {
  const utc: Expression = {
    kind: 'AtTimeZone',
    value: now,
    zone: { kind: 'StringLiteral', value: 'UTC' },
  };
  const isZoned = type.kind === 'DateTimeType' && type.withTimeZone;
  const isDate = type.kind === 'NamedType';
  const start = back(utc, than);
  const from: Expression = isZoned
    ? { kind: 'AtTimeZone', value: start, zone: { kind: 'StringLiteral', value: 'UTC' } }
    : isDate
      ? cast(start, type)
      : start;
  return compare(value, keep === 'newer' ? '>=' : '<', from);
}

const back = (from: Expression, { months, days, seconds }: Duration): Expression =>
  (
    [
      [months, 'month'],
      [days, 'day'],
      [seconds, 'second'],
    ] as const
  )
    .filter(([count]) => count > 0)
    .reduce<Expression>(
      (point, [count, unit]) => ({
        ...call('dateadd'),
        arguments: [
          { kind: 'ColumnReference', parts: [{ ...identifier(unit), quoted: false }] },
          integer(-count),
          point,
        ],
      }),
      from,
    );

/** Digits of a hash that choose rows. */
const digits = 8;

function sampled(value: Expression, type: DataType, hundredths: number): Expression {
  const hash = call('sha2', redshiftText(value, type), integer(256));
  const number = call('strtol', call('left', hash, integer(digits)), integer(16));
  return compare(call('mod', number, cast(integer(10_000), namedType('bigint'))), '<', integer(hundredths));
}
