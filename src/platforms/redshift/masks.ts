import { isText, varchar } from '../../policy/canonical-text.js';
import type { AppliedMask } from '../../policy/shown.js';
import type { DataType, Expression } from '../../sql/ast.js';
import {
  and,
  binary,
  call,
  cast,
  compare,
  concatenate,
  integer,
  isNull,
  nullLiteral,
  searchedCase,
  string,
} from '../../sql/build.js';
import { translate } from '../../sql/translate/translate.js';
import { bucket, hashedText, literalOf } from '../express-mask.js';
import type { Masks } from '../platform.js';
import { longText, redshiftText } from './canonical-text.js';

/** Each mask in the SQL of Redshift. It shows the same as in the SQL of Trino. */
export const redshiftMasks: Masks = {
  null: (_mask, _raw, type) => ({ expression: nullLiteral, type }),
  constant: ({ value }, raw, type) => ({
    expression: searchedCase([[isNull(raw), nullLiteral]], said(literalOf(value, type, 'constant'))),
    type,
  }),
  hash(mask, raw, type, parts) {
    const hashed = hashedText(mask, redshiftText(raw, type), parts);
    return { expression: call('sha2', hashed, integer(256)), type: varchar };
  },
  bucket(mask, raw, type) {
    const masked = bucket(mask, raw, type);
    return { ...masked, expression: said(masked.expression) };
  },
  round: (mask, raw, type) => ({
    expression: 'unit' in mask ? toUnit(mask.unit, raw, type) : toStep(mask.step, raw, type),
    type,
  }),
  partial: (mask, raw, type) => ({ expression: partial(mask, redshiftText(raw, type)), type: varchar }),
  regex: ({ pattern, replacement }, raw, type) => ({
    // `p`: the dialect of regular expressions that is most similar to that of policies. Every match is replaced.
    expression: call(
      'regexp_replace',
      redshiftText(raw, type),
      string(pattern),
      string(replacement),
      integer(1),
      string('p'),
    ),
    type: varchar,
  }),
  custom({ expression: written }, raw, type, { answered }) {
    const expression = answered(written);
    const brought: Expression = isText(type)
      ? cast(expression, longText)
      : { ...cast(expression, plain(type)), safe: true };
    return {
      expression: searchedCase([[isNull(raw), nullLiteral]], brought),
      type: isText(type) ? varchar : type,
    };
  },
};

/** An expression of literals, comparisons and casts, which have the same meaning in both dialects. */
const said = (expression: Expression): Expression => translate(expression, 'trino', 'redshift') as Expression;

/** Redshift's time types have no precision. */
const plain = (type: DataType): DataType =>
  type.kind === 'DateTimeType' ? { ...type, precision: undefined } : type;

type Partial = Extract<AppliedMask, { type: 'partial' }>;

function partial({ first, last, cover }: Partial, text: Expression): Expression {
  const length = call('length', text);
  const covered = (count: Expression): Expression => call('repeat', string(cover), count);
  const head = first === 0 ? [] : [call('left', text, integer(first))];
  const tail = last === 0 ? [] : [call('right', text, integer(last))];
  const middle = covered(binary(length, '-', integer(first + last)));
  const [begin = middle, ...rest] = [...head, middle, ...tail];
  return searchedCase(
    [[compare(length, '<=', integer(first + last)), covered(length)]],
    concatenate(begin, ...rest),
  );
}

/** The beginning of a unit. For a value with a time zone, it is that of UTC, whatever the reader's session is set to. */
function toUnit(unit: string, raw: Expression, type: DataType): Expression {
  const zoned = type.kind === 'DateTimeType' && type.withTimeZone;
  const utc = (value: Expression): Expression => ({ kind: 'AtTimeZone', value, zone: string('UTC') });
  const rounded = zoned
    ? utc(call('date_trunc', string(unit), utc(raw)))
    : call('date_trunc', string(unit), raw);
  // Rounding down a date before Christ may give an invalid point in time, which raises an error.
  const first = cast(string(zoned ? '0001-01-02 00:00:00+00' : '0001-01-01'), plain(type));
  return searchedCase([[compare(raw, '>=', first), rounded]]);
}

function toStep(step: string, raw: Expression, type: DataType): Expression {
  const divisor = cast(said(literalOf(step, type, 'round')), type);
  const floating = type.kind === 'NamedType' && (type.name === 'double' || type.name === 'real');
  if (floating) {
    const rounded = binary(call('trunc', cast(binary(raw, '/', divisor), type)), '*', divisor);
    // Adding zero removes the sign of a negative zero, which would reveal that the value was negative.
    return withinRange(raw, divisor, Number(step), type, binary(rounded, '+', cast(integer(0), type)));
  }
  return binary(raw, '-', call('mod', raw, divisor));
}

/**
 * Redshift fails if a floating-point number becomes too large, or too small to differ from zero. A number smaller than the step is zero; a
 * number near the largest one is NULL, unless it is infinite or NaN.
 */
function withinRange(
  raw: Expression,
  divisor: Expression,
  step: number,
  type: DataType,
  rounded: Expression,
): Expression {
  const size = call('abs', raw);
  const largest = (type.kind === 'NamedType' && type.name === 'real' ? 1e38 : 1e308) * Math.min(step, 1);
  const number = (text: string): Expression => cast(string(text), type);
  return searchedCase(
    [
      [compare(size, '<', divisor), cast(integer(0), type)],
      [and(compare(size, '>', number(String(largest))), compare(size, '<', number('Infinity'))), nullLiteral],
    ],
    rounded,
  );
}
