import type { Column } from '../../model/data-source.js';
import type { RowFilter } from '../../model/row-filter.js';
import { hasCanonicalText } from '../canonical-text.js';
import type { PlatformTraits } from '../platform-traits.js';
import type { SettledRows } from './row-kind.js';

type SampleFilter = Extract<RowFilter, { percent: unknown }>;

/** A part of the rows that a key chooses, the same in every query. */
export function settleSample(
  { percent }: SampleFilter,
  column: Column,
  { typeOf }: Pick<PlatformTraits, 'typeOf'>,
): SettledRows {
  const type = typeOf(column);
  return type === undefined || !hasCanonicalText(type)
    ? { problem: `column '${column.name}' of type ${column.type} has no canonical text to choose rows by` }
    : { type: 'sample', column, hundredths: Math.round(percent * 100) };
}
