import { z } from 'zod';

import { duration } from './duration.js';
import { columnName, principalName, purposeName, tagName } from './names.js';
import { sqlText } from './sql-text.js';

/** The one column that a row rule is over. */
const columnReference = z
  .union(
    [
      z.strictObject({ name: columnName.meta({ description: 'the column of this name' }) }),
      z.strictObject({
        tag: tagName.meta({
          description:
            'the one column with this tag or a tag beneath it; where no column carries it and the data source does, every column counts',
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
        'equal: the column is one of the values; prefix: it begins with one; hierarchy: it is one, or lies beneath one (EU.West beneath EU)',
    }),
  })
  .meta({
    description:
      "rows whose column holds one of the caller's values; no values: no rows; NULL matches nothing",
  });

const sampleFilter = z
  .strictObject({
    percent: z
      .number()
      .positive()
      .lt(100)
      .multipleOf(0.01)
      .meta({ description: 'how many of a hundred values of the column are let through, to two decimals' }),
    column: columnReference.meta({ description: 'the key by which rows are chosen: always the same rows' }),
  })
  .meta({ description: 'minimize: a sample of the rows, the same in every query; NULL is never in it' });

const newerFilter = z
  .strictObject({
    newerThan: duration.meta({ description: 'reaches back from now', examples: ['P90D'] }),
    column: columnReference,
  })
  .meta({ description: 'time: rows whose date or timestamp lies within this time before now, or after now' });

const olderFilter = z
  .strictObject({
    olderThan: duration.meta({ description: 'reaches back from now', examples: ['P1Y'] }),
    column: columnReference,
  })
  .meta({ description: 'time: rows whose date or timestamp lies before this time before now' });

const customFilter = z
  .strictObject({
    where: sqlText('an SQL predicate over the row, in which policy functions ask about the caller').meta({
      examples: ["@attributeValuesContains('region', region) OR public"],
    }),
  })
  .meta({ description: 'custom: rows of which the predicate is true' });

const purposeFilter = z
  .strictObject({ purposes: z.array(purposeName).min(1) })
  .meta({ description: 'purpose: all rows while the caller acts under one of these purposes, else none' });

/** Which rows a rule lets through. */
export const rowFilter = z
  .union([valuesFilter, newerFilter, olderFilter, sampleFilter, customFilter, purposeFilter], {
    error:
      'expected a row filter: {column: C, in: {attribute: A}}, {column: C, in: groups}, {column: C, newerThan: P90D}, {column: C, olderThan: P1Y}, {column: C, percent: N}, {where: PREDICATE} or {purposes: [P]}',
  })
  .meta({ id: 'RowFilter' });
/** @see rowFilter */
export type RowFilter = z.output<typeof rowFilter>;

/** The one column that a filter is over; undefined for a filter that is over the row or over no column at all. */
export const columnIn = (filter: RowFilter | undefined): ColumnReference | undefined =>
  filter !== undefined && 'column' in filter ? filter.column : undefined;
