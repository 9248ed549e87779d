import type { FoundAnswer } from '../../audit/audit-store.js';
import type { ReadColumn, ReadRow } from '../../audit/query-row.js';
import type { ShownColumn, ShownDocument } from '../../audit/shown-document.js';
import { describeMask } from '../../policy/summarize-mask.js';
import type { LayerSummary } from '../../policy/summarize-mask.js';
import { describeRows } from '../../policy/summarize-rows.js';
import { fold } from '../../sql/scope/names.js';

/** What a decision showed, and to whom. */
export type Shaping = Pick<
  FoundAnswer,
  'dataSource' | 'shown' | 'revision' | 'project' | 'purposes' | 'document'
>;

/** What a decision makes of a table that is read. */
type Shaped = Pick<
  ReadRow,
  'dataSource' | 'shown' | 'revision' | 'project' | 'purposes' | 'policies' | 'filters' | 'columns'
>;

/** What a decision did to the table and the columns that were read. */
export function shapedBy(answer: Shaping, columns: readonly string[]): Shaped {
  const { dataSource, shown, revision, project, purposes } = answer;
  const common = { dataSource, shown, revision, project, purposes };
  const document = answer.document as ShownDocument | null;
  if (document?.kind !== 'open') {
    const unknown = columns.map((name): ReadColumn => ({ name, shown: 'masked' }));
    return { ...common, policies: [], filters: [], columns: unknown };
  }
  const byName = new Map(document.columns.map((column) => [fold(column.name), column]));
  const read = columns.map((name) => columnOf(name, byName.get(fold(name))));
  const rows = [...document.rows, ...document.sources.flatMap(({ rows }) => rows)];
  return {
    ...common,
    policies: sorted([...read.flatMap(({ policies = [] }) => policies), ...rows.map(({ policy }) => policy)]),
    filters: rows.map(describeRows),
    columns: read,
  };
}

function columnOf(name: string, column: ShownColumn | undefined): ReadColumn {
  const masks = [...(column?.masks ?? []), ...(column?.beneath ?? [])];
  const tags = column === undefined || column.tags.length === 0 ? {} : { tags: column.tags };
  if (masks.length === 0) return { name, shown: 'raw', ...tags };
  return {
    name,
    shown: 'masked',
    masks: masks.map(describeLayer),
    policies: sorted(masks.map(({ policy }) => policy)),
    ...tags,
  };
}

const describeLayer = ({ mask, where }: LayerSummary): string =>
  where === undefined ? describeMask(mask) : `${describeMask(mask)} where ${where}`;

const sorted = (names: readonly string[]): readonly string[] => [...new Set(names)].toSorted();
