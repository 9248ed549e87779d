import {
  isAny,
  isComparable,
  json,
  numberAt,
  sameType,
  typeAt,
  typesIn,
  unbounded,
  type Type,
} from './type.js';

const words = (text: string): readonly string[] => text.split(' ');

const integers = words('tinyint smallint integer bigint');
const numbers = [...integers, 'real', 'double', 'decimal'];
const times = ['time', 'time with time zone', 'timestamp', 'timestamp with time zone'];
const ofNumber = [...numbers, 'boolean', 'varchar', 'json'];
const internal = words('joniregexp re2jregexp jsonpath codepoints');

/** The bases to which a value of a base can be cast, except for the contents of arrays, maps and rows. */
const castsFrom: Readonly<Record<string, readonly string[]>> = {
  boolean: ofNumber,
  ...Object.fromEntries(numbers.map((base) => [base, ofNumber])),
  varchar: [
    ...[...numbers, ...times, ...internal],
    ...words('boolean varchar char date varbinary json uuid ipaddress'),
  ],
  char: [...internal, 'varchar', 'char'],
  date: words('varchar json').concat('timestamp', 'timestamp with time zone'),
  time: [...times, 'varchar'],
  'time with time zone': [...times, 'varchar'],
  timestamp: [...times, 'varchar', 'date', 'json'],
  'timestamp with time zone': [...times, 'varchar', 'date'],
  'interval day to second': ['varchar'],
  'interval year to month': ['varchar'],
  json: [...numbers, 'boolean', 'varchar'],
  uuid: ['varchar', 'varbinary'],
  ipaddress: ['varchar', 'varbinary'],
  varbinary: words('uuid ipaddress hyperloglog setdigest tdigest qdigest'),
  hyperloglog: ['varbinary', 'p4hyperloglog'],
  p4hyperloglog: ['varbinary', 'hyperloglog'],
  setdigest: ['varbinary', 'hyperloglog'],
  tdigest: ['varbinary'],
  qdigest: ['varbinary'],
};

const jsonKeys: ReadonlySet<string> = new Set([...numbers, 'boolean', 'varchar', 'unknown']);

/** Whether Trino 476 can cast one type to another. The cast may still fail for some values. */
export function castsTo(from: Type, to: Type): boolean {
  if (isAny(from) || isAny(to) || from.base === 'unknown') return true;
  if (to.base === 'unknown') return false;
  if (to.base === 'json' && ['array', 'map', 'row'].includes(from.base)) return becomesJson(from);
  if (from.base === 'json' && ['array', 'map', 'row'].includes(to.base)) return comesFromJson(to);
  if (['array', 'map', 'row'].includes(from.base) && from.base === to.base) {
    const [inner, wanted] = [typesIn(from), typesIn(to)];
    return (
      inner.length === wanted.length &&
      inner.every((type, index) => castsTo(type, wanted[index] ?? type)) &&
      (to.base !== 'map' || isComparable(typeAt(to, 0)))
    );
  }
  // An address is written in full only.
  const isCut = to.base === 'varchar' && (from.base === 'uuid' || from.base === 'ipaddress');
  if (isCut && numberAt(to, 0) !== unbounded) return false;
  return sameType(from, to) || castsFrom[from.base]?.includes(to.base) === true;
}

function becomesJson(type: Type): boolean {
  if (type.base === 'map') {
    return jsonKeys.has(typeAt(type, 0).base) && castsTo(typeAt(type, 1), json);
  }
  return typesIn(type).every((inner) => castsTo(inner, json));
}

function comesFromJson(type: Type): boolean {
  if (type.base === 'map') {
    return jsonKeys.has(typeAt(type, 0).base) && castsTo(json, typeAt(type, 1));
  }
  return typesIn(type).every((inner) => castsTo(json, inner));
}
