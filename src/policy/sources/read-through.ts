import type { Column, DataSource } from '../../model/data-source.js';
import type { ColumnDecision, MaskLayer, RowDecision, Shown, ShownSource } from '../shown.js';
import type { PolicyFacts } from '../facts.js';
import type { Definition } from './definition.js';
import type { FromAbove, Governed } from './governed.js';
import { lineageOf } from './lineage.js';
import type { Lineage, SourceColumn } from './lineage.js';
import { columnsOfRow, renameRow } from './row-columns.js';
import { readSource } from './read-sources.js';
import type { Source } from './source.js';
import { strictest } from './strictest.js';

/** What is to be read through. */
export interface Reading {
  readonly dataSource: DataSource;
  readonly definition: Extract<Definition, { kind: 'query' }>;
  /** What policies make of the columns and rows of its result. */
  readonly shown: Shown;
  readonly facts: PolicyFacts;
  readonly path: readonly string[];
  readonly govern: (
    dataSource: DataSource,
    above: FromAbove,
    path: readonly string[],
  ) => Pick<Governed, 'shown' | 'problems'>;
}

/** What is shown, and what cannot be enforced. */
export interface ReadThrough {
  readonly shown: Shown;
  readonly problems: readonly string[];
}

/**
 * Brings the masks of a query's result to where its columns are read, so that nothing within the query sees the raw values.
 * Row filters stay with the result, where they take away whole rows of it and never make others appear; only one over a masked
 * column, whose raw values the result no longer has, goes where the column is read, if that is the same.
 */
export function readThrough({ dataSource, definition, shown, facts, path, govern }: Reading): ReadThrough {
  const read = definition.sources.map((source) => readSource(source, dataSource, facts, path));
  const missing = read.flatMap((source) => ('problem' in source ? [source.problem] : []));
  const sources = read.flatMap((source) => ('problem' in source ? [] : [source]));
  if (missing.length > 0) return { shown: { ...shown, sources: [] }, problems: missing };
  const lineage = lineageOf(dataSource, definition.query, sources, facts.platforms[dataSource.platform]);
  if (lineage.problems.length > 0) return { shown: { ...shown, sources: [] }, problems: lineage.problems };

  const pushed = pushMasks(shown.columns, lineage);
  const masked = governSources(sources, { masks: pushed.masks, rows: [] });
  const columns = pushed.columns.map((decision) => describeBeneath(decision, lineage, masked.shown));
  const filtered = placeFilters(shown.rows, columns, lineage, sources);
  const beneath = governSources(sources, { masks: pushed.masks, rows: filtered.beneath });
  return {
    shown: { columns, rows: filtered.here, sources: beneath.shown },
    problems: [...pushed.problems, ...filtered.problems, ...beneath.problems],
  };

  function governSources(
    of: readonly Source[],
    above: { masks: ByColumn; rows: readonly PlacedFilter[] },
  ): { readonly shown: readonly ShownSource[]; readonly problems: readonly string[] } {
    const governed = of.map((source) => {
      const from: FromAbove = {
        masks: above.masks.get(source.key) ?? new Map<string, readonly MaskLayer[]>(),
        rows: above.rows.filter(({ key }) => key === source.key).map(({ filter }) => filter),
      };
      return source.dataSource === undefined
        ? { source, shown: governRaw(source.columns, from), problems: [] }
        : { source, ...govern(source.dataSource, from, path) };
    });
    return {
      shown: governed.map(({ source, shown: of }) => ({ source, shown: of })),
      problems: governed.flatMap(({ source, problems }) =>
        problems.map((problem) => `in ${source.parts.join('.')}, which the query reads: ${problem}`),
      ),
    };
  }
}

/** Masks by the key of a table and the name of its column. */
type ByColumn = ReadonlyMap<string, ReadonlyMap<string, readonly MaskLayer[]>>;

function pushMasks(
  columns: readonly ColumnDecision[],
  { passed }: Lineage,
): {
  readonly masks: ByColumn;
  readonly columns: readonly ColumnDecision[];
  readonly problems: readonly string[];
} {
  const masks = new Map<string, Map<string, readonly MaskLayer[]>>();
  const problems: string[] = [];
  const left = columns.map((decision): ColumnDecision => {
    const { column, masks: layers } = decision;
    const from = passed.get(column.name);
    if (from === undefined || layers.length === 0) return decision;
    const moved = layers.map((layer) => moveLayer(layer, from, passed));
    if (moved.some((layer) => layer === undefined)) {
      problems.push(
        `the conditional mask on column '${column.name}' uses columns that do not come from the same table as the masked column`,
      );
      return decision;
    }
    const ofTable = masks.get(from.key) ?? new Map<string, readonly MaskLayer[]>();
    masks.set(from.key, ofTable);
    ofTable.set(
      from.column,
      strictest(
        ofTable.get(from.column) ?? [],
        moved.filter((layer) => layer !== undefined),
      ),
    );
    return { column, masks: [] };
  });
  return { masks, columns: left, problems };
}

/** A mask where its column is read; undefined when its condition or its expression cannot go there. */
function moveLayer(
  layer: MaskLayer,
  { key }: SourceColumn,
  passed: Lineage['passed'],
): MaskLayer | undefined {
  const { where, mask } = layer;
  const move = (name: string): string | undefined => {
    const to = passed.get(name);
    return to?.key === key ? to.column : undefined;
  };
  const movedWhere = where && renameRow(where, move);
  if (where !== undefined && movedWhere === undefined) return undefined;
  const movedMask = mask.type === 'custom' ? renameRow(mask, move) : mask;
  if (movedMask === undefined) return undefined;
  return {
    ...layer,
    mask: mask.type === 'custom' ? { ...mask, ...movedMask } : mask,
    ...(movedWhere === undefined ? {} : { where: movedWhere }),
  };
}

/** Whether the query does not pass on the raw values of a column, even to what stands behind it. */
const isMaskedBeneath = ({ beneath = [], computedFromMasked }: ColumnDecision): boolean =>
  beneath.length > 0 || computedFromMasked === true;

const isMasked = (decision: ColumnDecision): boolean =>
  decision.masks.length > 0 || isMaskedBeneath(decision);

/** Says of a column what is masked where it is read. */
function describeBeneath(
  decision: ColumnDecision,
  { passed }: Lineage,
  sources: readonly ShownSource[],
): ColumnDecision {
  const from = passed.get(decision.column.name);
  if (from === undefined) {
    return sources.some(({ shown }) => shown.columns.some(isMasked))
      ? { ...decision, computedFromMasked: true }
      : decision;
  }
  const at = sources
    .find(({ source }) => source.key === from.key)
    ?.shown.columns.find(({ column }) => column.name === from.column);
  if (at === undefined || !isMasked(at)) return decision;
  const layers = [...at.masks, ...(at.beneath ?? [])];
  return {
    ...decision,
    ...(layers.length === 0 ? {} : { beneath: layers }),
    ...(at.computedFromMasked ? { computedFromMasked: true as const } : {}),
  };
}

interface PlacedFilter {
  readonly key: string;
  readonly filter: RowDecision;
}

function placeFilters(
  filters: readonly RowDecision[],
  columns: readonly ColumnDecision[],
  { passed, rowByRow }: Lineage,
  sources: readonly Source[],
): {
  readonly here: readonly RowDecision[];
  readonly beneath: readonly PlacedFilter[];
  readonly problems: readonly string[];
} {
  const here: RowDecision[] = [];
  const beneath: PlacedFilter[] = [];
  const problems: string[] = [];
  for (const filter of filters) {
    const over = columnsOfRow(filter);
    const hidden = columns.filter((decision) => over.has(decision.column.name) && isMaskedBeneath(decision));
    if (hidden.length === 0) {
      here.push(filter);
      continue;
    }
    const moved = rowByRow ? moveFilter(filter, over, passed, sources) : undefined;
    if (moved !== undefined) {
      beneath.push(moved);
      continue;
    }
    here.push({ type: 'none', because: 'its rows cannot be determined', policy: filter.policy });
    problems.push(
      `policy '${filter.policy}' filters rows by column '${hidden.map(({ column }) => column.name).join("', '")}', but its raw values are masked inside the query and do not come out of it row by row`,
    );
  }
  return { here, beneath, problems };
}

/** A filter where its columns are read, when all of them are read from one table. */
function moveFilter(
  filter: RowDecision,
  over: ReadonlySet<string>,
  passed: Lineage['passed'],
  sources: readonly Source[],
): PlacedFilter | undefined {
  const [first] = [...over].map((name) => passed.get(name));
  const source = sources.find(({ key }) => key === first?.key);
  if (source === undefined) return undefined;
  const move = (name: string): string | undefined => {
    const to = passed.get(name);
    return to?.key === source.key ? to.column : undefined;
  };
  if (filter.type === 'none') return undefined;
  if (filter.type === 'custom') {
    const settled = renameRow(filter, move);
    return settled && { key: source.key, filter: { ...filter, ...settled } };
  }
  const name = move(filter.column.name);
  const column = source.columns.find((one: Column) => one.name === name);
  return column && { key: source.key, filter: { ...filter, column } };
}

/** What is shown of a raw table that only the query which reads it speaks of. */
const governRaw = (columns: readonly Column[], { masks, rows }: FromAbove): Shown => ({
  columns: columns.map((column) => ({ column, masks: masks.get(column.name) ?? [] })),
  rows,
});
