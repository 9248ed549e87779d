import fc from 'fast-check';
import type { z } from 'zod';

import type { Condition } from '../../src/model/condition.js';
import type { plainMask } from '../../src/model/mask.js';
import type { maskRule, rowRule } from '../../src/model/rule.js';
import { attributeNames, predicates } from './arbitrary-predicate.js';
import { customExpressions, textExpressions } from './mask-cell.js';
import type { ColumnOf, Predicate } from './predicate.js';

type PlainMask = z.input<typeof plainMask>;
/** A rule in which a predicate stands as a tree in the place of its text. */
export type DraftMask =
  PlainMask | { readonly type: 'conditional'; readonly where: Predicate; readonly mask: PlainMask };
export type DraftRule =
  | (Omit<z.input<typeof maskRule>, 'mask' | 'otherwise'> & {
      readonly mask: DraftMask;
      readonly otherwise?: DraftMask;
    })
  | (Omit<z.input<typeof rowRule>, 'rows' | 'otherwise'> & {
      readonly rows: DraftRows;
      readonly otherwise?: DraftRows;
    });
type DraftRows = Exclude<z.input<typeof rowRule>['rows'], { where: unknown }> | { readonly where: Predicate };

const oneOf = <T>(values: readonly T[]) => fc.constantFrom(...values);

/** Conditions; `knows` tells whether they name only groups and purposes that there are. */
export const conditions = (knows = true): fc.Arbitrary<Condition> => {
  const leaf = oneOf<Condition>([
    ...['§g1', '§g2', 'red', ...(knows ? [] : ['nope'])].map((group) => ({ group })),
    ...attributeNames.map((attribute) => ({ attribute })),
    { attribute: 'region', value: 'EU' },
    { attribute: 'level', value: '5' },
    { user: '§u1' },
    { user: '§u2' },
    ...['Research', 'Audit', ...(knows ? [] : ['Nope'])].map((purpose) => ({ purpose })),
  ]);
  return fc.letrec<{ any: Condition }>((tie) => ({
    any: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.array(tie('any'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
      fc.array(tie('any'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
      tie('any').map((not) => ({ not })),
    ),
  })).any;
};

/** Columns that take the same masks, and how a rule may name them. */
interface Family {
  readonly names: readonly string[];
  readonly tags: readonly string[];
  readonly masks: fc.Arbitrary<PlainMask>;
}

const custom = (expressions: object): fc.Arbitrary<PlainMask> =>
  oneOf(Object.keys(expressions)).map((expression) => ({ type: 'custom' as const, expression }));
const common = fc.oneof(
  oneOf<PlainMask>([{ type: 'null' }, { type: 'hash' }, { type: 'hash', domain: '§shared' }]),
  custom(customExpressions),
);
const hashed = oneOf<PlainMask>([{ type: 'hash', typeMayChange: true }]);

const text: Family = {
  names: ['note', 'region'],
  tags: ['§.T.Text', '§.T.Text.Note', '§.T.Text.Geo'],
  masks: fc.oneof(
    common,
    hashed,
    custom(textExpressions),
    oneOf<PlainMask>([
      { type: 'constant', value: "it's" },
      { type: 'partial', first: 2, last: 1 },
      { type: 'partial', last: 2, cover: '•' },
      { type: 'regex', pattern: '[A-Z]+', replacement: '#' },
      { type: 'regex', pattern: '^.|[0-9-]' },
    ]),
  ),
};
const number: Family = {
  names: ['id', 'amount', 'ratio'],
  tags: ['§.T.Number', '§.T.Number.Id'],
  masks: fc.oneof(
    common,
    oneOf<PlainMask>([
      { type: 'constant', value: 7 },
      { type: 'round', step: 10 },
      { type: 'bucket', boundaries: [-5, 0, 100] },
      { type: 'bucket', boundaries: [0, 7], labels: ['low', 'mid', ''], typeMayChange: true },
    ]),
  ),
};
const time: Family = {
  names: ['day', 'at'],
  tags: ['§.T.Time', '§.T.Time.Day'],
  masks: fc.oneof(
    common,
    oneOf<PlainMask>([
      { type: 'constant', value: '2000-01-01' },
      { type: 'round', unit: 'week' },
      { type: 'round', unit: 'month' },
      { type: 'round', unit: 'quarter' },
      { type: 'round', unit: 'year' },
      { type: 'bucket', boundaries: ['1970-01-01', '2024-02-29'] },
    ]),
  ),
};
const families: readonly Family[] = [
  text,
  text,
  number,
  time,
  {
    names: ['flag'],
    tags: ['§.T.Flag'],
    masks: fc.oneof(common, hashed, fc.constant<PlainMask>({ type: 'constant', value: true })),
  },
  { names: ['id', 'amount', 'day', 'flag'], tags: [], masks: fc.oneof(common, hashed) },
  {
    names: ['at'],
    tags: [],
    masks: oneOf<PlainMask>([
      { type: 'round', unit: 'second' },
      { type: 'round', unit: 'hour' },
    ]),
  },
  { names: ['amount', 'ratio'], tags: [], masks: oneOf<PlainMask>([{ type: 'round', step: 0.5 }]) },
  { names: ['id', 'note', 'ratio', 'at'], tags: ['§.T', '§.S'], masks: common },
];

const audience = <T>(knows: boolean, part: fc.Arbitrary<T>) =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: conditions(knows).map((exceptWhen) => ({ exceptWhen })) },
    { weight: 1, arbitrary: fc.record({ when: conditions(knows), otherwise: part }) },
  );

const selector = ({ names, tags }: Family, by: 'names' | 'tags') =>
  by === 'tags' && tags.length > 0
    ? fc
        .subarray([...tags], { minLength: 1, maxLength: Math.min(2, tags.length) })
        .map((some) => ({ tags: some }))
    : fc.subarray([...names], { minLength: 1 }).map((some) => ({ names: some }));

const maybeConditional = (
  masks: fc.Arbitrary<PlainMask>,
  columns: readonly ColumnOf[],
): fc.Arbitrary<DraftMask> =>
  fc.oneof(
    { weight: 3, arbitrary: masks },
    {
      weight: 1,
      arbitrary: fc.record({
        type: fc.constant('conditional' as const),
        where: predicates(columns),
        mask: masks,
      }),
    },
  );

/** Mask rules over the columns of tables. */
export const maskRules = (
  by: 'names' | 'tags',
  columns: readonly ColumnOf[],
  knows = true,
): fc.Arbitrary<DraftRule> =>
  oneOf(families).chain((family) => {
    const masks = maybeConditional(family.masks, columns);
    return fc
      .tuple(masks, selector(family, by), audience(knows, masks))
      .map(([mask, selected, who]): DraftRule => ({ mask, columns: selected, ...who }));
  });

const values = (column: { name: string } | { tag: string }, isText: boolean): fc.Arbitrary<DraftRows> =>
  fc.oneof(
    fc.record({
      column: fc.constant(column),
      in: oneOf(attributeNames).map((attribute) => ({ attribute })),
      match: oneOf(isText ? (['equal', 'prefix', 'hierarchy'] as const) : (['equal'] as const)),
    }),
    ...(isText
      ? [
          fc.record({
            column: fc.constant(column),
            in: fc.constant('groups' as const),
            match: oneOf(['equal', 'hierarchy'] as const),
          }),
        ]
      : []),
  );

/** Filters by a tag: all of a rule by the same, since one that is about a data source needs its column there. */
const tagged: readonly fc.Arbitrary<DraftRows>[] = [
  values({ tag: '§.T.Text.Geo' }, true),
  fc.oneof(
    values({ tag: '§.T.Number.Id' }, false),
    fc.constant<DraftRows>({ column: { tag: '§.T.Number.Id' }, percent: 60 }),
  ),
  fc.constant<DraftRows>({ column: { tag: '§.T.Time.Day' }, newerThan: 'P30D' }),
];

const named = (columns: readonly ColumnOf[]): fc.Arbitrary<DraftRows> => {
  const found = (kinds: readonly string[]) => columns.filter(({ kind }) => kinds.includes(kind));
  const times = found(['date', 'timestamp']);
  return fc.oneof(
    oneOf(found(['text'])).chain(({ name }) => values({ name }, true)),
    oneOf(columns).chain(({ name, kind }) => values({ name }, kind === 'text')),
    oneOf(found(['text', 'bigint', 'decimal'])).map(({ name }): DraftRows => ({
      column: { name },
      percent: 55.5,
    })),
    ...(times.length === 0
      ? []
      : [
          oneOf(times).chain(({ name }) =>
            oneOf<DraftRows>([
              { column: { name }, newerThan: 'P30D' },
              { column: { name }, olderThan: 'P1Y' },
              { column: { name }, newerThan: 'P13M' },
            ]),
          ),
        ]),
  );
};

/** Row rules over columns, found by their names or by tags. */
export const rowRules = (
  by: 'names' | 'tags',
  columns: readonly ColumnOf[],
  knows = true,
): fc.Arbitrary<DraftRule> => {
  const parts =
    by === 'tags'
      ? tagged
      : [
          fc.oneof(
            { weight: 4, arbitrary: named(columns) },
            { weight: 4, arbitrary: predicates(columns).map((where): DraftRows => ({ where })) },
            { weight: 1, arbitrary: fc.constant<DraftRows>({ purposes: ['Research', 'Audit'] }) },
          ),
        ];
  return oneOf(parts).chain((part) =>
    fc.tuple(part, audience(knows, part)).map(([rows, who]): DraftRule => ({ rows, ...who })),
  );
};

/** Rules over a query: filters by values, and masks that need nothing of other columns. */
export const queryRules = (columns: readonly ColumnOf[]): fc.Arbitrary<DraftRule> =>
  fc.oneof(
    oneOf(columns).chain(({ name, kind }) =>
      fc
        .tuple(values({ name }, kind === 'text'), audience(true, values({ name }, kind === 'text')))
        .map(([rows, who]): DraftRule => ({ rows, ...who })),
    ),
    oneOf(columns).chain(({ name, kind }) => {
      const family = kind === 'text' ? text : number;
      return fc
        .tuple(family.masks, audience(true, family.masks))
        .map(([mask, who]): DraftRule => ({ mask, columns: { names: [name] }, ...who }));
    }),
  );
