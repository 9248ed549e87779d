import { invariant } from '../../base/invariant.js';
import type { RowCondition } from '../../policy/shown.js';
import { parseDataType } from '../../sql/parse/index.js';
import type { Duration } from '../../model/duration.js';
import type { DataType, Expression } from '../../sql/ast.js';
import { boolean, call, cast, compare, identifier, integer, type as namedType } from '../../sql/build.js';
import type { Rows } from '../platform.js';
import { redshiftText } from './canonical-text.js';

/** The conditions on one column, in the SQL of Redshift. */
export const redshiftRows: Rows = { values, time, sample };

/** A view for everyone reads its reader's profile. Literal values occur only for an attribute that nobody has. */
function values({ values: texts }: Extract<RowCondition, { type: 'values' }>): Expression {
  invariant(texts.length === 0, 'a decision for everyone contains the values of one person');
  return boolean(false);
}

const zoned = { ...parseDataType('timestamptz', 'redshift') };

/** The time of the query, independent of the session's time zone: it is read in the same zone in which it was given. */
const now: Expression = cast(call('getdate'), zoned);

function time(
  { keep, than }: Extract<RowCondition, { type: 'time' }>,
  value: Expression,
  type: DataType,
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

/** Number of digits of a hash that select rows. */
const digits = 8;

function sample(
  { hundredths }: Extract<RowCondition, { type: 'sample' }>,
  value: Expression,
  type: DataType,
): Expression {
  const hash = call('sha2', redshiftText(value, type), integer(256));
  const number = call('strtol', call('left', hash, integer(digits)), integer(16));
  return compare(call('mod', number, cast(integer(10_000), namedType('bigint'))), '<', integer(hundredths));
}
