import type { Column } from '../../src/model/data-source.js';
import { tagReaches } from '../../src/model/names.js';
import type { ColumnReference, RowFilter } from '../../src/model/row-filter.js';
import { readCell, sha256, textOf } from './cells.js';
import type { Cell, CellKind, Row } from './cells.js';
import { evaluate } from './predicate.js';
import { predicateOf } from './rules-on.js';
import type { ReadWorld } from './rules-on.js';
import { holds } from './subject.js';
import type { Subject } from './subject.js';

/** What a filter is asked with, besides the row. */
export interface FilterFacts {
  readonly read: ReadWorld;
  readonly subject: Subject;
  readonly now: Date;
  readonly columns: readonly Column[];
  readonly kindOf: (column: string) => CellKind;
}

/** The oracle's worlds have a column that carries the tag itself wherever a rule needs one. */
const nameOf = (reference: ColumnReference, columns: readonly Column[]): string =>
  'name' in reference
    ? reference.name
    : (columns.find(({ tags }) => tags.some((tag) => tagReaches(reference.tag, tag)))?.name ?? '');

/** So long before now, as a timestamp's text; the oracle's worlds only say days, months and years. */
function before(now: Date, duration: string): string {
  const [, count = '0', unit = 'D'] = /^P(\d+)([DMY])$/.exec(duration) ?? [];
  const point = new Date(now);
  if (unit === 'D') point.setUTCDate(point.getUTCDate() - Number(count));
  else point.setUTCMonth(point.getUTCMonth() - Number(count) * (unit === 'Y' ? 12 : 1));
  return point.toISOString().replace('T', ' ').replace('Z', '');
}

/** Whether a value is one of these, or begins with one, or lies beneath one. */
export function isAmong(
  cell: Exclude<Cell, null>,
  kind: CellKind,
  match: string,
  values: readonly string[],
): boolean {
  if (match === 'equal') return values.some((value) => readCell(kind, value) === cell);
  const text = String(cell);
  // An empty value lies at the beginning of everything, and so stands for nothing.
  const meant = values.filter((value) => value !== '');
  return match === 'prefix'
    ? meant.some((value) => text.startsWith(value))
    : meant.some((value) => text === value || text.startsWith(`${value}.`));
}

/** Whether a filter lets a row through. */
export function passes(
  filter: RowFilter,
  { read, subject, now, columns, kindOf }: FilterFacts,
  row: Row,
): boolean {
  if ('where' in filter) return evaluate(predicateOf(read, filter.where), row, subject) === true;
  if ('purposes' in filter) {
    return holds({ any: filter.purposes.map((purpose) => ({ purpose })) }, subject) === true;
  }
  const name = nameOf(filter.column, columns);
  const kind = kindOf(name);
  const cell = row[name] ?? null;
  if (cell === null) return false;
  if ('in' in filter) {
    const values = filter.in === 'groups' ? subject.groups : (subject.attributes[filter.in.attribute] ?? []);
    return isAmong(cell, kind, filter.match, values);
  }
  if ('percent' in filter) {
    const number = Number.parseInt(sha256(textOf(kind, cell)).slice(0, 8), 16);
    return number % 10_000 < filter.percent * 100;
  }
  const newer = 'newerThan' in filter;
  const limit = before(now, newer ? filter.newerThan : filter.olderThan);
  return newer === String(cell) >= (kind === 'date' ? limit.slice(0, 10) : limit);
}
