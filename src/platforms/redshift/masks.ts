import { assertNever } from '../../base/assert-never.js';
import type { AppliedMask } from '../../policy/shown.js';
import { hashPrefix } from '../../policy/masks/hash-mask.js';
import type { Masked } from '../../policy/masks/mask-kind.js';
import { expressMask } from '../../policy/masks/index.js';
import { varchar } from '../../policy/masks/text-of.js';
import { literalsOf } from '../../policy/literal.js';
import { isText } from '../../policy/native-type.js';
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
import { longText, redshiftText } from './canonical-text.js';

/** What masks are said with. */
export interface MaskParts {
  /** Reads the key of hashes. */
  readonly hashKey: () => Expression;
  /** What stands before a value that is hashed, for who works in a project with masked joins; NULL for others. */
  readonly hashPrefix: () => Expression;
  /** Answers what a governor's expression asks about the reader. */
  readonly answered: (expression: Expression) => Expression;
}

/**
 * The masked value in Redshift's SQL, the same as in Trino's. A NULL stays NULL.
 * @param type as policies know it, in the words of Trino, as is the type of the result
 */
export function redshiftMask(mask: AppliedMask, raw: Expression, type: DataType, parts: MaskParts): Masked {
  switch (mask.type) {
    case 'null':
      return { expression: nullLiteral, type };
    case 'constant': {
      const literal = literalsOf(type)?.(mask.value);
      if (literal === undefined) throw misfit('constant');
      return { expression: searchedCase([[isNull(raw), nullLiteral]], said(literal)), type };
    }
    case 'bucket': {
      const masked = expressMask(mask, raw, type, parts.hashKey);
      return { ...masked, expression: said(masked.expression) };
    }
    case 'hash': {
      const own = string(hashPrefix(mask.domain));
      const prefix = mask.perProject ? call('coalesce', parts.hashPrefix(), own) : own;
      const hashed = concatenate(parts.hashKey(), prefix, redshiftText(raw, type));
      return { expression: call('sha2', hashed, integer(256)), type: varchar };
    }
    case 'regex': {
      const text = redshiftText(raw, type);
      const { pattern, replacement } = mask;
      // `p`: the dialect of regular expressions that is nearest to the one of policies; every match is replaced.
      return {
        expression: call(
          'regexp_replace',
          text,
          string(pattern),
          string(replacement),
          integer(1),
          string('p'),
        ),
        type: varchar,
      };
    }
    case 'partial':
      return { expression: partial(mask, redshiftText(raw, type)), type: varchar };
    case 'round':
      return {
        expression: 'unit' in mask ? toUnit(mask.unit, raw, type) : toStep(mask.step, raw, type),
        type,
      };
    case 'custom': {
      const expression = parts.answered(mask.expression);
      const brought: Expression = isText(type)
        ? cast(expression, longText)
        : { ...cast(expression, plain(type)), safe: true };
      return {
        expression: searchedCase([[isNull(raw), nullLiteral]], brought),
        type: isText(type) ? varchar : type,
      };
    }
    default:
      return assertNever(mask, 'mask');
  }
}

/** A tree of literals, comparisons and casts, which mean the same in both dialects. */
const said = (expression: Expression): Expression => translate(expression, 'trino', 'redshift') as Expression;

/** Redshift's types of times have no precision. */
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

/** The beginning of a unit; where a value has a time zone, as UTC has it, whatever the reader's session says. */
function toUnit(unit: string, raw: Expression, type: DataType): Expression {
  const zoned = type.kind === 'DateTimeType' && type.withTimeZone;
  const utc = (value: Expression): Expression => ({ kind: 'AtTimeZone', value, zone: string('UTC') });
  const rounded = zoned
    ? utc(call('date_trunc', string(unit), utc(raw)))
    : call('date_trunc', string(unit), raw);
  // Before Christ what is rounded down may be no point in time any more, which raises an error.
  const first = cast(string(zoned ? '0001-01-02 00:00:00+00' : '0001-01-01'), plain(type));
  return searchedCase([[compare(raw, '>=', first), rounded]]);
}

function toStep(step: string, raw: Expression, type: DataType): Expression {
  const literal = literalsOf(type)?.(step);
  if (literal === undefined) throw misfit('round');
  const divisor = cast(said(literal), type);
  const floating = type.kind === 'NamedType' && (type.name === 'double' || type.name === 'real');
  if (floating) {
    const rounded = binary(call('trunc', cast(binary(raw, '/', divisor), type)), '*', divisor);
    // Adding zero takes the sign from a negative zero, which would tell that the value was beneath it.
    return withinRange(raw, divisor, Number(step), type, binary(rounded, '+', cast(integer(0), type)));
  }
  return binary(raw, '-', call('mod', raw, divisor));
}

/**
 * Redshift fails where a floating-point number gets too large, or too small to be told from zero. What is less than the step is
 * zero; a number near the largest is NULL, unless it is infinite or none.
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

const misfit = (mask: string): Error =>
  new Error(`scrim is at fault: a ${mask} mask was applied where it does not fit`);
