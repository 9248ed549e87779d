import { z } from 'zod';

import { duration } from './duration.js';
import { columnName, principalName, purposeName, tagName } from './names.js';
import { sqlText } from './sql-text.js';

/** The one column that a row rule reads. */
const columnReference = z
  .union(
    [
      z.strictObject({ name: columnName.meta({ description: 'the column with this name' }) }),
      z.strictObject({
        tag: tagName.meta({
          description:
            'the one column with this tag or a tag below it. If the data source has the tag and none of its columns does, every column counts',
        }),
      }),
    ],
    { error: 'expected {name: COLUMN} or {tag: TAG}' },
  )
  .meta({ id: 'ColumnReference' });
/** @see columnReference */
export type ColumnReference = z.output<typeof columnReference>;

const valuesFilter = z
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
    match: z.enum(['equal', 'prefix', 'hierarchy']).default('equal').meta({
      description:
        'equal: the value of the column is one of the values; prefix: it begins with one; hierarchy: it is one, or is below one (EU.West is below EU)',
    }),
  })
  .meta({
    description:
      "rows whose column contains one of the caller's values. A caller without values gets no rows; NULL matches nothing",
  });

const sampleFilter = z
  .strictObject({
    percent: z.number().positive().lt(100).multipleOf(0.01).meta({
      description: 'percentage of the values of the column whose rows are shown, with at most two decimals',
    }),
    column: columnReference.meta({
      description: 'the column whose values choose the rows: always the same rows',
    }),
  })
  .meta({
    description: 'minimize: a sample of the rows, the same in every query; rows with NULL are never in it',
  });

const newerFilter = z
  .strictObject({
    newerThan: duration.meta({ description: 'length of time, counted back from now', examples: ['P90D'] }),
    column: columnReference,
  })
  .meta({ description: 'time: rows whose date or timestamp is at most this long ago, or in the future' });

const olderFilter = z
  .strictObject({
    olderThan: duration.meta({ description: 'length of time, counted back from now', examples: ['P1Y'] }),
    column: columnReference,
  })
  .meta({ description: 'time: rows whose date or timestamp is longer ago than this' });

const customFilter = z
  .strictObject({
    where: sqlText(
      'an SQL predicate over the row. It can call policy functions, which return facts about the caller',
    ).meta({
      examples: ["@attributeValuesContains('region', region) OR public"],
    }),
  })
  .meta({ description: 'custom: rows for which the predicate is true' });

const purposeFilter = z
  .strictObject({ purposes: z.array(purposeName).min(1) })
  .meta({ description: 'purpose: all rows if the caller acts under one of these purposes, otherwise none' });

/** Which rows a rule shows. */
export const rowFilter = z
  .union([valuesFilter, newerFilter, olderFilter, sampleFilter, customFilter, purposeFilter], {
    error:
      'expected a row filter: {column: C, in: {attribute: A}}, {column: C, in: groups}, {column: C, newerThan: P90D}, {column: C, olderThan: P1Y}, {column: C, percent: N}, {where: PREDICATE} or {purposes: [P]}',
  })
  .meta({ id: 'RowFilter' });
/** @see rowFilter */
export type RowFilter = z.output<typeof rowFilter>;

/** The one column that a filter reads; undefined for a filter that reads the whole row or no column. */
export const columnIn = (filter: RowFilter | undefined): ColumnReference | undefined =>
  filter !== undefined && 'column' in filter ? filter.column : undefined;
