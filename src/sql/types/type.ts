/** The types of values, as the checks of expressions compare them. One shape for both dialects. */

/**
 * A type by its base name and its parameters: `{ base: 'decimal', parameters: [12, 2] }`, `{ base: 'array', parameters: [bigint] }`. A
 * varchar always has a length, which is `unbounded` if none is written. The base of a time shows whether it has a zone.
 */
export interface Type {
  readonly base: string;
  readonly parameters: readonly (number | Type)[];
  /** Of a row: the names of its fields. */
  readonly names?: readonly (string | undefined)[];
}

const of = (base: string, ...parameters: readonly (number | Type)[]): Type => ({ base, parameters });

/** The type of a value with an unknown type: it is accepted everywhere. */
export const any = of('?');

/** The type of NULL. */
export const nothing = of('unknown');

/** The length of a varchar without a length. */
export const unbounded = 2_147_483_647;

export const boolean = of('boolean');
export const tinyint = of('tinyint');
export const smallint = of('smallint');
export const integer = of('integer');
export const bigint = of('bigint');
export const real = of('real');
export const double = of('double');
export const date = of('date');
export const json = of('json');
export const varbinary = of('varbinary');
export const daysInterval = of('interval day to second');
export const monthsInterval = of('interval year to month');
export const varchar = (length = unbounded): Type => of('varchar', length);
export const char = (length: number): Type => of('char', length);
export const decimal = (precision: number, scale: number): Type => of('decimal', precision, scale);
export const time = (precision: number): Type => of('time', precision);
export const timestamp = (precision: number): Type => of('timestamp', precision);
export const zonedTime = (precision: number): Type => of('time with time zone', precision);
export const zonedTimestamp = (precision: number): Type => of('timestamp with time zone', precision);
export const array = (element: Type): Type => of('array', element);
export const map = (key: Type, value: Type): Type => of('map', key, value);
export const lambda = (parameters: readonly Type[], result: Type): Type =>
  of('function', ...parameters, result);
export const row = (fields: readonly Type[], names?: readonly (string | undefined)[]): Type => ({
  ...of('row', ...fields),
  ...(names?.some((name) => name !== undefined) === true ? { names } : {}),
});
export const named = of;

export const isAny = (type: Type): boolean => type.base === '?';

/** The parameters that are types. */
export const typesIn = ({ parameters }: Type): readonly Type[] =>
  parameters.filter((parameter) => typeof parameter !== 'number');

/** The n-th parameter where it is a number. */
export const numberAt = ({ parameters }: Type, index: number): number => {
  const found = parameters[index];
  return typeof found === 'number' ? found : 0;
};

/** The n-th parameter where it is a type. */
export const typeAt = ({ parameters }: Type, index: number): Type => {
  const found = parameters[index];
  return found === undefined || typeof found === 'number' ? any : found;
};

/** Whether a type, or one inside it, is not known. */
export const holdsAny = (type: Type): boolean => isAny(type) || typesIn(type).some(holdsAny);

/** Whether two types are the same. */
export function sameType(one: Type, other: Type): boolean {
  if (one === other) return true;
  return (
    one.base === other.base &&
    one.parameters.length === other.parameters.length &&
    one.parameters.every((parameter, index) => sameParameter(parameter, other.parameters[index])) &&
    (one.base !== 'row' || one.parameters.every((_, index) => one.names?.[index] === other.names?.[index]))
  );
}

const sameParameter = (one: number | Type, other: number | Type | undefined): boolean =>
  typeof one === 'number' || other === undefined || typeof other === 'number'
    ? one === other
    : sameType(one, other);

/** Whether it is text: varchar or char. */
export const isText = ({ base }: Type): boolean => base === 'varchar' || base === 'char';

const integers: ReadonlySet<string> = new Set(['tinyint', 'smallint', 'integer', 'bigint']);

/** Whether it is a number. */
export const isNumber = ({ base }: Type): boolean =>
  integers.has(base) || base === 'real' || base === 'double' || base === 'decimal';

const unordered: ReadonlySet<string> = new Set(['json', 'map', 'color', 'function']);
const incomparable: ReadonlySet<string> = new Set([
  ...['function', 'hyperloglog', 'p4hyperloglog', 'setdigest', 'qdigest', 'tdigest', 'geometry', 'kdbtree'],
  ...[
    'jsonpath',
    'codepoints',
    'joniregexp',
    're2jregexp',
    'likepattern',
    'regressor',
    'classifier',
    'model',
  ],
  'sphericalgeography',
]);

/** Whether values can be equal. */
export const isComparable = (type: Type): boolean =>
  !incomparable.has(type.base) && typesIn(type).every(isComparable);

/** Whether a value can be less than another. */
export const isOrderable = (type: Type): boolean =>
  !incomparable.has(type.base) && !unordered.has(type.base) && typesIn(type).every(isOrderable);

const showInside = (type: Type): string => (type.base === 'unknown' ? type.base : showType(type));

/** A type as SQL writes it; `unknown type` for one that is not known. */
export function showType(type: Type): string {
  const { base, parameters, names } = type;
  if (isAny(type)) return 'a type that is not known';
  if (base === 'unknown') return 'NULL';
  if (base === 'function') return 'a lambda expression';
  if (base === 'varchar' && parameters[0] === unbounded) return 'varchar';
  if (parameters.length === 0) return base;
  const inner = parameters.map((parameter, index) => {
    const text = typeof parameter === 'number' ? String(parameter) : showInside(parameter);
    const name = names?.[index];
    return name === undefined ? text : `${name} ${text}`;
  });
  const zone = ' with time zone';
  return base.endsWith(zone)
    ? `${base.slice(0, -zone.length)}(${inner.join(', ')})${zone}`
    : `${base}(${inner.join(', ')})`;
}
