import type { EventTable, QueryEvent } from '../../audit/query-event.js';
import { fold } from '../../sql/scope/names.js';
import { isName, nameOf, wordsOf } from './words.js';
import type { Word } from './words.js';

/** A call of a table function of a catalog, such as `TABLE(pg.system.query(query => 'SELECT …'))`, which reads what no list of tables names. */
export interface FunctionCall {
  /** The folded parts of its name. */
  readonly parts: readonly [catalog: string, schema: string, name: string];
  /** Tables that its arguments may name. */
  readonly mentioned: readonly EventTable[];
}

/** Functions of Trino itself, which read only tables that the query names. */
const builtIn: ReadonlySet<string> = new Set(['exclude_columns', 'sequence']);
/** What Trino calls the result of a query that a source runs. */
const generatedSchema = '_generated';

/**
 * The table functions of catalogs that a query called, in its text or in that of a view; none if it failed before anything was read. Trino's event does
 * not list them. A text that cannot be read may hide one: then the result of a source's own query shows it, unless a listed table of the same catalog
 * explains that.
 * @param isAnswer whether the text of a view is an answer of scrim: what that calls, a decision let it
 */
export function functionsCalled(
  { context, metadata, ioMetadata, statistics, failureInfo }: QueryEvent,
  isAnswer: (viewText: string) => boolean,
): readonly FunctionCall[] {
  const inputs = ioMetadata?.inputs ?? [];
  if (statistics === undefined || (failureInfo !== undefined && inputs.length === 0)) return [];
  const named = [
    ...callsIn(metadata.preparedQuery ?? metadata.query ?? '', context),
    ...metadata.tables.flatMap(({ viewText, catalog, schema }) =>
      viewText === undefined || isAnswer(viewText) ? [] : callsIn(viewText, { catalog, schema }),
    ),
  ];
  const explained = new Set([
    ...named.map(({ parts: [catalog] }) => catalog),
    ...metadata.tables.map(({ catalog }) => catalog),
  ]);
  const unnamed = inputs
    .filter(({ schema, catalogName }) => schema === generatedSchema && !explained.has(catalogName))
    .map(({ catalogName, schema, table }) => ({
      parts: [catalogName, schema, table] as const,
      mentioned: [],
    }));
  return [...named, ...unnamed];
}

/** @param session where names without a catalog or schema are looked up */
function callsIn(
  sql: string,
  session: { readonly catalog?: string | undefined; readonly schema?: string | undefined },
): readonly FunctionCall[] {
  if (!/\btable\b/i.test(sql)) return [];
  const tokens = wordsOf(sql, 'trino');
  return tokens.flatMap((token, index): readonly FunctionCall[] => {
    if (token.isLiteral || !/^table$/i.test(token.text) || tokens[index + 1]?.text !== '(') return [];
    const { parts, end } = nameAt(tokens, index + 2);
    const [name, schema = session.schema ?? '', catalog = session.catalog ?? ''] = parts.toReversed();
    if (name === undefined || tokens[end]?.text !== '(') return [];
    if (builtIn.has(name) && (parts.length === 1 || catalog === 'system')) return [];
    const mentioned = namesIn(argumentsAt(tokens, end)).map(([of, table]): EventTable => ({
      ...{ catalog, schema: of, table },
      ...{ authorization: undefined, filters: [], columns: [], viewText: undefined, referenceChain: [] },
    }));
    return [{ parts: [catalog, schema, name], mentioned }];
  });
}

/** The dotted name that begins at a token, folded, and the token after it. */
function nameAt(
  tokens: readonly Word[],
  begin: number,
): { readonly parts: readonly string[]; readonly end: number } {
  const parts: string[] = [];
  let at = begin;
  for (let token = tokens[at]; token !== undefined && isName(token); token = tokens[at]) {
    parts.push(nameOf(token));
    at += 1;
    if (tokens[at]?.text !== '.') break;
    at += 1;
  }
  return { parts, end: at };
}

/** The literals of a call. @param begin its opening parenthesis */
function argumentsAt(tokens: readonly Word[], begin: number): readonly string[] {
  const literals: string[] = [];
  let depth = 0;
  for (const { text, isLiteral } of tokens.slice(begin)) {
    if (isLiteral) {
      if (text.startsWith("'")) literals.push(text.slice(1, -1).replaceAll("''", "'"));
    } else if (text === '(') depth += 1;
    else if (text === ')') depth -= 1;
    if (depth === 0) break;
  }
  return literals;
}

/** What arguments may name: names with a schema in a query, or a schema and a table that are arguments of their own. */
const namesIn = (literals: readonly string[]): readonly (readonly [schema: string, table: string])[] => [
  ...literals.flatMap((literal) => {
    const tokens = wordsOf(literal, 'trino');
    return tokens.flatMap((token, index) => {
      if (!isName(token) || tokens[index - 1]?.text === '.') return [];
      const [table, schema] = nameAt(tokens, index).parts.toReversed();
      return table === undefined || schema === undefined ? [] : [[schema, table] as const];
    });
  }),
  ...literals.slice(1).map((table, index) => [fold(literals[index] ?? ''), fold(table)] as const),
];
