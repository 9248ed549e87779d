/** All modes. @see Mode */
export const modeNames = ['closed', 'inPlace', 'open', 'upstream'] as const;
/**
 * What protects the raw tables of a place:
 *
 * - `closed`: only the definer, and people whom an operation rule lets read there
 * - `inPlace`: tables of data sources are read with filters and masks, other tables are closed
 * - `open`: everybody known may read tables that are nobody's data source
 * - `upstream`: another OPA server is asked as well
 */
export type Mode = (typeof modeNames)[number];

/** A filter or mask in the SQL of Trino, and the user as whom it reads. */
export interface ViewExpression {
  readonly expression: string;
  readonly identity?: string;
}

/** What an OPA server answers, by endpoint. */
export interface UpstreamAnswers {
  readonly allow: boolean;
  /** Indices of what is shown. */
  readonly batch: readonly number[];
  readonly rows: readonly ViewExpression[];
  readonly masks: readonly { readonly index: number; readonly viewExpression: ViewExpression }[];
}

/** Another OPA server. */
export interface Upstream {
  /** Asks what Trino asks. @param input the `input` of Trino's question @throws Refusal `unavailable` without an answer in the right shape */
  ask<E extends keyof UpstreamAnswers>(endpoint: E, input: unknown): Promise<UpstreamAnswers[E]>;
  /** Whether the server answers an endpoint; it always answers `allow`. */
  has(endpoint: Exclude<keyof UpstreamAnswers, 'allow'>): boolean;
}

/** A Trino that asks who may do what. */
export interface Cluster {
  readonly name: string;
  /** The name of scrim's own catalog in that Trino. */
  readonly views: string;
  /** Modes by the `placeKey` of a catalog, schema or table. */
  readonly modes: ReadonlyMap<string, Mode>;
  readonly upstream?: Upstream;
}

/** The canonical text of a place: one spelling for each, because Trino folds the letters of every name. */
export const placeKey = (parts: readonly string[]): string =>
  JSON.stringify(parts.map((part) => part.toLowerCase()));

/** The most parts of a name in some modes: questions about many tables need no keys of tables where none has a mode. */
const depths = new WeakMap<Cluster['modes'], number>();

function depthOf(modes: Cluster['modes']): number {
  const depth =
    depths.get(modes) ?? Math.max(0, ...[...modes.keys()].map((key) => (JSON.parse(key) as string[]).length));
  depths.set(modes, depth);
  return depth;
}

/** The tables whose metadata a table may be, as `t` for `t$files`. */
export function* metadataOf(table: string): Generator<string> {
  for (let end = table.lastIndexOf('$'); end > 0; end = table.lastIndexOf('$', end - 1)) {
    yield table.slice(0, end);
  }
}

/**
 * The mode of a catalog, schema or table: of the nearest place that the configuration names. A metadata table without a mode of its own has the
 * mode of its table.
 * @param parts catalog, schema, table; one part or more
 */
export function modeOf({ modes }: Pick<Cluster, 'modes'>, parts: readonly string[]): Mode {
  const [catalog, schema, table] = parts;
  if (catalog === undefined) return 'closed';
  const depth = depthOf(modes);
  if (depth > 2 && schema !== undefined && table !== undefined) {
    for (const name of [table, ...metadataOf(table)]) {
      const mode = modes.get(placeKey([catalog, schema, name]));
      if (mode !== undefined) return mode;
    }
  }
  const ofSchema = depth < 2 || schema === undefined ? undefined : modes.get(placeKey([catalog, schema]));
  return ofSchema ?? modes.get(placeKey([catalog])) ?? 'closed';
}

/** Whether the configuration names the table itself; a mode of its schema or catalog does not count. */
export const namesTable = (
  { modes }: Pick<Cluster, 'modes'>,
  [catalog, schema, table]: readonly string[],
): boolean =>
  catalog !== undefined &&
  schema !== undefined &&
  table !== undefined &&
  modes.has(placeKey([catalog, schema, table]));
