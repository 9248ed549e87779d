import { groupBy } from '../../base/group-by.js';
import { Refusal } from '../../base/refusal.js';
import type { Expression } from '../../sql/ast.js';
import { and, column, equals, query, select, string, table } from '../../sql/build.js';
import type { Ask, AskInPages, Attempt } from '../../trino/ask.js';
import type { DecisionSearch, FoundDecision, FoundQuery, QuerySearch } from '../audit-store.js';
import type { Erased } from '../erased-row.js';
import type { Cells } from './cells.js';
import { createChecksum } from './checksum.js';
import { createArchiveCounts } from './archive-counts.js';
import type { ArchiveCounts } from './archive-counts.js';
import { decisionCondition, narrowed, queryCondition, within } from './conditions.js';
import type { Extent } from './conditions.js';
import { createArchiveErasure } from './erase.js';
import { decisionOf, digestsOf, queryOf } from './read-rows.js';
import type { Texts } from './read-rows.js';
import type { Rows } from './rows.js';
import {
  createStatement,
  deleteBatch,
  deleteBefore,
  insertStatements,
  readBatch,
  readStatement,
  rowOf,
} from './statements.js';
import type { ArchivePlace, Batch } from './statements.js';
import { tableNames } from './tables.js';
import type { ArchiveTables, TableName } from './tables.js';
import { isOneOf, readTexts } from './texts.js';

/** The archive: tables of a Trino. */
export interface Archive {
  /** `CATALOG.SCHEMA`. */
  readonly place: string;
  /** Creates the tables that do not exist. @throws Refusal */
  create(): Promise<void>;
  /** Writes rows. @throws Refusal */
  write(rows: Rows): Promise<void>;
  /** The checksums of the rows of a batch, by table. @throws Refusal */
  checksums(batch: Batch): Promise<Readonly<Record<TableName, string>>>;
  /** Removes a batch. @throws Refusal */
  remove(batch: Batch): Promise<void>;
  /** Removes all days before one. @throws Refusal */
  removeBefore(day: string): Promise<void>;
  /** Finds decisions, the newest first. @throws Refusal */
  decisions(search: DecisionSearch, extent: Extent): Promise<readonly FoundDecision[]>;
  /** Finds queries, the newest first. A query that was archived at its beginning and at its end is found twice, its end first. @throws Refusal */
  queries(search: QuerySearch, extent: Extent): Promise<readonly FoundQuery[]>;
  /**
   * Replaces the name of a person in all rows, those of unfinished batches too. If it is interrupted, it goes on when it runs again.
   * @returns how many rows of each table were changed, or would be
   * @throws Refusal
   */
  erase(person: Erased & { readonly dryRun: boolean }): Promise<Readonly<Record<string, number>>>;
  /** What reports count. */
  readonly counts: ArchiveCounts;
}

/** How an archive is reached. */
export interface ArchiveConnection {
  readonly ask: Ask<Attempt>;
  readonly askInPages: AskInPages;
  readonly place: ArchivePlace;
}

/** An archive in the tables of a Trino. */
export function createArchive({ ask, askInPages, place }: ArchiveConnection): Archive {
  const all = async (work: (name: TableName) => Promise<unknown>): Promise<void> => {
    for (const name of tableNames) await work(name);
  };

  const find = async <N extends TableName>(
    name: N,
    ...[where, part]: [where: Expression, part?: Parameters<typeof readStatement>[3]]
  ): Promise<readonly Cells<ArchiveTables[N]>[]> => {
    const { rows } = await ask(readStatement(place, name, where, part));
    return rows.map((values) => rowOf(name, values));
  };

  const textsOf = (digests: readonly string[], extent: Extent): Promise<Texts> =>
    readTexts(ask, place, digests, extent);

  return {
    place: `${place.catalog}.${place.schema}`,
    counts: createArchiveCounts({ ask, askInPages, place }),
    erase: createArchiveErasure({ ask, askInPages, place }),

    async create() {
      const connector = await connectorOf(ask, place.catalog);
      await all((name) => ask(createStatement(place, name, { partitioned: connector === 'iceberg' })));
    },

    write: (rows) =>
      all(async (name) => {
        for (const statement of insertStatements(place, name, rows[name])) await ask(statement);
      }),

    async checksums(batch) {
      const found = await Promise.all(
        tableNames.map(async (name) => {
          const checksum = createChecksum(name);
          for await (const page of askInPages(readBatch(place, name, batch))) {
            checksum.add(page.map((values) => rowOf(name, values)));
          }
          return [name, checksum.text()] as const;
        }),
      );
      return Object.fromEntries(found) as Record<TableName, string>;
    },

    remove: (batch) => all((name) => ask(deleteBatch(place, name, batch))),
    removeBefore: (day) => all((name) => ask(deleteBefore(place, name, day))),

    async decisions(search, given) {
      const extent = narrowed(given, search);
      if (extent.first > extent.last) return [];
      const newest = { by: ['at', 'id'], limit: search.limit };
      const rows = await find('audit_decision', decisionCondition(search, extent), { newest });
      const texts = await textsOf(digestsOf(rows), extentOf(rows, extent));
      return rows.map((row) => decisionOf(row, texts));
    },

    async queries(search, given) {
      const extent = narrowed(given, search);
      if (extent.first > extent.last) return [];
      const newest = { by: ['at', 'cluster', 'query_id', 'batch'], limit: search.limit };
      const rows = await find('audit_query', queryCondition(search, extent, place), { newest });
      if (rows.length === 0) return [];
      const near = extentOf(rows, extent);
      const ids = [...new Set(rows.map((row) => String(row.query_id)))];
      const reads = await find(
        'audit_read',
        and(within(near, 'record'), isOneOf(column('record', 'query_id'), ids)),
      );
      const byQuery = groupBy(reads, keyOf);
      const texts = await textsOf(digestsOf([...rows, ...reads.map(({ long }) => ({ long }))]), near);
      return rows.map((row) => queryOf(row, byQuery.get(keyOf(row)) ?? [], texts));
    },
  };
}

/** Only the rows around some that were found. */
const extentOf = (rows: readonly { readonly day: unknown }[], extent: Extent): Extent => {
  const days = rows.map(({ day }) => String(day)).toSorted();
  return { ...extent, first: days[0] ?? extent.first, last: days.at(-1) ?? extent.last };
};

const keyOf = ({
  batch,
  at,
  cluster,
  query_id: id,
}: Readonly<Record<'batch' | 'at' | 'cluster' | 'query_id', unknown>>): string =>
  JSON.stringify([batch, at, cluster, id]);

async function connectorOf(ask: Ask<Attempt>, catalog: string): Promise<string> {
  const { rows } = await ask(
    query(
      select({
        items: [column('connector_name')],
        from: table(['system', 'metadata', 'catalogs']),
        where: equals(column('catalog_name'), string(catalog)),
      }),
    ),
  );
  const [connector] = rows[0] ?? [];
  if (typeof connector === 'string') return connector;
  throw new Refusal('invalid', `Trino shows no catalog '${catalog}' for the archive; check audit.archive.to`);
}
