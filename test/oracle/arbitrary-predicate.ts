import fc from 'fast-check';

import { rawColumns } from './cells.js';
import type { CellKind } from './cells.js';
import type { ColumnOf, Predicate } from './predicate.js';

/** Literals of each type, as text. */
const literals: Readonly<Record<CellKind, readonly string[]>> = {
  text: ['EU', 'EU.West', "O'Hara", '', 'Ünïcödé 🎉 x', 'x'],
  bigint: ['5', '-5', '0', '9007199254740993'],
  decimal: ['0.00', '-0.01', '42.5', '100'],
  double: ['0.5', '-7.25', '100', '1e300'],
  date: ['2024-02-29', '1970-01-01', '2025-01-01'],
  timestamp: ['2024-02-29', '1969-12-31 23:59:59.001'],
  boolean: ['true', 'false'],
};

/** All columns of the raw tables. */
export const tableColumns: readonly ColumnOf[] = Object.entries(rawColumns).map(([name, { kind }]) => ({
  name,
  kind,
}));

const texts = (columns: readonly ColumnOf[]) => columns.filter(({ kind }) => kind === 'text');
const flags = (columns: readonly ColumnOf[]) => columns.filter(({ kind }) => kind === 'boolean');
const oneOf = <T>(values: readonly T[]) => fc.constantFrom(...values);

/** Attributes: what a caller may hold, and one that the world does not know. */
export const attributeNames = ['region', 'level', 'none'] as const;

const leafOver = (columns: readonly ColumnOf[]): fc.Arbitrary<Predicate> => {
  const column = oneOf(columns);
  const text = oneOf(texts(columns));
  const literal = ({ kind }: ColumnOf) => oneOf(literals[kind]);
  const compared = column.filter(({ kind }) => kind !== 'boolean');
  const standIn = <T extends { readonly column: ColumnOf }>(leaf: fc.Arbitrary<T>) =>
    leaf.chain((one) =>
      fc
        .option(literal(one.column), { nil: undefined })
        .map((placeholder) => (placeholder === undefined ? one : { ...one, placeholder })),
    );
  return fc.oneof(
    compared.chain((of) =>
      fc.record({
        is: fc.constant('compare' as const),
        column: fc.constant(of),
        by: oneOf(of.kind === 'text' ? (['=', '<>'] as const) : (['=', '<>', '<', '>='] as const)),
        value: literal(of),
      }),
    ),
    column.map((of): Predicate => ({ is: 'null', column: of })),
    compared.chain((of) =>
      fc
        .array(literal(of), { minLength: 1, maxLength: 3 })
        .map((values): Predicate => ({ is: 'in', column: of, values })),
    ),
    text.map((of): Predicate => ({ is: 'begins', column: of, value: 'EU' })),
    ...(flags(columns).length === 0
      ? []
      : [oneOf(flags(columns)).map((of): Predicate => ({ is: 'flag', column: of }))]),
    standIn(fc.record({ is: fc.constant('attribute' as const), name: oneOf(attributeNames), column })),
    standIn(fc.record({ is: fc.constant('groups' as const), column: text })),
    text.map((of): Predicate => ({ is: 'purposes', column: of })),
    fc.record({
      is: fc.constant('hasAttribute' as const),
      name: oneOf(attributeNames),
      value: oneOf(['EU', 'EU.West', '5']),
    }),
    fc
      .array(oneOf(['§g1', '§g2', 'red', 'EU']), { minLength: 1, maxLength: 2 })
      .map((groups): Predicate => ({ is: 'inGroups', groups })),
    oneOf(['Research', 'Research.Health', 'Audit']).map((purpose): Predicate => ({
      is: 'usingPurpose',
      purpose,
    })),
    text.map((of): Predicate => ({ is: 'username', column: of })),
    oneOf(['okta', 'ldap']).map((value): Predicate => ({ is: 'iam', value })),
    fc.record({ is: fc.constant('lookup' as const), column: text, kind: oneOf(['whole', 'holes', 'empty']) }),
  );
};

/** Predicates over columns. */
export const predicates = (columns: readonly ColumnOf[]): fc.Arbitrary<Predicate> =>
  fc.letrec<{ any: Predicate }>((tie) => ({
    any: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leafOver(columns),
      fc
        .tuple(oneOf(['and', 'or'] as const), fc.array(tie('any'), { minLength: 2, maxLength: 3 }))
        .map(([is, parts]): Predicate => ({ is, parts })),
      tie('any').map((part): Predicate => ({ is: 'not', part })),
    ),
  })).any;
