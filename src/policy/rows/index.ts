import type { Column } from '../../model/data-source.js';
import type { RowFilter } from '../../model/row-filter.js';
import type { Facts } from '../facts.js';
import type { SettledRows } from './row-kind.js';
import { settleSample } from './sample-filter.js';
import { settleTime } from './time-filter.js';
import { settleValues } from './values-filter.js';

/** What a row filter over a column comes to for a person. */
export function settleRows(filter: RowFilter, column: Column, facts: Facts): SettledRows {
  if ('in' in filter) return settleValues(filter, column, facts);
  if ('percent' in filter) return settleSample(filter, column);
  return settleTime(filter, column);
}
