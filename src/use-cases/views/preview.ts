import { z } from 'zod';

import { invariant } from '../../base/invariant.js';
import { didYouMean } from '../../base/nearest.js';
import { Refusal } from '../../base/refusal.js';
import { dataSourceName, formatDataSourceName, principalName } from '../../model/names.js';
import { inlineView } from '../../platforms/trino/inline-view.js';
import type { Query, Table, TableQuery } from '../../sql/ast.js';
import { limitTo, string } from '../../sql/build.js';
import { parseQuery, SqlSyntaxError } from '../../sql/parse/index.js';
import { print } from '../../sql/print/print.js';
import { previewProblems } from '../../sql/safe/check-preview.js';
import { replaceTables, ScopeError, tablesOf } from '../../sql/scope/index.js';
import { dotted, foldAll } from '../../sql/scope/names.js';
import { transform } from '../../sql/transform.js';
import { answerByDecisions } from '../decisions/decide.js';
import type { Decided } from '../decisions/decide.js';
import { supposingPerson } from '../what-if/supposing.js';
import type { ToldOfWorld } from '../what-if/supposing.js';
import { aboutPerson } from '../what-if/suppositions.js';
import { useCase } from '../use-case.js';
import type { InputOf } from '../use-case.js';
import { viewOf } from './load-view.js';
import type { Ports } from './ports.js';

const previewInput = z.strictObject({
  user: principalName('a user name').optional(),
  query: z.string(),
  catalog: z
    .string()
    .min(1)
    .meta({ description: "scrim's catalog, by which the query may name data sources" }),
  limit: z.int().min(1).meta({ description: 'rows that are wanted; the query asks for one more' }),
  impersonate: z.boolean().default(false).meta({
    description: 'whether the person themselves will run the query, on the views of the service',
  }),
  ...aboutPerson,
});

/** A query to be run on a Trino, to see what a person sees. */
export interface Preview extends ToldOfWorld {
  readonly user: string;
  /** The query in Trino's SQL: of data sources if the person runs it; else of the raw tables, as the person sees them. */
  readonly sql: string;
}

/** A query that is previewed. */
interface Previewed {
  readonly text: string;
  readonly user: string;
  readonly catalog: string;
  readonly limit: number;
  readonly at: Date | undefined;
}

/**
 * Makes a query that shows what a person would see. Somebody else runs it, who may read every raw table: so it may name nothing but data sources,
 * and call nothing but functions that are known to compute only. Each data source is replaced by the query of the person's own view.
 * @throws Refusal `invalid` for anything else in the query, with its line and column
 */
async function previewInline(ports: Ports, previewed: Previewed): Promise<string> {
  const { text, user, catalog, limit, at } = previewed;
  const { query, names } = readPreviewed(text, catalog, true);
  refuseProblems(previewProblems(query, { otherTime: at !== undefined }));
  const decided = await decideAll(ports, user, names);
  const others = await ports.world.ask((look) =>
    names.flatMap((name) => look({ entry: 'dataSourcesIn', schema: name.split('.')[0] ?? '' }) ?? []),
  );
  const views = new Map<string, { readonly query: Query; readonly columns: readonly string[] }>();
  for (const [name, { node }] of placesOf(query, catalog)) {
    const found = decided.get(name);
    if (views.has(name) || found === undefined) continue;
    const hidden = hiddenBecause(name, user, found, others);
    if (hidden !== undefined) throw refusedAt(node, hidden);
    const [schema = '', view = ''] = name.split('.');
    const bound = viewOf(ports, found, user, { schema, name: view });
    views.set(name, {
      query: inlineView(bound, { user, at }),
      columns: bound.fields.map((field) => field.name),
    });
  }
  const asPerson = transform(query, {
    CurrentValue: (node) => (node.name === 'CURRENT_USER' ? string(user) : node),
  });
  invariant(asPerson.kind === 'Query', 'a query is no query any more');
  const viewOfTable = (parts: readonly string[]) => {
    const name = dataSourceIn(parts, catalog);
    return name === undefined ? undefined : views.get(name);
  };
  const replaced = locating(() =>
    replaceTables(
      asPerson,
      (parts) => viewOfTable(parts)?.columns,
      'trino',
      ({ name }) => viewOfTable(foldAll(name.parts))?.query,
    ),
  );
  const read = new Set([...views.values()].flatMap((view) => tableNames(view.query)));
  invariant(
    tableNames(replaced).every((table) => read.has(table)),
    'a preview would read a table that no view reads',
  );
  return print(limited(replaced, limit), 'trino');
}

/** The query for a person who runs it themselves. The data sources that it names are decided on, for the record. */
async function previewAsPerson(ports: Ports, { text, user, catalog, limit }: Previewed): Promise<string> {
  const { query, names } = readPreviewed(text, catalog, false);
  await decideAll(ports, user, names);
  return print(limited(query, limit), 'trino');
}

/** Reads a query, and finds the data sources that it names. @param only whether it may name nothing else */
function readPreviewed(
  text: string,
  catalog: string,
  only: boolean,
): { readonly query: Query; readonly names: readonly string[] } {
  const query = locating(() => parseQuery(text, 'trino'));
  const places = placesOf(query, catalog);
  if (only) {
    const other = tablesOf(query, 'trino').find(
      ({ name }) => dataSourceIn(foldAll(name.parts), catalog) === undefined,
    );
    if (other !== undefined) {
      throw refusedAt(
        other.node,
        `'${dotted(other.name.parts)}' is no data source; name data sources, as SCHEMA.NAME or ${catalog}.SCHEMA.NAME, and no other tables`,
      );
    }
  }
  return { query, names: [...new Set(places.map(([name]) => name))] };
}

/** The data sources that a query names, each with its place. */
const placesOf = (
  query: Query,
  catalog: string,
): readonly (readonly [name: string, at: { readonly node: Table | TableQuery }])[] =>
  tablesOf(query, 'trino').flatMap(({ name, node }) => {
    const found = dataSourceIn(foldAll(name.parts), catalog);
    return found === undefined ? [] : [[found, { node }] as const];
  });

/** The data source that a table's name could be; undefined for any other name. */
function dataSourceIn(parts: readonly string[], catalog: string): string | undefined {
  const [first, ...rest] = parts;
  const [schema, name, ...more] = parts.length === 3 && first === catalog.toLowerCase() ? rest : parts;
  if (schema === undefined || name === undefined || more.length > 0) return undefined;
  const full = formatDataSourceName({ schema, name });
  return !schema.includes('.') && !name.includes('.') && dataSourceName.safeParse(full).success
    ? full
    : undefined;
}

const tableNames = (query: Query): readonly string[] =>
  tablesOf(query, 'trino').map(({ name }) => JSON.stringify(foldAll(name.parts)));

/** Decides what a person sees of each data source, and puts that on record. */
const decideAll = (
  ports: Ports,
  user: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, Decided>> =>
  answerByDecisions(
    ports,
    { userName: user, at: ports.now() },
    { for: 'preview', client: 'operator' },
    ({ decide }) => new Map(names.map((name) => [name, decide(name)])),
  );

/** Why a person sees no such data source; undefined for one that they see. @param others data sources that could be meant */
function hiddenBecause(
  name: string,
  user: string,
  { decision, source: { dataSource } }: Decided,
  others: readonly string[],
): string | undefined {
  if (dataSource === undefined) return `there is no data source '${name}'${didYouMean(name, others)}`;
  if (dataSource.platform !== 'trino')
    return `data source '${name}' is a table of another platform: query it there`;
  return decision.kind === 'hidden'
    ? `data source '${name}' does not exist for ${user}: ${decision.access.because}`
    : undefined;
}

/** The query with at most one row more than are wanted, so that it is known whether there are more. */
function limited(query: Query, wanted: number): Query {
  const most = wanted + 1;
  const { limit } = query;
  if (limit?.kind === 'FetchFirst' && limit.withTies) return query;
  const count = limit === undefined || limit.kind === 'LimitAll' ? undefined : limit.count;
  const given =
    limit?.kind === 'FetchFirst' && count === undefined
      ? 1
      : count?.kind === 'IntegerLiteral'
        ? Number(count.value)
        : Infinity;
  if (given <= most) return query;
  return { ...query, limit: limitTo(most) };
}

const refusedAt = (node: Table | TableQuery, message: string): Refusal =>
  placed({ line: node.position?.line, column: node.position?.column, message });

const placed = ({
  line = 1,
  column = 1,
  message,
}: {
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly message: string;
}): Refusal => new Refusal('invalid', `the query, ${line}:${column}: ${message}`);

function refuseProblems(problems: readonly ScopeError[]): void {
  const [first] = problems;
  if (first !== undefined) throw placed(first);
}

/** Errors in the query with their places. */
function locating<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof SqlSyntaxError || error instanceof ScopeError ? placed(error) : error;
  }
}

const isSupposed = ({ files, lines, suppose }: InputOf<typeof previewInput>): boolean =>
  files.length + lines.length > 0 || Object.values(suppose).some((value) => value !== undefined);

/** A query that shows what a person sees, or would see. */
export const previewUseCase = useCase({
  name: 'preview',
  whoMay: 'administrator',
  input: previewInput,
  run: async (administration, input): Promise<Preview> => {
    const { query: text, catalog, limit, impersonate, suppose } = input;
    if (impersonate && isSupposed(input)) {
      throw new Refusal(
        'invalid',
        'a person who runs the query themselves sees the stored world as it is: leave out --impersonate, or what is supposed',
      );
    }
    const { ports, user, told } = await supposingPerson(administration, input);
    const at = suppose.at === undefined ? undefined : new Date(suppose.at);
    const previewed = { text, user, catalog, limit, at };
    const sql = await (impersonate ? previewAsPerson : previewInline)(ports, previewed);
    return { user, sql, ...told };
  },
});
