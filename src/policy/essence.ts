import type { DataSource } from '../model/data-source.js';
import type { ColumnDecision, Shown } from './shown.js';
import { summarizeRows } from './summarize-rows.js';

/**
 * What the SQL for what is shown depends on, as JSON would write it: where it is the same, the same is shown, whoever asks.
 * @param identify tells one version of a data source from another
 */
export const essenceOf = (
  { columns, rows, sources = [] }: Shown,
  identify: (dataSource: DataSource) => unknown,
): unknown => [
  columns.map(masksOf),
  rows.map((row) => [
    row.type === 'custom' ? row.expression : summarizeRows(row),
    row.guard?.expression ?? null,
  ]),
  sources.map(({ source, shown }) => [
    source.key,
    source.dataSource === undefined ? null : identify(source.dataSource),
    essenceOf(shown, identify),
  ]),
];

const masksOf = ({ masks }: Pick<ColumnDecision, 'masks'>): unknown =>
  masks.map(({ mask, where }) => [mask, where?.expression]);

/** What one column's SQL depends on, masks beneath a query included. */
export const essenceOfColumn = ({ masks, beneath = [] }: ColumnDecision): unknown => [
  masksOf({ masks }),
  masksOf({ masks: beneath }),
];
