import type { DataSource } from '../../model/data-source.js';
import { resolve, checkOutput } from '../../sql/scope/index.js';
import type { Resolution } from '../../sql/scope/index.js';
import { fold } from '../../sql/scope/names.js';
import type { Query, Relation } from '../../sql/ast.js';
import { nodesOf } from '../../sql/visit.js';
import type { PlatformTraits } from '../platform-traits.js';
import { partsOf, sourceKey } from './definition.js';
import { isTable } from './source.js';
import type { Source } from './source.js';

/** A column of a table that a query reads. */
export interface SourceColumn {
  readonly key: string;
  readonly column: string;
}

/** What the names in a data source's query mean. */
export interface Lineage {
  readonly resolution: Resolution;
  /** For each column of the data source that passes on one of a table unchanged: which. All others are computed. */
  readonly passed: ReadonlyMap<string, SourceColumn>;
  /**
   * Whether the result has exactly one row for each joined row that its conditions keep: to take rows away where a table is
   * read is then the same as to take those away that come of them.
   */
  readonly rowByRow: boolean;
  readonly problems: readonly string[];
}

type QueryTraits = Pick<PlatformTraits, 'dialect' | 'queryProblems'>;

interface Held {
  readonly signature: string;
  readonly lineage: Lineage;
}
const known = new WeakMap<DataSource, Held>();

/** Finds where the columns of a data source's query come from. */
export function lineageOf(
  dataSource: DataSource,
  query: Query,
  sources: readonly Source[],
  platform: QueryTraits,
): Lineage {
  const signature = JSON.stringify(
    sources.map(({ key, columns }) => [key, columns.map(({ name, type }) => [name, type])]),
  );
  const held = known.get(dataSource);
  if (held?.signature === signature) return held.lineage;
  const lineage = trace(dataSource, query, sources, platform);
  known.set(dataSource, { signature, lineage });
  return lineage;
}

function trace(
  { columns }: DataSource,
  query: Query,
  sources: readonly Source[],
  { dialect, queryProblems }: QueryTraits,
): Lineage {
  const byKey = new Map(sources.map((source) => [source.key, source]));
  const cased = [...columns, ...sources.flatMap((source) => source.columns)].find(
    ({ name }) => name !== fold(name),
  );
  const resolution = resolve(
    query,
    (name) => byKey.get(sourceKey(name))?.columns.map((column) => column.name),
    dialect,
  );
  const output = resolution.output ?? [];
  const named = new Map(output.map((column) => [fold(column.name ?? ''), column]));
  const passed = columns.flatMap(({ name }) => {
    const base = named.get(name)?.base;
    return base === undefined
      ? []
      : [[name, { key: sourceKey(partsOf(base.table)), column: fold(base.column) }] as const];
  });
  const errors = [...resolution.errors, ...(resolution.errors.length > 0 ? [] : checkOutput(query, output))];
  const timeTravel = resolution.tables.flatMap(({ node, name }) => {
    const source = byKey.get(sourceKey(partsOf(name)));
    return node.kind === 'Table' && node.version !== undefined && source !== undefined && !isTable(source)
      ? [`the query reads ${partsOf(name).join('.')} as of another time, but it is a query, not a table`]
      : [];
  });
  const missing = columns.filter(({ name }) => !named.has(name)).map(({ name }) => name);
  const caseProblem =
    cased === undefined
      ? []
      : [
          `column '${cased.name}' has upper-case letters, so a query cannot name it: use its table as a separate data source`,
        ];
  return {
    resolution,
    passed: new Map(passed),
    rowByRow: isRowByRow(query, resolution),
    problems: [
      ...caseProblem,
      ...errors.map(({ line = 1, column = 1, message }) => `query ${line}:${column}: ${message}`),
      ...timeTravel,
      ...(errors.length > 0 ? [] : missing.map((name) => `the query has no column '${name}'`)),
      ...(errors.length > 0 ? [] : queryProblems(columns, resolution, sources)),
    ],
  };
}

function isRowByRow(
  { body, with: named, limit, offset, orderBy }: Query,
  { tables, query }: Resolution,
): boolean {
  if (body.kind !== 'Select' || named !== undefined || limit !== undefined || offset !== undefined)
    return false;
  const { distinct, groupBy, having, qualify, connectBy, top, from } = body;
  const whole = [groupBy, having, qualify, connectBy, top].every((part) => part === undefined);
  return (
    whole &&
    !distinct &&
    orderBy.length === 0 &&
    from.every(isInnerJoin) &&
    new Set(tables.map(({ name }) => sourceKey(partsOf(name)))).size === tables.length &&
    nodesOf(query, 'FunctionCall').every(({ over }) => over === undefined)
  );
}

const isInnerJoin = (relation: Relation): boolean => {
  switch (relation.kind) {
    case 'Table':
      return true;
    case 'Aliased':
      return relation.columns.length === 0 && isInnerJoin(relation.relation);
    case 'Join':
      return (
        (relation.type === 'INNER' || relation.type === 'CROSS') &&
        isInnerJoin(relation.left) &&
        isInnerJoin(relation.right)
      );
    default:
      return false;
  }
};
