import type { Column } from '../../model/data-source.js';
import { parseDuration } from '../../model/duration.js';
import type { RowFilter } from '../../model/row-filter.js';
import type { PlatformTraits } from '../platform-traits.js';
import type { SettledRows } from './row-kind.js';

type TimeFilter = Extract<RowFilter, { newerThan: unknown } | { olderThan: unknown }>;

/** A date or timestamp that lies within, or before, so long before now. */
export function settleTime(
  filter: TimeFilter,
  column: Column,
  { typeOf }: Pick<PlatformTraits, 'typeOf'>,
): SettledRows {
  const [keep, text] =
    'newerThan' in filter ? (['newer', filter.newerThan] as const) : (['older', filter.olderThan] as const);
  const than = parseDuration(text);
  const type = typeOf(column);
  const isDate = type?.kind === 'NamedType' && type.name === 'date';
  if (than === undefined) return { problem: `'${text}' is not a duration` };
  if (!isDate && !(type?.kind === 'DateTimeType' && type.name === 'timestamp')) {
    return { problem: `column '${column.name}' of type ${column.type} is neither a date nor a timestamp` };
  }
  return isDate && than.seconds > 0
    ? {
        problem: `column '${column.name}' is a date, and ${text} is not a number of whole days: use whole days`,
      }
    : { type: 'time', column, keep, than };
}
