import { isDeepStrictEqual } from 'node:util';

import { without } from '../../base/without.js';
import type { DataSource } from '../../model/data-source.js';
import type { MonitoredSchema } from '../../model/monitored-schema.js';
import { formatDataSourceName, tagReaches } from '../../model/names.js';
import { tagProposalKey } from '../../model/tag-proposal.js';
import type { TagProposal } from '../../model/tag-proposal.js';
import { describeTable } from '../../trino/describe-table.js';
import type { RawTable } from '../../trino/raw-table.js';
import { refreshColumns } from '../registration/refresh-columns.js';
import type { ColumnChange } from '../registration/refresh-columns.js';
import { rawTableOf, trinoSql } from '../../trino/trino-sql.js';
import { withoutStale } from './is-stale.js';
import type { ObservedSchema } from './observe-schemas.js';

/** One change of a sync. */
export interface SyncChange {
  readonly change:
    'table new' | 'table gone' | 'table back' | 'comments' | 'tag applied' | ColumnChange['change'];
  readonly dataSource: string;
  readonly table: string;
  readonly column?: string;
  /** Types, the tag, or whether a new data source is visible. */
  readonly detail?: string;
}

/** The plan of a sync of one schema. */
export interface SyncPlan {
  /** The number of data sources over tables of the schema before the sync, without those marked as gone. */
  readonly standing: number;
  readonly changes: readonly SyncChange[];
  /** The data sources that change, before and after. */
  readonly writes: readonly { readonly before: DataSource | undefined; readonly after: DataSource }[];
  /** New proposals. */
  readonly proposals: readonly TagProposal[];
  /** Stale proposals, which are removed. */
  readonly stale: readonly TagProposal[];
  /** Notes about tables and columns that cannot be registered. */
  readonly notes: readonly string[];
}

/** What is known before a sync. */
export interface Known {
  readonly settings: MonitoredSchema;
  readonly dataSources: readonly DataSource[];
  readonly proposals: readonly TagProposal[];
  readonly at: Date;
}

/** Compares a schema in Trino with what is registered, and plans the changes. */
export function planSync(observed: ObservedSchema, known: Known): SyncPlan {
  const { settings } = known;
  const except = new Set(settings.except);
  const over = known.dataSources.flatMap((before) => {
    const raw = rawTableOf(before);
    const here = raw?.catalog === observed.catalog && raw.schema === observed.schema;
    return here && !except.has(raw.table) ? [{ before, table: raw.table }] : [];
  });
  const plans = [
    ...over.map(({ before, table }) => ofRegistered(before, table, observed, settings)),
    ...observed.read
      .filter((raw) => !except.has(raw.table) && !over.some(({ table }) => table === raw.table))
      .map((raw) => ofNew(raw, observed, known)),
  ];
  const unseen = observed.tables.filter(
    (table) => !except.has(table) && !observed.read.some((raw) => raw.table === table),
  );
  const afterwards = [...known.dataSources, ...plans.flatMap(({ after }) => after ?? [])];
  const waiting = new Set(withoutStale(known.proposals, afterwards));
  const stale = known.proposals.filter((one) => !waiting.has(one));
  const proposals = [
    ...new Map(
      plans.flatMap((plan) => proposed(plan, observed, known)).map((one) => [tagProposalKey(one), one]),
    ).values(),
  ];
  const tagged = settings.applyDetectedTags ? plans.map((plan) => withTags(plan, proposals)) : plans;
  return {
    standing: over.filter(({ before }) => !before.gone).length,
    changes: tagged.flatMap(({ changes }) => changes),
    writes: tagged
      .filter(({ before, after }) => after !== undefined && !isDeepStrictEqual(before, after))
      .flatMap(({ before, after }) => (after === undefined ? [] : [{ before, after }])),
    proposals: proposals.map((proposal) =>
      settings.applyDetectedTags
        ? { ...proposal, status: 'accepted', decidedBy: 'sync', decidedAt: known.at.toISOString() }
        : proposal,
    ),
    stale,
    notes: [
      ...stale.map(
        ({ dataSource, column, tag }) => `${dataSource}, column ${column}: tag ${tag} is no longer proposed`,
      ),
      ...plans.flatMap(({ table, notes }) => notes.map((note) => `${table}: ${note}`)),
      ...unseen.map((table) => `${table}: the Trino user may see none of its columns; nothing is changed`),
    ],
  };
}

/** The plan for one table. */
interface TablePlan {
  readonly table: string;
  readonly before: DataSource | undefined;
  /** Undefined for a table that cannot be registered. */
  readonly after: DataSource | undefined;
  readonly changes: readonly SyncChange[];
  readonly notes: readonly string[];
}

function ofRegistered(
  before: DataSource,
  table: string,
  observed: ObservedSchema,
  { newColumns }: MonitoredSchema,
): TablePlan {
  const place = { dataSource: formatDataSourceName(before), table: before.table ?? '' };
  const same = { table, before, after: before, changes: [], notes: [] };
  if (!observed.tables.includes(table)) {
    if (before.gone) return same;
    return { ...same, after: { ...before, gone: true }, changes: [{ change: 'table gone', ...place }] };
  }
  const raw = observed.read.find((one) => one.table === table);
  if (raw === undefined) return same;
  const { schema, name } = before;
  const { dataSource: fresh, notes } = describeTable(raw, { schema, name, owners: [], tags: [] }, trinoSql);
  if (fresh === undefined) return { ...same, notes };
  const { columns, changes } = refreshColumns(before.columns, fresh.columns, {
    newColumns,
    typeOf: trinoSql.typeOf,
  });
  const after = { ...without(before, 'gone'), columns };
  const all: SyncChange[] = [
    ...(before.gone ? [{ change: 'table back', ...place } as const] : []),
    ...changes.map(({ change, column, type }) => ({ change, ...place, column, detail: type })),
  ];
  const described = all.length === 0 && !isDeepStrictEqual(before, after);
  return {
    ...same,
    after,
    changes: described ? [{ change: 'comments', ...place }] : all,
    notes: all.length === 0 ? [] : notes,
  };
}

function ofNew(raw: RawTable, { schema }: ObservedSchema, { settings, dataSources }: Known): TablePlan {
  const { dataSourceSchema = schema, owners, tags, newTables } = settings;
  const none = { table: raw.table, before: undefined, after: undefined, changes: [] };
  const described = describeTable(raw, { schema: dataSourceSchema, owners, tags }, trinoSql);
  const { dataSource } = described;
  if (dataSource === undefined) return { ...none, notes: described.notes };
  const name = formatDataSourceName(dataSource);
  if (dataSources.some((one) => formatDataSourceName(one) === name)) {
    return { ...none, notes: [`it is not registered: another data source is already named '${name}'`] };
  }
  const change = {
    change: 'table new',
    dataSource: name,
    table: dataSource.table ?? '',
    detail: newTables,
  } as const;
  return {
    ...none,
    after: { ...dataSource, enabled: newTables === 'enabled' },
    changes: [change],
    notes: described.notes,
  };
}

/** Tags to propose for the columns of a table: those that the columns do not have and that were not proposed before. */
function proposed(
  { table, after }: TablePlan,
  { findings }: ObservedSchema,
  { settings, proposals }: Known,
): readonly TagProposal[] {
  if (after === undefined) return [];
  const asked = new Set(proposals.map(tagProposalKey));
  const dataSource = formatDataSourceName(after);
  return findings
    .filter((finding) => finding.table === table)
    .flatMap(({ column: name, detector, byName, share }): readonly TagProposal[] => {
      const tag = settings.detectTags?.[detector];
      const column = after.columns.find((one) => one.name === name && !one.gone);
      if (tag === undefined || column === undefined) return [];
      if ([...column.tags, ...after.tags].some((carried) => tagReaches(tag, carried))) return [];
      if (asked.has(tagProposalKey({ dataSource, column: name, tag }))) return [];
      const of = { dataSource, column: name, tag, detector, byName, status: 'proposed' } as const;
      return [share === undefined ? of : { ...of, share }];
    });
}

function withTags(plan: TablePlan, proposals: readonly TagProposal[]): TablePlan {
  const { after } = plan;
  if (after === undefined) return plan;
  const name = formatDataSourceName(after);
  const own = proposals.filter(({ dataSource }) => dataSource === name);
  if (own.length === 0) return plan;
  return {
    ...plan,
    after: {
      ...after,
      columns: after.columns.map((column) => ({
        ...column,
        tags: [...column.tags, ...own.filter((one) => one.column === column.name).map(({ tag }) => tag)],
      })),
    },
    changes: [
      ...plan.changes,
      ...own.map(({ column, tag }) => ({
        change: 'tag applied' as const,
        dataSource: name,
        table: after.table ?? '',
        column,
        detail: tag,
      })),
    ],
  };
}
