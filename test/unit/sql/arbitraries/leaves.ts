import fc, { type Arbitrary } from 'fast-check';

import type {
  ColumnReference,
  DataType,
  Identifier,
  IntervalLiteral,
  IntervalType,
  IntervalUnit,
  Literal,
  Node,
  QualifiedName,
  RowCount,
} from '../../../../src/sql/ast.js';
import type { Dialect } from '../../../../src/sql/dialect.js';
import { isReserved } from '../../../../src/sql/reserved-words.js';

type Fields<N> = { readonly [P in Exclude<keyof N, 'kind' | 'position'>]: Arbitrary<N[P]> };

/** Nodes of a kind from arbitraries of their properties. */
export const node = <N extends Node>(kind: N['kind'], fields: Fields<N>): Arbitrary<N> =>
  fc.record({ kind: fc.constant(kind), ...fields }) as unknown as Arbitrary<N>;

/** A value or nothing, more often nothing. */
export const maybe = <T>(arbitrary: Arbitrary<T>): Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 2 });

/** Few values, at least `least` of them. */
export const few = <T>(
  arbitrary: Arbitrary<T>,
  least = 0,
  most = least === 0 ? 2 : least + 1,
): Arbitrary<readonly T[]> => fc.array(arbitrary, { minLength: least, maxLength: most });

export const none = fc.constant(undefined);
export const empty = fc.constant([]);
export const oneOf = <const T>(...values: readonly T[]): Arbitrary<T> => fc.constantFrom(...values);
export const flag = fc.boolean();
export const never = fc.constant(false);

/** Text of all that can break quoting; what a dialect cannot hold in a string is left out. */
export const text = (dialect: Dialect): Arbitrary<string> =>
  fc
    .oneof(
      fc.string({ unit: 'grapheme', maxLength: 8 }),
      fc.string({
        unit: fc.constantFrom("'", '"', '\\', '-', '/', '*', ';', '\n', '?', '$', 'a', 'é', '\u{1F600}'),
      }),
    )
    .filter((value) => !(dialect === 'redshift' && value.includes('\0')));

/** Text of literals that cannot be an expression: none with a backslash in Redshift. */
const plainText = (dialect: Dialect): Arbitrary<string> =>
  text(dialect).filter((value) => !(dialect === 'redshift' && value.includes('\\')));

/** Words that are keywords somewhere but no dialect reserves. */
const keywordish = [
  'qualify',
  'set',
  'time',
  'date',
  'year',
  'key',
  'value',
  'rows',
  'first',
  'window',
  'lateral',
  'match',
  'format',
  'begin',
  'function',
  'session',
  'repeat',
];

/** Names in the form that the builders give them, and others in quotes. */
export const names = (dialect: Dialect): Arbitrary<Identifier> =>
  fc
    .oneof(
      { weight: 4, arbitrary: fc.stringMatching(/^[a-z_][a-z0-9_]{0,5}$/) },
      { weight: 1, arbitrary: oneOf(...keywordish) },
      {
        weight: 1,
        arbitrary: oneOf('select', 'from', 'user', 'A b', 'Mixed', 'a"b', "it's", 'é', '1a', 'a-b'),
      },
    )
    .map((value) => ({
      kind: 'Identifier',
      value,
      quoted:
        !/^[a-z_][a-z0-9_]*$/.test(value) ||
        isReserved(value, dialect) ||
        (value === 'qualify' && dialect === 'redshift'),
    }));

export const qualifiedNames = (name: Arbitrary<Identifier>): Arbitrary<QualifiedName> =>
  node<QualifiedName>('QualifiedName', { parts: few(name, 1) });

export const columnReferences = (name: Arbitrary<Identifier>): Arbitrary<ColumnReference> =>
  node<ColumnReference>('ColumnReference', { parts: few(name, 1) });

const digits = fc.bigInt({ min: 0n, max: 10n ** 12n }).map(String);

export const rowCounts = (dialect: Dialect): Arbitrary<RowCount> => {
  const literal = node<RowCount & { kind: 'IntegerLiteral' }>('IntegerLiteral', { value: digits });
  return dialect === 'trino' ? fc.oneof(literal, fc.constant<RowCount>({ kind: 'Parameter' })) : literal;
};

const unit = oneOf<IntervalUnit>('YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE', 'SECOND');
type Units = Pick<IntervalLiteral, 'from' | 'to' | 'precision'>;
const units: Arbitrary<Units> = fc.record({ from: unit, to: maybe(unit) });

/** The units of an interval in Redshift, with the digits of its seconds. */
const precise = fc
  .nat(6)
  .chain((precision) =>
    oneOf<Units & Pick<IntervalType, 'from'>>(
      { from: 'SECOND', precision },
      { from: 'DAY', to: 'SECOND', precision },
    ),
  );

export function literals(dialect: Dialect): Arbitrary<Literal> {
  const trino = dialect === 'trino';
  const simple: Arbitrary<Literal>[] = [
    fc.constant<Literal>({ kind: 'NullLiteral' }),
    flag.map((value): Literal => ({ kind: 'BooleanLiteral', value })),
    digits.map((value): Literal => ({ kind: 'IntegerLiteral', value })),
    fc
      .tuple(digits, digits)
      .map(([whole, rest]): Literal => ({ kind: 'DecimalLiteral', value: `${whole}.${rest}` })),
    fc
      .tuple(digits, fc.integer({ min: -99, max: 99 }))
      .map(([whole, power]): Literal => ({ kind: 'DoubleLiteral', value: `${whole}E${power}` })),
    text(dialect).map((value): Literal => ({ kind: 'StringLiteral', value })),
    fc
      .tuple(oneOf('date', 'time', 'timestamp', 'double'), trino ? never : flag, plainText(dialect))
      .map(([name, withTimeZone, value]): Literal => ({
        kind: 'TypedLiteral',
        type:
          name === 'date' || name === 'double'
            ? { kind: 'NamedType', name, parameters: [] }
            : { kind: 'DateTimeType', name, withTimeZone },
        value,
      })),
    fc
      .record({
        units: trino ? units : fc.oneof(units, oneOf<Units>({}), precise),
        negative: trino ? flag : never,
        value: plainText(dialect),
      })
      .map(({ units: said, ...rest }): Literal => ({ kind: 'IntervalLiteral', ...said, ...rest })),
  ];
  const bytes = fc.uint8Array({ maxLength: 4 }).map((value): Literal => ({
    kind: 'BinaryLiteral',
    hex: Buffer.from(value).toString('hex').toUpperCase(),
  }));
  return fc.oneof(...simple, ...(trino ? [bytes] : []));
}

/** Types; Trino's can hold others. */
export function dataTypes(dialect: Dialect, name: Arbitrary<Identifier>): Arbitrary<DataType> {
  const trino = dialect === 'trino';
  const named = fc
    .constantFrom<readonly [string, ...(number | 'max')[]]>(
      ['boolean'],
      ['integer'],
      ['bigint'],
      ['double'],
      ['varchar'],
      ['varchar', 10],
      ['char', 3],
      ['decimal', 12, 2],
      ['date'],
      ...(trino ? ([['json'], ['uuid'], ['tinyint']] as const) : ([['super'], ['varchar', 'max']] as const)),
    )
    .map(([of, ...parameters]): DataType => ({ kind: 'NamedType', name: of, parameters }));
  const dated = fc.record({
    kind: fc.constant('DateTimeType' as const),
    name: oneOf('time', 'timestamp'),
    precision: trino ? maybe(fc.nat(12)) : none,
    withTimeZone: flag,
  });
  const interval = oneOf<DataType>(
    { kind: 'IntervalType', from: 'YEAR', to: 'MONTH' },
    { kind: 'IntervalType', from: 'DAY', to: 'SECOND' },
  );
  const seconds = precise.map((said): DataType => ({ kind: 'IntervalType', ...said }));
  if (!trino) return fc.oneof(named, dated, interval, seconds);
  return fc.letrec<{ type: DataType }>((tie) => ({
    type: fc.oneof(
      { maxDepth: 2 },
      named,
      dated,
      interval,
      fc.record({ kind: fc.constant('ArrayType' as const), element: tie('type') }),
      fc.record({ kind: fc.constant('MapType' as const), key: tie('type'), value: tie('type') }),
      fc.record({
        kind: fc.constant('RowType' as const),
        fields: few(
          fc.record({ kind: fc.constant('RowTypeField' as const), name: maybe(name), type: tie('type') }),
          1,
        ),
      }),
    ),
  })).type;
}
