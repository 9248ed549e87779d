import type { Column, DataSource, Platform } from '../../model/data-source.js';
import type { QualifiedName, Query } from '../../sql/ast.js';
import { qualifiedName } from '../../sql/build.js';
import { parseName, parseQuery, SqlSyntaxError } from '../../sql/parse/index.js';
import { print } from '../../sql/print/print.js';
import { tablesOf } from '../../sql/scope/index.js';
import { fold } from '../../sql/scope/names.js';
import { nodesOf } from '../../sql/visit.js';

/** A table that a query reads: a raw one by the parts of its name, or a data source. */
export interface ReadSource {
  /** The name as it identifies the table: its folded parts, outermost first. */
  readonly parts: readonly string[];
  readonly kind: 'raw table' | 'data source';
}

/** What a data source reads: a table or a query. */
export type Definition =
  | { readonly kind: 'table'; readonly name: QualifiedName }
  | { readonly kind: 'query'; readonly query: Query; readonly sources: readonly ReadSource[] }
  | { readonly kind: 'unusable'; readonly problem: string };

/** A data source lives as long as the world's revision that holds it, so its definition is read once in that time. */
const known = new WeakMap<DataSource, Definition>();

/** The text that tells one table from another. */
export const sourceKey = (parts: readonly string[]): string => JSON.stringify(parts);

/** The one spelling in which a world holds the name of a raw table. */
export const canonicalTable = (parts: readonly string[]): string =>
  tableText(parts.map((part) => fold(part)));

/** A table's name as a world writes it. */
export const tableText = (parts: readonly string[]): string => print(qualifiedName(...parts), 'trino');

/** The folded parts of a name. */
export const partsOf = ({ parts }: QualifiedName): readonly string[] => parts.map(({ value }) => fold(value));

/** A name as Redshift keeps it where it compares letters: folded but for what stands in quotes. */
export const spelledParts = ({ parts }: QualifiedName): readonly string[] =>
  parts.map(({ value, quoted }) => (quoted ? value : fold(value)));

/** What a data source reads, or why its text cannot be used. */
export function definitionOf(dataSource: DataSource): Definition {
  const found = known.get(dataSource) ?? read(dataSource);
  known.set(dataSource, found);
  return found;
}

function read({ table, query, platform }: DataSource): Definition {
  return query === undefined ? readTable(table ?? '', platform) : readQuery(query, platform);
}

/** The names of a platform's raw tables. */
interface TableNames {
  /** How one is written. */
  readonly form: string;
  /** Who writes it in one spelling, as it stands before "its name". */
  readonly keeper: string;
  /** The parts of one, in the letters that the platform compares. */
  readonly partsOf: (name: QualifiedName) => readonly string[];
}

export const tableNames: Readonly<Record<Platform, TableNames>> = {
  trino: { form: 'CATALOG.SCHEMA.TABLE', keeper: 'Trino keeps', partsOf },
  redshift: { form: 'DATABASE.SCHEMA.TABLE', keeper: 'scrim writes', partsOf: spelledParts },
};

function readTable(table: string, platform: Platform): Definition {
  const problem = `expected ${tableNames[platform].form} but the data source's table is '${table}'`;
  try {
    // Whatever the platform: a world has one spelling for names of tables.
    const name = parseName(table, 'trino');
    return name.parts.length === 3 ? { kind: 'table', name } : { kind: 'unusable', problem };
  } catch {
    return { kind: 'unusable', problem };
  }
}

/** Table functions that read nothing but their arguments; others, such as `system.query`, read tables that no name shows. */
const tableFunctions: ReadonlySet<string> = new Set(['sequence', 'exclude_columns']);

const isHarmless = (name: QualifiedName): boolean => {
  const [only, ...more] = partsOf(name);
  return only !== undefined && more.length === 0 && tableFunctions.has(only);
};

function readQuery(text: string, platform: Platform): Definition {
  try {
    const query = parseQuery(text, platform);
    const uses = tablesOf(query, platform);
    const wrong = uses.find(({ name }) => name.parts.length !== 2 && name.parts.length !== 3);
    if (wrong !== undefined) {
      const { line = 1, column = 1 } = wrong.node.position ?? {};
      const name = partsOf(wrong.name).join('.');
      const right = `write SCHEMA.NAME for a data source, ${tableNames[platform].form} for a raw table`;
      return {
        kind: 'unusable',
        problem: `query ${line}:${column}: '${name}' is neither a data source nor a raw table; ${right}`,
      };
    }
    const cased = uses.find(({ name }) =>
      tableNames[platform].partsOf(name).some((part) => part !== fold(part)),
    );
    if (cased !== undefined) {
      const { line = 1, column = 1 } = cased.node.position ?? {};
      const name = spelledParts(cased.name).join('.');
      const right = 'register it as a data source, and read it by SCHEMA.NAME';
      return {
        kind: 'unusable',
        problem: `query ${line}:${column}: '${name}' has upper-case letters: ${right}`,
      };
    }
    const foreign = nodesOf(query, 'TableFunctionCall').find(({ name }) => !isHarmless(name));
    if (foreign !== undefined) {
      const { line = 1, column = 1 } = foreign.position ?? {};
      const name = partsOf(foreign.name).join('.');
      const right = `only ${[...tableFunctions].join(' and ')} are known to read no other tables`;
      return { kind: 'unusable', problem: `query ${line}:${column}: table function ${name}: ${right}` };
    }
    const sources = uses.map(({ name }): ReadSource => {
      const parts = partsOf(name);
      return { parts, kind: parts.length === 2 ? 'data source' : 'raw table' };
    });
    const distinct = new Map(sources.map((source) => [sourceKey(source.parts), source]));
    return { kind: 'query', query, sources: [...distinct.values()] };
  } catch (error) {
    if (!(error instanceof SqlSyntaxError)) throw error;
    return { kind: 'unusable', problem: `query ${error.line}:${error.column}: ${error.message}` };
  }
}

/** The parts of a table's name as text; undefined for a text that names no table. */
export function partsOfText(text: string): readonly string[] | undefined {
  try {
    return partsOf(parseName(text, 'trino'));
  } catch {
    return undefined;
  }
}

/** The columns of a raw table that a data source declares, as columns without tags. */
export const declaredColumns = ({ reads = [] }: DataSource, key: string): readonly Column[] | undefined =>
  reads
    .find(({ table }) => sourceKey(partsOfText(table) ?? []) === key)
    ?.columns.map(({ name, type }) => ({ name, type, tags: [] }));

/** The raw tables that a data source reads by itself, each by the parts of its name. */
export function rawTablesOf(dataSource: DataSource): readonly (readonly string[])[] {
  const definition = definitionOf(dataSource);
  if (definition.kind === 'unusable') return [];
  if (definition.kind === 'table') return [partsOf(definition.name)];
  return definition.sources.filter(({ kind }) => kind === 'raw table').map(({ parts }) => parts);
}
