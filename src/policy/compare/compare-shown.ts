import type { DataSource, Platform } from '../../model/data-source.js';
import type { Node } from '../../sql/ast.js';
import { fold } from '../../sql/scope/names.js';
import { nodesOf } from '../../sql/visit.js';
import type { PlatformTraits } from '../platform-traits.js';
import type { Shown, ShownSource } from '../shown.js';
import { definitionOf, partsOf } from '../sources/definition.js';
import { lineageOf } from '../sources/lineage.js';
import type { Lineage } from '../sources/lineage.js';
import { isTable } from '../sources/source.js';
import { bindReader } from './bind-reader.js';
import { joinChanges } from './change.js';
import type { Change } from './change.js';
import { compareColumn } from './compare-columns.js';
import { compareRows } from './compare-rows.js';
import { comparedColumns } from './compared.js';

/** What is shown of a data source, and the data source as it is then. */
export interface ShownOf {
  readonly dataSource: DataSource;
  readonly shown: Shown;
  /** The name of who is shown it, needed where two people are compared: policies may compare with it. */
  readonly reader?: string;
}

/** How what is shown of a data source changes. */
export interface ShownChange {
  readonly rows: Change;
  /** By name, without those that are equal. A new column is wider, a dropped one narrower. */
  readonly columns: ReadonlyMap<string, Change>;
  /** Of a data source that is a query: the change of what it reads, by the name of the table, without those that are equal. */
  readonly sources: ReadonlyMap<string, ShownChange>;
}

/** What is known of platforms. */
export type ComparedPlatforms = Readonly<
  Record<Platform, Pick<PlatformTraits, 'name' | 'typeOf' | 'dialect' | 'queryProblems'>>
>;

/**
 * Compares what is shown of a data source after a change with what was shown before it: to one person, or to an open reader. Of another
 * table or query everything is different. What is shown to two people is compared alike, if their names are given.
 */
export function compareShown(before: ShownOf, after: ShownOf, platforms: ComparedPlatforms): ShownChange {
  const [was, is] = [before.dataSource, after.dataSource];
  const same = was.platform === is.platform && was.table === is.table && was.query === is.query;
  return compareParts(bound(before), bound(after), {
    same,
    dataSource: is,
    platform: is.platform,
    platforms,
    within: undefined,
  });
}

const bound = ({ shown, reader }: ShownOf): Shown =>
  reader === undefined ? shown : bindReader(shown, reader);

/** The change of everything together. */
export const overallChange = ({ rows, columns, sources }: ShownChange): Change =>
  joinChanges([rows, ...columns.values(), ...[...sources.values()].map(overallChange)]);

interface Surroundings {
  /** Whether both read the same. */
  readonly same: boolean;
  /** Undefined for a raw table that is no data source. */
  readonly dataSource: DataSource | undefined;
  readonly platform: Platform;
  readonly platforms: ComparedPlatforms;
  readonly within: 'within a query' | undefined;
}

function compareParts(before: Shown, after: Shown, around: Surroundings): ShownChange {
  const { same, platform, platforms, within } = around;
  const earlier = new Map(before.columns.map((decision) => [decision.column.name, decision]));
  const later = new Map(after.columns.map((decision) => [decision.column.name, decision]));
  const compared = comparedColumns(columnsOf(before), columnsOf(after), platforms[platform]);
  const sources = compareSources(before.sources ?? [], after.sources ?? [], around);
  const beneath = effectOf(sources, after.sources ?? [], around);
  const columns = [...new Set([...earlier.keys(), ...later.keys()])].map((name): [string, Change] => {
    const [was, is] = [earlier.get(name), later.get(name)];
    if (was === undefined) return [name, 'wider'];
    if (is === undefined) return [name, 'narrower'];
    const isComputed = was.computedFromMasked === true || is.computedFromMasked === true;
    // A condition on the result reads what is shown of the columns in it, which may be masked otherwise now.
    const isConditional = [...was.masks, ...is.masks].some(({ where }) => where !== undefined);
    const isUnknown = (isComputed && beneath.computed) || (isConditional && beneath.masked);
    if (!same || isUnknown) return [name, 'different'];
    return [name, compareColumn(was, is, compared, within)];
  });
  return {
    rows: same ? joinChanges([beneath.rows, compareRows(before.rows, after.rows, compared)]) : 'different',
    columns: new Map(columns.filter(([, change]) => change !== 'equal')),
    sources: new Map([...sources].filter(([, change]) => overallChange(change) !== 'equal')),
  };
}

const columnsOf = ({ columns }: Shown) => columns.map(({ column }) => column);

function compareSources(
  before: readonly ShownSource[],
  after: readonly ShownSource[],
  { platform, platforms }: Surroundings,
): ReadonlyMap<string, ShownChange> {
  const earlier = new Map(before.map((one) => [one.source.key, one]));
  const later = new Map(after.map((one) => [one.source.key, one]));
  return new Map(
    [...new Map([...earlier, ...later])].map(([key, { source }]) => {
      const [was, is] = [earlier.get(key), later.get(key)];
      const name = source.parts.join('.');
      if (was === undefined || is === undefined) return [name, unlike];
      const [then, now] = [was.source, is.source];
      const same =
        (isTable(then) && isTable(now) && (then.parts.length === 3 || tableOf(then) === tableOf(now))) ||
        (then.dataSource?.query !== undefined && then.dataSource.query === now.dataSource?.query);
      return [
        name,
        compareParts(was.shown, is.shown, {
          ...{ same, platform, platforms },
          dataSource: now.dataSource,
          within: 'within a query',
        }),
      ];
    }),
  );
}

const tableOf = ({ dataSource }: ShownSource['source']): string | undefined => dataSource?.table;

/** The change of a table that a query reads at one time only. */
const unlike: ShownChange = { rows: 'different', columns: new Map(), sources: new Map() };

/**
 * What changes of what a query reads come to in its result. Rows that are missing where they are read may make others appear, by an
 * outer join or a negation, and a masked value may meet a condition that the raw value does not. So more is known only of a query that
 * makes each row of one row of each table, and uses columns whose masks change for nothing but to show them.
 */
function effectOf(
  changes: ReadonlyMap<string, ShownChange>,
  sources: readonly ShownSource[],
  { dataSource, platforms }: Surroundings,
): { readonly rows: Change; readonly computed: boolean; readonly masked: boolean } {
  const changed = new Map([...changes].filter(([, change]) => overallChange(change) !== 'equal'));
  if (changed.size === 0) return { rows: 'equal', computed: false, masked: false };
  const unknown = { rows: 'different', computed: true, masked: true } as const;
  const definition = dataSource && definitionOf(dataSource);
  if (dataSource === undefined || definition?.kind !== 'query') return unknown;
  const read = sources.map(({ source }) => source);
  const lineage = lineageOf(dataSource, definition.query, read, platforms[dataSource.platform]);
  // A column that is different may have another type.
  const masked = [...changed].filter(([, { columns, sources: below }]) => columns.size > 0 || below.size > 0);
  const isOnlyShown = masked.every(
    ([name, { columns }]) =>
      ![...columns.values()].includes('different') && showsOnly(lineage, name, new Set(columns.keys())),
  );
  return lineage.rowByRow && nodesOf(definition.query, 'Query').length === 1 && isOnlyShown
    ? {
        rows: joinChanges([...changed.values()].map(({ rows }) => rows)),
        computed: false,
        masked: masked.length > 0,
      }
    : unknown;
}

/** Whether a query uses columns of a table for nothing but to show them as they are. */
function showsOnly(
  { resolution: { query, columns } }: Lineage,
  table: string,
  names: ReadonlySet<string>,
): boolean {
  const { body } = query;
  // Their columns depend on which columns there are.
  if (body.kind !== 'Select' || nodesOf(query, 'AllColumns', 'NaturalJoin', 'JoinUsing').length > 0)
    return false;
  const shown = new Set<Node>(
    body.items.flatMap((item) => (item.kind === 'SelectExpression' ? [item.expression] : [])),
  );
  return columns.every(({ node, denotes, fields }) => {
    if (shown.has(node) && fields.length === 0) return true;
    if (denotes?.kind !== 'column' || denotes.relation.table === undefined) return false;
    return partsOf(denotes.relation.table).join('.') !== table || !names.has(fold(denotes.column));
  });
}
