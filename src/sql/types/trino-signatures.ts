/**
 * The signatures of the scalar functions of Trino 476 that policies may call, and of its operators. `SHOW FUNCTIONS` lists the same,
 * without the conditions on types; test/live compares the two.
 */
import { formal, signature, variable, type Formal, type Signature } from './signature.js';
import {
  bigint,
  boolean,
  date,
  daysInterval,
  double,
  integer,
  json,
  monthsInterval,
  nothing,
  real,
  smallint,
  tinyint,
  unbounded,
  varbinary,
  varchar,
} from './type.js';

const text = varchar();
const varcharOf = (length: string | number): Formal => formal('varchar', length);
const charOf = (length: string): Formal => formal('char', length);
const decimalOf = (precision: number | string, scale: number | string): Formal =>
  formal('decimal', precision, scale);
const time = (precision: number | string): Formal => formal('time', precision);
const zonedTime = (precision: number | string): Formal => formal('time with time zone', precision);
const timestamp = (precision: number | string): Formal => formal('timestamp', precision);
const zoned = (precision: number | string): Formal => formal('timestamp with time zone', precision);
const arrayOf = (element: Formal): Formal => formal('array', element);
const mapOf = (key: Formal, value: Formal): Formal => formal('map', key, value);
const rowOf = (...fields: readonly Formal[]): Formal => formal('row', ...fields);
const lambdaOf = (...parts: readonly Formal[]): Formal => formal('function', ...parts);

const [x, y, z] = [varcharOf('x'), varcharOf('y'), varcharOf('z')];
const c = charOf('x');
const p = decimalOf('p', 's');
const [E, K, K1, K2, R, T, U, V, V1, V2, V3] = 'E K K1 K2 R T U V V1 V2 V3'.split(' ').map(variable) as [
  ...[Formal, Formal, Formal, Formal, Formal, Formal],
  ...[Formal, Formal, Formal, Formal, Formal],
];
const codepoints = formal('codepoints');
const jsonPath = formal('jsonpath');
const ipAddress = formal('ipaddress');
const integers = [tinyint, smallint, integer, bigint];
const unary = (...types: readonly Formal[]): readonly Signature[] =>
  types.map((type) => signature([type], type));
const binary = (...types: readonly Formal[]): readonly Signature[] =>
  types.map((type) => signature([type, type], type));
const giving = (returns: Formal, ...args: readonly (readonly Formal[])[]): readonly Signature[] =>
  args.map((one) => signature(one, returns));
const comparable = (name: string) => ({ where: { [name]: { comparable: true } } }) as const;
const orderable = (name: string) => ({ where: { [name]: { orderable: true } } }) as const;
/** The same signatures for each of some names between spaces. */
const each = (
  names: string,
  ...signatures: readonly Signature[]
): Readonly<Record<string, readonly Signature[]>> =>
  Object.fromEntries(names.split(' ').map((name) => [name, signatures]));

const wholeDigits = { rp: (of: (name: string) => number) => of('p') - of('s') + Math.min(of('s'), 1) };
const roundedDigits = {
  rp: (of: (name: string) => number) => Math.min(38, of('p') - of('s') + Math.min(1, of('s'))),
  rs: () => 0,
};
const dateParts = [[date], [timestamp('p')], [zoned('p')]];
const timeParts = [[daysInterval], [time('p')], [zonedTime('p')], [timestamp('p')], [zoned('p')]];
const substrings = giving(x, [c, bigint], [c, bigint, bigint], [x, bigint], [x, bigint, bigint]);
const trims = giving(x, [c], [c, codepoints], [x], [x, codepoints]);
const roundings = [
  ...unary(...integers, real, double),
  signature([p], decimalOf('rp', 0), { computed: wholeDigits }),
];
const shifts = [
  ...giving(bigint, [bigint, integer]),
  ...integers.slice(0, 3).map((type) => signature([type, integer], type)),
];
/** The longest text of a time in ISO 8601: its digits and, with a zone, its offset. */
const isoLength = {
  n: (of: (name: string) => number) => 22 + Math.min(of('p'), 1) + of('p'),
};
const zonedIsoLength = {
  n: (of: (name: string) => number) => 28 + Math.min(of('p'), 1) + of('p'),
};

/** Every function that policies may call, except those with their own syntax, such as coalesce. */
export const trinoSignatures: Readonly<Record<string, readonly Signature[]>> = {
  // Choices
  ...each('greatest least', signature([E], E, { repeats: true, ...orderable('E') })),

  // Text
  ...each('lower upper', ...unary(c, x)),
  reverse: [signature([arrayOf(E)], arrayOf(E)), ...unary(c, varbinary, x)],
  length: giving(bigint, [c], [varbinary], [x]),
  codepoint: giving(integer, [varcharOf(1)]),
  chr: giving(varcharOf(1), [bigint]),
  soundex: giving(varcharOf(4), [text]),
  to_utf8: giving(varbinary, [c], [x]),
  ...each('ltrim rtrim trim', ...trims),
  from_utf8: giving(text, [varbinary], [varbinary, bigint], [varbinary, x]),
  replace: [
    signature([x, y, z], varcharOf('u'), {
      computed: { u: (of) => Math.min(unbounded, of('x') + of('z') * (of('x') + 1)) },
    }),
    signature([x, y], x),
  ],
  split: giving(arrayOf(x), [x, y], [x, y, bigint]),
  strpos: giving(bigint, [x, y], [x, y, bigint]),
  substr: [...giving(varbinary, [varbinary, bigint], [varbinary, bigint, bigint]), ...substrings],
  substring: substrings,
  concat: [
    signature([arrayOf(E)], arrayOf(E), { repeats: true }),
    signature([E, arrayOf(E)], arrayOf(E)),
    signature([arrayOf(E), E], arrayOf(E)),
    signature([c, charOf('y')], charOf('u'), { computed: { u: (of) => of('x') + of('y') } }),
    signature([text], text, { repeats: true }),
    signature([varbinary], varbinary, { repeats: true }),
  ],
  concat_ws: [signature([text, arrayOf(text)], text), signature([text, text], text, { repeats: true })],
  split_part: giving(x, [x, y, bigint]),
  translate: giving(text, [x, y, z]),
  split_to_map: giving(mapOf(text, text), [text, text, text]),
  hamming_distance: giving(bigint, [x, y]),
  starts_with: giving(boolean, [x, y]),
  luhn_check: giving(boolean, [text]),
  lpad: [
    ...giving(text, [c, bigint, y], [x, bigint, y]),
    ...giving(varbinary, [varbinary, bigint, varbinary]),
  ],
  rpad: [...giving(text, [x, bigint, y]), ...giving(varbinary, [varbinary, bigint, varbinary])],

  // Numbers
  abs: unary(...integers, real, double, p),
  ...each('ceil ceiling floor', ...roundings),
  sign: [...unary(...integers, real, double), ...giving(decimalOf(1, 0), [p])],
  ...each(
    'exp ln log2 log10 sqrt cbrt degrees radians sin cos tan asin acos atan sinh cosh tanh',
    ...unary(double),
  ),
  bitwise_not: unary(bigint),
  round: [
    ...[...integers, real, double].flatMap((type) => giving(type, [type], [type, integer])),
    signature([p], decimalOf('rp', 'rs'), { computed: roundedDigits }),
    signature([p, integer], decimalOf('rp', 's'), {
      computed: { rp: (of) => Math.min(38, of('p') + 1) },
    }),
  ],
  truncate: [
    ...unary(real, double),
    signature([p], decimalOf('rp', 0), { computed: { rp: (of) => Math.max(1, of('p') - of('s')) } }),
    ...giving(p, [p, integer]),
  ],
  mod: [
    ...binary(...integers, real, double),
    signature([decimalOf('p', 's'), decimalOf('q', 't')], decimalOf('rp', 'rs'), {
      computed: {
        rp: (of) => Math.min(of('q') - of('t'), of('p') - of('s')) + Math.max(of('s'), of('t')),
        rs: (of) => Math.max(of('s'), of('t')),
      },
    }),
  ],
  ...each('power pow log atan2', ...binary(double)),
  from_base: giving(bigint, [x, bigint]),
  to_base: giving(varcharOf(64), [bigint, bigint]),
  ...each('bitwise_and bitwise_or bitwise_xor bit_count', ...binary(bigint)),
  ...each('bitwise_left_shift bitwise_right_shift bitwise_right_shift_arithmetic', ...shifts),
  width_bucket: giving(bigint, [double, arrayOf(double)], [double, double, double, bigint]),
  ...each('pi e nan infinity', signature([], double)),
  is_nan: giving(boolean, [real], [double]),
  ...each('is_finite is_infinite', ...giving(boolean, [double])),

  // Dates and times
  ...each('year month', ...giving(bigint, ...dateParts, [monthsInterval])),
  ...each('day day_of_month', ...giving(bigint, ...dateParts, [daysInterval])),
  ...each(
    'quarter week week_of_year day_of_week dow day_of_year doy year_of_week yow',
    ...giving(bigint, ...dateParts),
  ),
  ...each('hour minute second millisecond', ...giving(bigint, ...timeParts)),
  ...each('timezone_hour timezone_minute', ...giving(bigint, [zonedTime('p')], [zoned('p')])),
  last_day_of_month: giving(date, ...dateParts),
  date: giving(date, [timestamp('p')], [zoned('p')], [x]),
  from_iso8601_date: giving(date, [x]),
  to_iso8601: [
    ...giving(varcharOf(16), [date]),
    signature([timestamp('p')], varcharOf('n'), { computed: isoLength }),
    signature([zoned('p')], varcharOf('n'), { computed: zonedIsoLength }),
  ],
  to_unixtime: giving(double, [zoned('p')]),
  to_milliseconds: giving(bigint, [daysInterval]),
  parse_duration: giving(daysInterval, [x]),
  date_trunc: [date, time('p'), zonedTime('p'), timestamp('p'), zoned('p')].map((type) =>
    signature([x, type], type),
  ),
  with_timezone: giving(zoned('p'), [timestamp('p'), x]),
  at_timezone: giving(zoned('p'), [zoned('p'), x]),
  date_add: [date, time('p'), zonedTime('p'), timestamp('p'), zoned('p')].map((type) =>
    signature([x, bigint, type], type),
  ),
  date_diff: [date, time('p'), zonedTime('p'), timestamp('p'), zoned('p')].map((type) =>
    signature([x, type, type], bigint),
  ),
  from_unixtime: giving(zoned(3), [double], [double, bigint, bigint], [double, x]),

  // JSON
  json_parse: giving(json, [x]),
  json_format: giving(text, [json]),
  json_array_length: giving(bigint, [json], [x]),
  json_extract: giving(json, [json, jsonPath], [x, jsonPath]),
  json_extract_scalar: [...giving(text, [json, jsonPath]), ...giving(x, [x, jsonPath])],
  json_size: giving(bigint, [json, jsonPath], [x, jsonPath]),
  json_array_get: giving(json, [json, bigint], [x, bigint]),
  json_array_contains: [
    ...[bigint, boolean, double].flatMap((type) => giving(boolean, [json, type], [x, type])),
    ...giving(boolean, [json, x], [x, y]),
  ],
  is_json_scalar: giving(boolean, [json], [x]),

  // Arrays and maps
  cardinality: giving(bigint, [arrayOf(E)], [mapOf(K, V)], [formal('hyperloglog')], [formal('setdigest')]),
  ...each('array_max array_min', signature([arrayOf(T)], T, orderable('T'))),
  array_distinct: [signature([arrayOf(E)], arrayOf(E), comparable('E'))],
  flatten: giving(arrayOf(E), [arrayOf(arrayOf(E))]),
  array_remove: [signature([arrayOf(E), E], arrayOf(E), comparable('E'))],
  ...each(
    'array_union array_intersect array_except',
    signature([arrayOf(E), arrayOf(E)], arrayOf(E), comparable('E')),
  ),
  array_position: [signature([arrayOf(T), T], bigint, comparable('T'))],
  trim_array: giving(arrayOf(E), [arrayOf(E), bigint]),
  array_join: [
    [arrayOf(E), text],
    [arrayOf(E), text, text],
  ].map((args) => signature(args, text, { where: { E: { castsTo: text } } })),
  slice: giving(arrayOf(E), [arrayOf(E), bigint, bigint]),
  element_at: [signature([mapOf(K, V), K], V), signature([arrayOf(E), bigint], E)],
  contains: [signature([arrayOf(T), T], boolean, comparable('T')), signature([text, ipAddress], boolean)],
  contains_sequence: [signature([arrayOf(T), arrayOf(T)], boolean, comparable('T'))],
  arrays_overlap: [signature([arrayOf(E), arrayOf(E)], boolean, comparable('E'))],
  ...each('any_match all_match none_match', ...giving(boolean, [arrayOf(T), lambdaOf(T, boolean)])),
  array_sort: [
    signature([arrayOf(E)], arrayOf(E), orderable('E')),
    signature([arrayOf(T), lambdaOf(T, T, integer)], arrayOf(T)),
  ],
  filter: giving(arrayOf(T), [arrayOf(T), lambdaOf(T, boolean)]),
  transform: giving(arrayOf(U), [arrayOf(T), lambdaOf(T, U)]),
  map_filter: giving(mapOf(K, V), [mapOf(K, V), lambdaOf(K, V, boolean)]),
  transform_keys: [signature([mapOf(K1, V), lambdaOf(K1, V, K2)], mapOf(K2, V), comparable('K2'))],
  transform_values: giving(mapOf(K, V2), [mapOf(K, V1), lambdaOf(K, V1, V2)]),
  zip_with: giving(arrayOf(R), [arrayOf(T), arrayOf(U), lambdaOf(T, U, R)]),
  map_zip_with: giving(mapOf(K, V3), [mapOf(K, V1), mapOf(K, V2), lambdaOf(K, V1, V2, V3)]),
  map_keys: giving(arrayOf(K), [mapOf(K, V)]),
  map_values: giving(arrayOf(V), [mapOf(K, V)]),
  map_entries: giving(arrayOf(rowOf(K, V)), [mapOf(K, V)]),
  map_from_entries: [signature([arrayOf(rowOf(K, V))], mapOf(K, V), comparable('K'))],
  map: [
    signature([arrayOf(K), arrayOf(V)], mapOf(K, V), comparable('K')),
    signature([], mapOf(nothing, nothing)),
  ],
  map_concat: [signature([mapOf(K, V)], mapOf(K, V), { repeats: true })],
  repeat: giving(arrayOf(T), [T, bigint]),

  // Bytes and digests
  ...each('to_hex to_base64 to_base64url to_base32', ...giving(text, [varbinary])),
  ...each('from_hex from_base64 from_base64url from_base32', ...giving(varbinary, [varbinary], [x])),
  ...each('md5 sha1 sha256 sha512 xxhash64 murmur3 spooky_hash_v2_32 spooky_hash_v2_64', ...unary(varbinary)),
  crc32: giving(bigint, [varbinary]),
  to_big_endian_32: giving(varbinary, [integer]),
  to_big_endian_64: giving(varbinary, [bigint]),
  from_big_endian_32: giving(integer, [varbinary]),
  from_big_endian_64: giving(bigint, [varbinary]),

  // URLs
  ...each(
    'url_extract_host url_extract_path url_extract_protocol url_extract_query url_extract_fragment url_decode',
    ...unary(x),
  ),
  url_extract_port: giving(bigint, [x]),
  url_encode: [
    signature([x], varcharOf('y'), { computed: { y: (of) => Math.min(unbounded, of('x') * 12) } }),
  ],
  url_extract_parameter: giving(x, [x, y]),
};

const sums = [...binary(...integers, real, double, daysInterval, monthsInterval)];
const sumDigits = {
  rp: (of: (name: string) => number) =>
    Math.min(38, Math.max(of('p') - of('s'), of('q') - of('t')) + Math.max(of('s'), of('t')) + 1),
  rs: (of: (name: string) => number) => Math.max(of('s'), of('t')),
};
const decimals = (computed: Signature['computed']): Signature =>
  signature([decimalOf('p', 's'), decimalOf('q', 't')], decimalOf('rp', 'rs'), { computed });
const atLeastMilliseconds = { u: (of: (name: string) => number) => Math.max(3, of('p')) };
/** A time moved by an interval. */
const moved: readonly Signature[] = [
  ...giving(date, [date, daysInterval], [date, monthsInterval]),
  ...[
    [time('p'), time('u')],
    [zonedTime('p'), zonedTime('u')],
    [timestamp('p'), timestamp('u')],
    [zoned('p'), zoned('u')],
  ].map(([from = date, to = date]) => signature([from, daysInterval], to, { computed: atLeastMilliseconds })),
  ...[timestamp('p'), zoned('p')].map((type) => signature([type, monthsInterval], type)),
];
const turned = moved.map((one) => ({ ...one, arguments: one.arguments.toReversed() }));
const scaled = [daysInterval, monthsInterval].flatMap((type) => giving(type, [type, double], [type, bigint]));

/** Trino's arithmetic and subscripts, by the sign. */
export const trinoOperators: Readonly<
  Record<'+' | '-' | '*' | '/' | '%' | 'negation' | 'subscript', readonly Signature[]>
> = {
  '+': [...sums, decimals(sumDigits), ...moved, ...turned],
  '-': [
    ...sums,
    decimals(sumDigits),
    ...moved,
    ...giving(
      daysInterval,
      [time('p'), time('p')],
      [zonedTime('p'), zonedTime('p')],
      [timestamp('p'), timestamp('p')],
      [zoned('p'), zoned('p')],
    ),
  ],
  '*': [
    ...binary(...integers, real, double),
    decimals({
      rp: (of) => Math.min(38, of('p') + of('q')),
      rs: (of) => of('s') + of('t'),
    }),
    ...scaled,
    ...scaled.map((one) => ({ ...one, arguments: one.arguments.toReversed() })),
  ],
  '/': [
    ...binary(...integers, real, double),
    decimals({
      rp: (of) => Math.min(38, of('p') + of('t') + Math.max(of('t') - of('s'), 0)),
      rs: (of) => Math.max(of('s'), of('t')),
    }),
    ...giving(daysInterval, [daysInterval, double]),
    ...giving(monthsInterval, [monthsInterval, double]),
  ],
  '%': [
    ...binary(...integers, real, double),
    decimals({
      rp: (of) => Math.min(of('q') - of('t'), of('p') - of('s')) + Math.max(of('s'), of('t')),
      rs: (of) => Math.max(of('s'), of('t')),
    }),
  ],
  negation: unary(...integers, real, double, p, daysInterval, monthsInterval),
  subscript: [signature([mapOf(K, V), K], V), signature([arrayOf(E), bigint], E)],
};
