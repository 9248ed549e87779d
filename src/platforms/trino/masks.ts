import { isText, varchar } from '../../policy/canonical-text.js';
import type { AppliedMask } from '../../policy/shown.js';
import type { DataType, Expression } from '../../sql/ast.js';
import {
  binary,
  call,
  cast,
  compare,
  concatenate,
  dateTimeType,
  integer,
  isNull,
  nullLiteral,
  searchedCase,
  string,
  type as namedType,
  typed,
} from '../../sql/build.js';
import { bucket, hashedText, literalOf } from '../express-mask.js';
import type { Masks } from '../platform.js';
import { trinoText } from './canonical-text.js';

/** Each mask in the SQL of Trino. */
export const trinoMasks: Masks = {
  null: (_mask, _raw, type) => ({ expression: cast(nullLiteral, type), type }),
  constant: ({ value }, raw, type) => ({
    expression: call('if', isNull(raw), nullLiteral, cast(literalOf(value, type, 'constant'), type)),
    type,
  }),
  hash(mask, raw, type, parts) {
    const hashed = hashedText(mask, trinoText(raw, type), parts);
    return {
      expression: call('lower', call('to_hex', call('sha256', call('to_utf8', hashed)))),
      type: varchar,
    };
  },
  bucket,
  round: (mask, raw, type) => ({
    expression: 'unit' in mask ? toUnit(mask.unit, raw, type) : toStep(mask.step, raw, type),
    type,
  }),
  partial: (mask, raw, type) => ({ expression: partial(mask, trinoText(raw, type)), type: varchar }),
  regex: ({ pattern, replacement }, raw, type) => ({
    expression: call('regexp_replace', trinoText(raw, type), string(pattern), string(replacement)),
    type: varchar,
  }),
  custom({ expression }, raw, type, { answered }) {
    const shown = isText(type) ? varchar : type;
    const brought = { ...cast(answered(expression), shown), safe: true };
    return { expression: call('if', isNull(raw), cast(nullLiteral, shown), brought), type: shown };
  },
};

function partial(
  { first, last, cover }: Extract<AppliedMask, { type: 'partial' }>,
  text: Expression,
): Expression {
  const length = call('length', text);
  const covered = (count: Expression): Expression => call('lpad', string(''), count, string(cover));
  const head = first === 0 ? [] : [call('substr', text, integer(1), integer(first))];
  const tail = last === 0 ? [] : [call('substr', text, binary(length, '-', integer(last - 1)))];
  const middle = covered(binary(length, '-', integer(first + last)));
  const [begin = middle, ...rest] = [...head, middle, ...tail];
  return searchedCase(
    [[compare(length, '<=', integer(first + last)), covered(length)]],
    concatenate(begin, ...rest),
  );
}

/** The year after the first one in a type: a time rounded down from there is still in the range of the type. */
const secondYear = {
  date: typed(namedType('date'), '-5877640-01-01'),
  plain: typed(dateTimeType('timestamp'), '-290307-01-01 00:00:00'),
  zoned: typed(dateTimeType('timestamp'), '-69386-01-02 00:00:00 UTC'),
} as const;

/** A point in time in the first year of its type would be rounded to one outside of the range: it becomes NULL. */
function toUnit(unit: string, raw: Expression, type: DataType): Expression {
  const rounded = call('date_trunc', string(unit), raw);
  if (type.kind !== 'DateTimeType') return call('if', compare(raw, '>=', secondYear.date), rounded);
  if (type.name === 'time') return rounded;
  return call('if', compare(raw, '>=', type.withTimeZone ? secondYear.zoned : secondYear.plain), rounded);
}

function toStep(step: string, raw: Expression, type: DataType): Expression {
  const divisor = cast(literalOf(step, type, 'round'), type);
  if (type.kind === 'NamedType' && (type.name === 'double' || type.name === 'real')) {
    const rounded = binary(call('truncate', binary(raw, '/', divisor)), '*', divisor);
    // Adding zero removes the sign of a negative zero, which would reveal that the value was negative.
    return cast(binary(rounded, '+', cast(integer(0), type)), type);
  }
  return cast(binary(raw, '-', call('mod', raw, divisor)), type);
}
