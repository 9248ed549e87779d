import {
  any,
  array,
  char,
  decimal,
  isAny,
  map,
  named,
  numberAt,
  row,
  sameType,
  typesIn,
  unbounded,
  varchar,
  zonedTime,
  zonedTimestamp,
  timestamp,
  type Type,
} from './type.js';

/** The longest char of Trino. */
export const longestChar = 65_536;

/** The relation of two types: their common type, and whether the first converts implicitly to the second. */
interface Meeting {
  readonly common: Type;
  readonly coercible: boolean;
}

/** The smallest type to which both convert implicitly, as in Trino 476 (`TypeCoercion`); undefined if there is none. */
export const commonType = (one: Type, other: Type): Type | undefined => meet(one, other)?.common;

/** Whether a value of one type is accepted where another is required. */
export const coerces = (from: Type, to: Type): boolean => meet(from, to)?.coercible ?? false;

/** The smallest common type of several. */
export function commonOf(types: readonly Type[]): Type | undefined {
  const [first, ...rest] = types;
  return rest.reduce<Type | undefined>(
    (common, type) => common && commonType(common, type),
    first ?? named('unknown'),
  );
}

function meet(from: Type, to: Type): Meeting | undefined {
  if (isAny(from) || isAny(to)) return { common: any, coercible: true };
  if (sameType(from, to) || from.base === 'unknown') return { common: to, coercible: true };
  if (to.base === 'unknown') return { common: from, coercible: false };
  if (from.base === to.base) return meetAlike(from, to);
  const raised = raise(from, to.base);
  if (raised !== undefined) return meet(raised, to);
  const lowered = raise(to, from.base);
  const common = lowered && meet(from, lowered);
  return common && { ...common, coercible: false };
}

function meetAlike(from: Type, to: Type): Meeting | undefined {
  switch (from.base) {
    case 'decimal': {
      const scale = Math.max(numberAt(from, 1), numberAt(to, 1));
      const whole = Math.max(numberAt(from, 0) - numberAt(from, 1), numberAt(to, 0) - numberAt(to, 1));
      return into(decimal(Math.min(38, whole + scale), scale), to);
    }
    case 'varchar':
    case 'char':
    case 'time':
    case 'time with time zone':
    case 'timestamp':
    case 'timestamp with time zone':
      return into(named(from.base, Math.max(numberAt(from, 0), numberAt(to, 0))), to);
    case 'row':
      return meetRows(from, to);
    case 'array':
    case 'map': {
      const inner = meetAll(from, to);
      if (inner === undefined) return undefined;
      const [first = any, second = any] = inner.types;
      return {
        common: from.base === 'array' ? array(first) : map(first, second),
        coercible: inner.coercible,
      };
    }
    default:
      return undefined;
  }
}

const into = (common: Type, to: Type): Meeting => ({ common, coercible: sameType(common, to) });

function meetAll(
  from: Type,
  to: Type,
): { readonly types: readonly Type[]; readonly coercible: boolean } | undefined {
  const [left, right] = [typesIn(from), typesIn(to)];
  if (left.length !== right.length) return undefined;
  const meetings = left.map((type, index) => meet(type, right[index] ?? any));
  return meetings.some((meeting) => meeting === undefined)
    ? undefined
    : {
        types: meetings.map((meeting) => meeting?.common ?? any),
        coercible: meetings.every((meeting) => meeting?.coercible),
      };
}

function meetRows(from: Type, to: Type): Meeting | undefined {
  const inner = meetAll(from, to);
  if (inner === undefined) return undefined;
  const names = from.parameters.map((_, index) =>
    from.names?.[index] === to.names?.[index] ? from.names?.[index] : undefined,
  );
  return { common: row(inner.types, names), coercible: inner.coercible };
}

const exactDigits: Readonly<Record<string, number>> = { tinyint: 3, smallint: 5, integer: 10, bigint: 19 };

/** The bases to which values of a base convert implicitly, smallest first. */
const widening: Readonly<Record<string, readonly string[]>> = {
  tinyint: ['smallint', 'integer', 'bigint', 'real', 'double'],
  smallint: ['integer', 'bigint', 'real', 'double'],
  integer: ['bigint', 'real', 'double'],
  bigint: ['real', 'double'],
  decimal: ['real', 'double'],
  real: ['double'],
  p4hyperloglog: ['hyperloglog'],
  varchar: ['joniregexp', 're2jregexp', 'jsonpath', 'codepoints'],
  char: ['joniregexp', 're2jregexp', 'jsonpath', 'codepoints'],
};

/** The bases to which NULL converts if a signature has number parameters. */
const nullForms: Readonly<Record<string, Type>> = {
  varchar: varchar(0),
  char: char(0),
  decimal: decimal(1, 0),
};

/**
 * A type of a base that contains all values of another type; undefined if there is no implicit conversion to that base. A type with this
 * base stays as it is.
 */
export function raise(type: Type, base: string): Type | undefined {
  if (type.base === base) return type;
  if (isAny(type)) return any;
  const digits = exactDigits[type.base];
  if (base === 'decimal' && digits !== undefined) return decimal(digits, 0);
  if (widening[type.base]?.includes(base) === true) return named(base);
  switch (type.base) {
    case 'unknown':
      return nullForms[base] ?? nullTimes(base);
    case 'date':
      if (base === 'timestamp') return timestamp(0);
      return base === 'timestamp with time zone' ? zonedTimestamp(0) : undefined;
    case 'time':
      return base === 'time with time zone' ? zonedTime(numberAt(type, 0)) : undefined;
    case 'timestamp':
      return base === 'timestamp with time zone' ? zonedTimestamp(numberAt(type, 0)) : undefined;
    case 'varchar': {
      const length = numberAt(type, 0);
      return base === 'char'
        ? char(length === unbounded ? longestChar : Math.min(longestChar, length))
        : undefined;
    }
    default:
      return undefined;
  }
}

const nullTimes = (base: string): Type | undefined =>
  ['time', 'time with time zone', 'timestamp', 'timestamp with time zone'].includes(base)
    ? named(base, 3)
    : undefined;
