import { z } from 'zod';

import type { InputPath } from '../base/input.js';
import { condition, conditionMentions } from './condition.js';
import { mask } from './mask.js';
import { mentionsOf } from './mention.js';
import type { Mention } from './mention.js';
import { columnName, tagName } from './names.js';
import { columnIn, rowFilter } from './row-filter.js';

const selectorOf = (description: string) =>
  z
    .strictObject({
      tags: z
        .array(tagName)
        .min(1)
        .optional()
        .meta({ description: 'columns with one of these tags or a tag below it' }),
      names: z.array(columnName).min(1).optional().meta({ description: 'columns with one of these names' }),
    })
    .refine(({ tags, names }) => tags !== undefined || names !== undefined, 'expected tags, names or both')
    .meta({ description });

/** Which columns a mask is for. */
const columnSelector = selectorOf('the columns that are masked').meta({ id: 'ColumnSelector' });
/** @see columnSelector */
export type ColumnSelector = z.output<typeof columnSelector>;

/** For whom a rule applies: everyone; everyone except some; or only some, with the required `otherwise` for the rest. */
const audience = {
  exceptWhen: condition.optional().meta({
    description: 'people who meet this condition are exempt from the rule; it applies to everyone else',
  }),
  when: condition.optional().meta({
    description: 'the rule applies to people who meet this condition; `otherwise` applies to everyone else',
  }),
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
  'a rule applies to everyone (no condition), to everyone except some (exceptWhen), or to some, with another rule for the rest (when together with otherwise)';

/** Replaces the values of columns. */
export const maskRule = z
  .strictObject({ mask, columns: columnSelector, ...audience, otherwise: mask.optional() })
  .refine(audienceIsWhole, audienceError)
  .meta({ id: 'MaskRule' });
/** @see maskRule */
export type MaskRule = z.output<typeof maskRule>;

/** Shows only some rows. */
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

/** A piece of SQL in a rule, and its path in the rule. */
export interface RuleText {
  readonly text: string;
  readonly path: readonly string[];
}

/** The predicates and mask expressions in a rule. */
export function textsIn(rule: Rule): readonly RuleText[] {
  if ('mask' in rule) {
    return [
      { mask: rule.mask, key: 'mask' },
      { mask: rule.otherwise, key: 'otherwise' },
    ].flatMap(({ mask, key }): readonly RuleText[] => {
      if (mask === undefined) return [];
      const plain = mask.type === 'conditional' ? mask.mask : mask;
      const within = mask.type === 'conditional' ? [key, 'mask'] : [key];
      return [
        ...(mask.type === 'conditional' ? [{ text: mask.where, path: [key, 'where'] }] : []),
        ...(plain.type === 'custom' ? [{ text: plain.expression, path: [...within, 'expression'] }] : []),
      ];
    });
  }
  return [
    { filter: rule.rows, key: 'rows' },
    { filter: rule.otherwise, key: 'otherwise' },
  ].flatMap(({ filter, key }) =>
    filter !== undefined && 'where' in filter ? [{ text: filter.where, path: [key, 'where'] }] : [],
  );
}

/** The names in a rule. */
export function ruleMentions(
  of: Rule,
  path: InputPath,
): readonly Mention<'tag' | 'group' | 'user' | 'purpose'>[] {
  const inner = [
    ...conditionMentions(of.exceptWhen, [...path, 'exceptWhen']),
    ...conditionMentions(of.when, [...path, 'when']),
  ];
  const texts = textsIn(of).map(({ text, path: within }) => ({ sql: text, path: [...path, ...within] }));
  if ('mask' in of)
    return [...mentionsOf('tag', of.columns.tags, [...path, 'columns', 'tags']), ...inner, ...texts];
  const filters = (['rows', 'otherwise'] as const).map((key) => ({ filter: of[key], at: [...path, key] }));
  return [
    ...filters.flatMap(({ filter, at }) => {
      const column = columnIn(filter);
      return column !== undefined && 'tag' in column
        ? [{ to: 'tag' as const, name: column.tag, path: [...at, 'column', 'tag'] }]
        : [];
    }),
    ...filters.flatMap(({ filter, at }) =>
      filter !== undefined && 'purposes' in filter
        ? mentionsOf('purpose', filter.purposes, [...at, 'purposes'])
        : [],
    ),
    ...inner,
    ...filters.flatMap(({ filter, at }) =>
      filter !== undefined && 'in' in filter && filter.in !== 'groups'
        ? [{ attribute: filter.in.attribute, values: [], path: [...at, 'in', 'attribute'] }]
        : [],
    ),
    ...texts,
  ];
}
