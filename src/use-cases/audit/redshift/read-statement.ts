import { errorMessage } from '../../../base/system-error.js';
import type { Node, Query } from '../../../sql/ast.js';
import { parseQuery, parseStatement } from '../../../sql/parse/index.js';
import { resolve } from '../../../sql/scope/index.js';
import type { Lookup, Origin, Resolution } from '../../../sql/scope/index.js';
import { fold, foldAll } from '../../../sql/scope/names.js';
import { nodesOf } from '../../../sql/visit.js';
import { isName, nameOf, wordsOf } from '../words.js';
import type { Word } from '../words.js';

/** A table or view that a statement reads by name. */
export interface NamedTable {
  /** The folded parts of its name, outermost first. */
  readonly parts: readonly string[];
  /** The columns that are read, folded; `all` if it cannot be told which ones. */
  readonly columns: readonly string[] | 'all';
}

/** What the text of a statement says of the tables that it reads. */
export type ReadStatement =
  | { readonly kind: 'known'; readonly named: readonly NamedTable[] }
  | {
      /** The text cannot be read, or not all of it. */
      readonly kind: 'unknown';
      readonly why: string;
      /** Names in it, of tables or of anything else: their folded parts. */
      readonly names: readonly (readonly string[])[];
      /** Whether a statement of its kind can read tables. */
      readonly mayRead: boolean;
    };

/** The first words of statements that return no rows of tables. */
const harmless: ReadonlySet<string> = new Set(
  `abort alter analyse analyze attach begin cancel close comment commit copy create deallocate desc describe detach drop
  end explain grant lock reset revoke rollback set show start truncate use vacuum`.split(/\s+/),
);

/** Whether a statement is only about its session or transaction: such statements are on no record, because clients send many of them. */
export const isOfSession = (text: string): boolean =>
  /^\s*(abort|begin|close|commit|deallocate|end|reset|rollback|set|show|start)\b/i.test(text);

/**
 * Reads the text of a statement as a history shows it.
 * @param isWhole whether the text is all of it
 * @param lookup the columns of views of scrim
 */
export function readStatement(
  { text, isWhole }: { readonly text: string; readonly isWhole: boolean },
  lookup: Lookup,
): ReadStatement {
  // A history writes line breaks as escapes: read as written, a comment would hide all that follows it.
  const [plain, asWritten] = [withLineBreaks(text), text];
  let why = 'only its beginning is in the history';
  if (isWhole) {
    for (const one of plain === asWritten ? [plain] : [plain, asWritten]) {
      try {
        const queries = queriesIn(one);
        if (queries !== undefined)
          return { kind: 'known', named: queries.flatMap((query) => namedIn(query, lookup)) };
        why = 'scrim does not know statements of this kind';
      } catch (error) {
        // Whatever it is: one text must not keep all later queries off the record.
        why = `its text cannot be read: ${errorMessage(error)}`;
      }
    }
  }
  const words = wordsOf(plain, 'redshift');
  const [first = ''] = words.map(({ text: word }) => fold(word));
  return { kind: 'unknown', why, names: namesAmong(plain, words), mayRead: !isWhole || !harmless.has(first) };
}

const escapes: Readonly<Record<string, string>> = { '\\n': '\n', '\\r': '\r', '\\t': '\t', '\\\\': '\\' };
const withLineBreaks = (text: string): string =>
  text.replaceAll(/\\[nrt\\]/g, (escape) => escapes[escape] ?? escape);

/**
 * The queries whose rows a statement reads: none if it reads none; undefined if that is not known.
 * @throws SqlSyntaxError
 */
function queriesIn(given: string): readonly Query[] | undefined {
  const words = wordsOf(given, 'redshift');
  const text = asQuery(given, words);
  const [first = ''] = words.map(({ text: word }) => fold(word));
  switch (first) {
    case 'explain':
      return [];
    case 'create':
    case 'insert':
    case 'declare':
    case 'prepare':
      return embedded(text, words);
    case 'unload': {
      const literal = words[2];
      return words[1]?.text === '(' && literal?.isLiteral === true
        ? [parseQuery(unquoted(literal.text), 'redshift')]
        : undefined;
    }
    case 'select':
    case 'with':
    case '(': {
      const statement = parseStatement(text, 'redshift');
      return statement.kind === 'Query' ? [statement] : undefined;
    }
    default:
      return undefined;
  }
}

/**
 * A text in which SELECT INTO is a SELECT, and `$1`, as drivers write parameters, is a `?`. Everything else keeps its place.
 */
function asQuery(text: string, words: readonly Word[]): string {
  const replaced = [...parametersIn(words), ...targetIn(words)];
  return replaced.reduce(
    (whole, { start, stop, by }) =>
      whole.slice(0, start) + by.padEnd(stop + 1 - start) + whole.slice(stop + 1),
    text,
  );
}

interface Replaced extends Pick<Word, 'start' | 'stop'> {
  readonly by: string;
}

const parametersIn = (words: readonly Word[]): readonly Replaced[] =>
  words.flatMap((word, index) => {
    const number = words[index + 1];
    return word.text === '$' && number?.start === word.stop + 1 && /^\d+$/.test(number.text)
      ? [{ start: word.start, stop: number.stop, by: '?' }]
      : [];
  });

/** What SELECT INTO writes to: `INTO TEMP TABLE my.copy`. */
function targetIn(words: readonly Word[]): readonly Replaced[] {
  const [first] = words;
  const at = words.findIndex(({ text }) => /^into$/i.test(text));
  const into = words[at];
  if (into === undefined || !/^(select|with)$/i.test(first?.text ?? '')) return [];
  let last = at + 1;
  while (/^(temp|temporary|table)$/i.test(words[last]?.text ?? '')) last += 1;
  while (words[last + 1]?.text === '.') last += 2;
  const end = words[last];
  return end === undefined ? [] : [{ start: into.start, stop: end.stop, by: '' }];
}

/** The query at the end of a statement, such as that of CREATE TABLE AS. That of a view is not run. */
function embedded(text: string, words: readonly Word[]): readonly Query[] | undefined {
  const at = words.findIndex(({ text: word }) => /^(select|with)$/i.test(word));
  const begin = words[at];
  const isOfValues = words.some(({ text: word }) => /^(values|default)$/i.test(word));
  if (begin === undefined) return isOfValues && /^insert$/i.test(words[0]?.text ?? '') ? [] : undefined;
  const before = words.slice(0, at).map(({ text: word }) => fold(word));
  if (before[0] === 'create' && before.includes('view') && !before.includes('materialized')) return [];
  if (before.some((word) => word === 'procedure' || word === 'function')) return undefined;
  const last = words.at(words.at(-1)?.text === ';' ? -2 : -1);
  const opened = depthOf(before);
  if (opened === 0) return [parseQuery(text.slice(begin.start, (last?.stop ?? text.length) + 1), 'redshift')];
  const isEnclosed = opened === 1 && before.at(-1) === '(' && last?.text === ')';
  return isEnclosed ? [parseQuery(text.slice(begin.start, last.start), 'redshift')] : undefined;
}

const depthOf = (words: readonly string[]): number =>
  words.reduce((depth, word) => depth + (word === '(' ? 1 : word === ')' ? -1 : 0), 0);

const unquoted = (literal: string): string =>
  literal.startsWith("'")
    ? literal.slice(1, -1).replaceAll(/''|\\'/g, "'")
    : literal.replaceAll(/^\$[^$]*\$|\$[^$]*\$$/g, '');

/** Everything in a text that may be a name, with its dots. The text that UNLOAD runs is in a literal. */
function namesAmong(text: string, words: readonly Word[]): readonly (readonly string[])[] {
  const names: string[][] = [];
  words.forEach((word, index) => {
    if (!isName(word)) return;
    const isPart = words[index - 1]?.text === '.' && index > 1;
    if (isPart) names.at(-1)?.push(nameOf(word));
    else names.push([nameOf(word)]);
  });
  const inLiterals = words.filter(({ isLiteral, text: literal }) => isLiteral && literal.startsWith("'"));
  return fold(words[0]?.text ?? '') === 'unload'
    ? [...names, ...inLiterals.flatMap((one) => namesAmong(text, wordsOf(unquoted(one.text), 'redshift')))]
    : names;
}

/** The tables that a query reads, with the columns that it reads of each. */
function namedIn(query: Query, lookup: Lookup): readonly NamedTable[] {
  const resolution = resolve(query, lookup, 'redshift');
  const read = columnsOf(resolution);
  return resolution.tables
    .filter(({ namedQuery, navigation }) => namedQuery === undefined && navigation !== true)
    .map(({ node, name }) => ({
      parts: foldAll(name.parts),
      columns: read === 'all' ? read : (read.get(node) ?? []),
    }));
}

/** The columns that a query reads of each table; `all` if that cannot be told for each column. */
function columnsOf(resolution: Resolution): ReadonlyMap<Node, readonly string[] | 'all'> | 'all' {
  const { query, columns } = resolution;
  const merges = nodesOf(query, 'Join').some(
    ({ criterion }) => criterion !== undefined && criterion.kind !== 'JoinOn',
  );
  const star = nodesOf(query, 'AllColumns').some(({ target }) => target === undefined);
  if (merges || star || nodesOf(query, 'TableQuery').length > 0) return 'all';
  const whole = new Set(nodesOf(query, 'AllColumns').map(({ target }) => target));
  const read = new Map<Node, Set<string> | 'all'>();
  const add = (node: Node, column: string | undefined): void => {
    const known = read.get(node) ?? new Set();
    if (column === undefined || known === 'all') read.set(node, 'all');
    else read.set(node, known.add(fold(column)));
  };
  const addOrigin = (origin: Origin | undefined): boolean => {
    switch (origin?.kind) {
      case 'column':
        add(origin.relation.node, origin.column);
        return true;
      case 'merged':
        return origin.columns.every(addOrigin);
      case 'unknown':
        if (origin.relation === undefined) return false;
        add(origin.relation.node, undefined);
        return true;
      case 'output':
      case 'parameter':
        return true;
      case undefined:
        return false;
    }
  };
  for (const { node, denotes, of } of columns) {
    if (whole.has(node)) for (const one of of) add(one, undefined);
    else if (!addOrigin(denotes)) return 'all';
  }
  return new Map([...read].map(([node, names]) => [node, names === 'all' ? names : [...names].toSorted()]));
}
