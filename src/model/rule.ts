import { z } from 'zod';

import { condition } from './condition.js';
import { columnName, principalName, tagName } from './names.js';

const nullMask = z.strictObject({
  type: z.literal('null').meta({ description: 'every cell becomes NULL; takes every type' }),
});

const constantMask = z.strictObject({
  type: z.literal('constant').meta({
    description: 'every cell becomes this value, which must fit the type of the column; NULL stays NULL',
  }),
  value: z.union([z.string(), z.number(), z.boolean()]),
});

const hashMask = z.strictObject({
  type: z.literal('hash').meta({
    description:
      'SHA-256 over key, domain and value, as 64 lower-case hexadecimal digits; NULL stays NULL. Text columns only, unless typeMayChange',
  }),
  domain: z.string().min(1).optional().meta({
    description: 'equal values hash alike within one domain; by default each data source is its own',
  }),
  typeMayChange: z.boolean().optional().meta({
    description: 'a column that is not text is shown as the hash of its canonical text instead of as NULL',
  }),
});

/** What replaces a cell's value. Ordered from the strictest to the mildest in `strictness`. */
export const mask = z
  .discriminatedUnion('type', [nullMask, constantMask, hashMask], {
    error: 'expected a mask: {type: "null"}, {type: constant, value: V} or {type: hash}',
  })
  .meta({ id: 'Mask' });

/** @see mask */
export type Mask = z.output<typeof mask>;

/** The mask types from the strictest to the mildest, as the meeting rules order them. */
export const strictness: readonly Mask['type'][] = ['null', 'constant', 'hash'];

const selectorOf = (description: string) =>
  z
    .strictObject({
      tags: z
        .array(tagName)
        .min(1)
        .optional()
        .meta({ description: 'columns with one of these tags or a tag beneath it' }),
      names: z.array(columnName).min(1).optional().meta({ description: 'columns of one of these names' }),
    })
    .refine(({ tags, names }) => tags !== undefined || names !== undefined, 'expected tags, names or both')
    .meta({ description });

/** Which columns a mask is for. */
export const columnSelector = selectorOf('the columns that are masked').meta({ id: 'ColumnSelector' });
/** @see columnSelector */
export type ColumnSelector = z.output<typeof columnSelector>;

/** The one column that a row rule compares. */
export const columnReference = z
  .union(
    [
      z.strictObject({ name: columnName.meta({ description: 'the column of this name' }) }),
      z.strictObject({
        tag: tagName.meta({ description: 'the one column with this tag or a tag beneath it' }),
      }),
    ],
    { error: 'expected {name: COLUMN} or {tag: TAG}' },
  )
  .meta({ id: 'ColumnReference' });
/** @see columnReference */
export type ColumnReference = z.output<typeof columnReference>;

/** Rows whose column holds one of the caller's values. No values: no rows. A NULL in the column matches nothing. */
export const rowFilter = z
  .strictObject({
    column: columnReference,
    in: z.union(
      [
        z.strictObject({ attribute: principalName('an attribute name') }).meta({
          description: "the caller's values of this attribute, their own and those of their groups",
        }),
        z.literal('groups').meta({ description: "the names of the caller's groups" }),
      ],
      { error: 'expected {attribute: NAME} or groups' },
    ),
  })
  .meta({ id: 'RowFilter' });
/** @see rowFilter */
export type RowFilter = z.output<typeof rowFilter>;

/** For whom a rule holds: everyone; everyone except when; or everyone who, with the required otherwise. */
const audience = {
  exceptWhen: condition
    .optional()
    .meta({ description: 'who meets this sees clear; everyone else gets the rule' }),
  when: condition
    .optional()
    .meta({ description: 'who meets this gets the rule; everyone else gets `otherwise`' }),
};

interface Audience {
  readonly exceptWhen?: unknown;
  readonly when?: unknown;
  readonly otherwise?: unknown;
}
const audienceIsWhole = (rule: Audience): boolean =>
  (rule.when === undefined) === (rule.otherwise === undefined) &&
  !(rule.when !== undefined && rule.exceptWhen !== undefined);
const audienceError =
  'a rule is for everyone (no condition), for everyone except some (exceptWhen), or for some and otherwise another (when together with otherwise)';

/** Replaces the values of columns. */
export const maskRule = z
  .strictObject({ mask, columns: columnSelector, ...audience, otherwise: mask.optional() })
  .refine(audienceIsWhole, audienceError)
  .meta({ id: 'MaskRule' });
/** @see maskRule */
export type MaskRule = z.output<typeof maskRule>;

/** Lets only some rows through. */
export const rowRule = z
  .strictObject({ rows: rowFilter, ...audience, otherwise: rowFilter.optional() })
  .refine(audienceIsWhole, audienceError)
  .meta({ id: 'RowRule' });
/** @see rowRule */
export type RowRule = z.output<typeof rowRule>;

/** One rule of a data policy. */
export const rule = z
  .union([maskRule, rowRule])
  .meta({ id: 'Rule', description: 'a mask over columns, or a filter over rows' });
/** @see rule */
export type Rule = z.output<typeof rule>;
