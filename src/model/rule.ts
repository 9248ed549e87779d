import { z } from 'zod';

import { condition } from './condition.js';
import { mask } from './mask.js';
import { columnName, tagName } from './names.js';
import { rowFilter } from './row-filter.js';

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
const columnSelector = selectorOf('the columns that are masked').meta({ id: 'ColumnSelector' });
/** @see columnSelector */
export type ColumnSelector = z.output<typeof columnSelector>;

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
