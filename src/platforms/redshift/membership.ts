import type { DataType, Expression } from '../../sql/ast.js';
import {
  and,
  call,
  cast,
  compare,
  concatenate,
  inList,
  integer,
  isNotNull,
  searchedCase,
  string,
} from '../../sql/build.js';
import { redshiftText } from './canonical-text.js';
import type { ProfileRows, ReaderFacts } from './reader-facts.js';

/** The expression to compare with the values of a list, and the conversion of each value. */
interface Comparison {
  readonly left: Expression;
  readonly make: (value: Expression) => { readonly item: Expression; readonly where?: Expression };
}

/**
 * Whether a value is among values of the reader's profile, which are text. A text is read as a value of the column's type, as elsewhere
 * (`007` is 7). A text that is not a value of the type equals nothing, and raises no error.
 * @param type the type in policies; undefined for a type whose values cannot be compared with text
 */
export function amongProfile(
  value: Expression,
  type: DataType,
  rows: ProfileRows,
  facts: ReaderFacts,
): Expression | undefined {
  const comparison = compared(value, type);
  if (comparison === undefined) return undefined;
  const query = facts.values(rows, comparison.make);
  return { kind: 'InSubquery', value: comparison.left, query, negated: false };
}

function compared(value: Expression, type: DataType): Comparison | undefined {
  if (type.kind === 'DateTimeType') return moments(value, type);
  if (type.kind !== 'NamedType') return undefined;
  switch (type.name) {
    case 'varchar':
      return { left: value, make: (item) => ({ item }) };
    case 'char':
      return {
        left: redshiftText(value, type),
        make: (item) => ({ item: call('rtrim', item, string(' ')) }),
      };
    case 'boolean':
      return {
        left: redshiftText(value, type),
        make: (item) => ({
          item: call('lower', item),
          where: inList(call('lower', item), ['true', 'false'].map(string)),
        }),
      };
    case 'date':
      return { left: redshiftText(value, type), make: (item) => ({ item }) };
    case 'smallint':
    case 'integer':
    case 'bigint':
      return {
        left: redshiftText(value, type),
        make: (item) => ({ item: signed(item, wholeOf(item)), where: matches(item, '^[+-]?[0-9]{1,19}$') }),
      };
    case 'decimal':
      return decimals(value, type);
    case 'double':
    case 'real':
      return tried(value, type, '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$');
    default:
      return undefined;
  }
}

const matches = (value: Expression, pattern: string): Expression => ({
  kind: 'PosixMatch',
  value,
  pattern: string(pattern),
  negated: false,
});

/** The digits of a number before its point, without leading zeros. */
const wholeOf = (value: Expression): Expression =>
  call('ltrim', call('ltrim', call('split_part', value, string('.'), integer(1)), string('+-')), string('0'));

const orZero = (digits: Expression): Expression =>
  call('coalesce', call('nullif', digits, string('')), string('0'));

/** A number's text with its sign, unless it is zero. */
function signed(value: Expression, whole: Expression, fraction?: Expression): Expression {
  const digits = fraction === undefined ? whole : concatenate(whole, fraction);
  const negative = and(
    compare(call('left', value, integer(1)), '=', string('-')),
    compare(call('replace', digits, string('0'), string('')), '<>', string('')),
  );
  const sign = searchedCase([[negative, string('-')]], string(''));
  return fraction === undefined
    ? concatenate(sign, orZero(whole))
    : concatenate(sign, orZero(whole), string('.'), fraction);
}

/** Decimals are compared by their text, whose number of digits after the point is the scale of the type. */
function decimals(value: Expression, type: Extract<DataType, { kind: 'NamedType' }>): Comparison {
  const scale = Number(type.parameters[1] ?? 0);
  return {
    left: redshiftText(value, type),
    make: (item) => {
      const written = call('rtrim', call('split_part', item, string('.'), integer(2)), string('0'));
      const fraction = call('left', concatenate(written, string('0'.repeat(scale))), integer(scale));
      return {
        item: scale === 0 ? signed(item, wholeOf(item)) : signed(item, wholeOf(item), fraction),
        where: and(
          matches(item, '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)$'),
          compare(call('length', written), '<=', integer(scale)),
        ),
      };
    },
  };
}

const zone = '(Z|UTC|[+-](0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)';
const clock = '([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6}0*)?)?';
const day = '[0-9]{4}-[0-9]{2}-[0-9]{2}';

function moments(
  value: Expression,
  type: Extract<DataType, { kind: 'DateTimeType' }>,
): Comparison | undefined {
  if (type.name === 'time') return type.withTimeZone ? undefined : tried(value, type, `^${clock}$`);
  return type.withTimeZone
    ? tried(value, type, `^${day}([T ]${clock})? ?${zone}$`)
    : tried(value, type, `^${day}([T ]${clock})?$`);
}

/** Values that are cast to the column's type, if they have its form and the cast accepts them. */
function tried(value: Expression, type: DataType, form: string): Comparison {
  const target: DataType = type.kind === 'DateTimeType' ? { ...type, precision: undefined } : type;
  return {
    left: value,
    make: (item) => {
      const read: Expression = {
        ...cast(searchedCase([[matches(item, form), item]]), target),
        safe: true,
      };
      return { item: read, where: isNotNull(read) };
    },
  };
}
