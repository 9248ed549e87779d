import { z } from 'zod';

import { runawayProblem } from '../base/runaway-pattern.js';
import { sqlText } from './sql-text.js';

const typeMayChange = (description: string) => z.boolean().optional().meta({ description });

const nullMask = z.strictObject({
  type: z.literal('null').meta({ description: 'every cell becomes NULL; for columns of any type' }),
});

/** A value as YAML and JSON write it. The type of the column decides how it is read. */
const scalar = z.union([z.string(), z.number(), z.boolean()]);

const constantMask = z.strictObject({
  type: z.literal('constant').meta({
    description: 'every cell becomes this value, which must fit the type of the column; NULL stays NULL',
  }),
  value: scalar,
});

const hashMask = z.strictObject({
  type: z.literal('hash').meta({
    description:
      'SHA-256 over key, domain and value, as 64 lower-case hexadecimal digits; NULL stays NULL. Text columns only, unless typeMayChange',
  }),
  domain: z.string().min(1).optional().meta({
    description:
      'equal values have equal hashes within one domain; by default each data source is a domain of its own',
  }),
  typeMayChange: typeMayChange(
    'a column that is not text is shown as the hash of its canonical text instead of as NULL',
  ),
});

/** Constructs that regular expressions of Trino or Redshift lack, or interpret differently. */
const unportable = /\(\?(?!:)|\\[1-9kpP]|[*+?}]\+|\\[AZzGQE]/;

const pattern = z
  .string()
  .min(1)
  .max(1_000)
  .superRefine((text, context) => {
    const found = unportable.exec(text.replaceAll(/\[(?:\\.|[^\]\\])*\]/g, '[]'));
    if (found !== null) {
      context.addIssue({
        code: 'custom',
        message: `'${found[0]}' is not portable; use characters, classes, groups (?:...), alternatives, quantifiers and anchors`,
      });
      return;
    }
    try {
      new RegExp(text, 'u');
    } catch (error) {
      const said = String(error).replace(/^.*?: (Invalid regular expression: )?/, '');
      context.addIssue({ code: 'custom', message: `this is not a valid regular expression: ${said}` });
      return;
    }
    const problem = runawayProblem(text);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });

const regexMask = z.strictObject({
  type: z
    .literal('regex')
    .meta({ description: 'replaces every match of a regular expression; text columns only' }),
  pattern: pattern.meta({
    description:
      'the regular expression, without look-around, back references and possessive quantifiers; matching time must be linear in the length of the text',
    examples: ['[0-9]'],
  }),
  replacement: z
    .string()
    .max(1_000)
    .refine((text) => !/[$\\]/.test(text), 'a replacement is literal text and must not contain $ or \\')
    .default('')
    .meta({ description: 'the literal text that replaces each match' }),
});

const kept = (description: string) => z.int().min(0).max(1_000).default(0).meta({ description });

const partialMask = z
  .strictObject({
    type: z.literal('partial').meta({
      description:
        'keeps the first and last characters and covers the others; text columns only. A value with no more characters than are kept is covered completely',
    }),
    first: kept('characters kept at the beginning'),
    last: kept('characters kept at the end'),
    cover: z
      .string()
      .refine((text) => [...text].length === 1, 'expected one character')
      .default('*')
      .meta({ description: 'the character that covers the others' }),
  })
  .refine(({ first, last }) => first + last > 0, 'expected first, last or both to be more than 0');

/** The units to which a point in time is rounded down. */
export const timeUnits = ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'] as const;

const roundMask = z
  .strictObject({
    type: z.literal('round').meta({
      description:
        'rounds numbers towards zero to a multiple of a step, and points in time down to a unit; keeps the type of the column',
    }),
    step: z
      .number()
      .positive()
      .optional()
      .meta({ description: 'for numbers', examples: [1000] }),
    unit: z.enum(timeUnits).optional().meta({ description: 'for dates, times and timestamps' }),
  })
  .refine(
    ({ step, unit }) => (step === undefined) !== (unit === undefined),
    'expected step (for numbers) or unit (for points in time)',
  );

const bucketMask = z
  .strictObject({
    type: z.literal('bucket').meta({
      description:
        'shows the largest boundary that is not above the value, and NULL for a value below all boundaries; numbers, dates and timestamps',
    }),
    boundaries: z
      .array(scalar)
      .min(1)
      .max(1_000)
      .meta({ description: 'values of the column, in ascending order' }),
    labels: z
      .array(z.string())
      .optional()
      .meta({
        description:
          'a text for each bucket, shown instead of its boundary. The first is for values below all boundaries. Requires typeMayChange',
        examples: [['small', 'middle', 'large']],
      }),
    typeMayChange: typeMayChange('the column is shown as text; required for labels'),
  })
  .refine(
    ({ boundaries, labels }) => labels === undefined || labels.length === boundaries.length + 1,
    'expected one label more than there are boundaries: the first is for values below all boundaries',
  )
  .refine(
    ({ labels, typeMayChange: may }) => labels === undefined || may === true,
    'labels are text: set typeMayChange: true',
  );

const customMask = z.strictObject({
  type: z.literal('custom').meta({
    description:
      'an expression over the value. The result is cast to the type of the column, and is NULL if the cast fails',
  }),
  expression: sqlText('an SQL expression in which the column is called `value`, or by its own name').meta({
    examples: ["concat('user-', substr(value, 1, 2))"],
  }),
  asStrictAs: z.enum(['null', 'constant', 'hash', 'bucket', 'round', 'partial', 'regex']).optional().meta({
    description:
      'if several masks apply to a column, this mask counts as strict as a mask of that type; by default it is the mildest. Only in a global policy',
  }),
});

const plainMasks = [
  nullMask,
  constantMask,
  hashMask,
  bucketMask,
  roundMask,
  partialMask,
  regexMask,
  customMask,
] as const;

const namesOfPlainMasks = '"null", constant, hash, bucket, round, partial, regex';

/** What replaces a value. */
export const plainMask = z
  .discriminatedUnion('type', plainMasks, {
    error: `expected a mask, by its type: ${namesOfPlainMasks} or custom`,
  })
  .meta({ id: 'PlainMask' });
/** @see plainMask */
export type PlainMask = z.output<typeof plainMask>;

const conditionalMask = z.strictObject({
  type: z.literal('conditional').meta({
    description: 'masks cells of some rows only. If the predicate is NULL for a row, the cell is masked',
  }),
  where: sqlText('an SQL predicate over the row. A cell is masked unless the predicate is false').meta({
    examples: ["country = 'DE'"],
  }),
  mask: plainMask,
});

/** What replaces a cell's value. */
export const mask = z
  .discriminatedUnion('type', [...plainMasks, conditionalMask], {
    error: `expected a mask, by its type: ${namesOfPlainMasks}, custom or conditional`,
  })
  .meta({ id: 'Mask' });
/** @see mask */
export type Mask = z.output<typeof mask>;

/** How strict a mask is. The stricter of two has the lower number; the rules for combining masks use this order. */
export const strictness: Readonly<Record<PlainMask['type'], number>> = {
  null: 0,
  constant: 1,
  hash: 2,
  bucket: 3,
  round: 3,
  partial: 4,
  regex: 5,
  custom: 6,
};
