import { didYouMean } from '../../base/nearest.js';
import type { ColumnReference, DataType } from '../ast.js';
import type { Dialect } from '../dialect.js';
import { fold, type RowColumn } from './rules.js';
import { dialectRules } from './dialect-rules.js';

/** Columns by their names as they are compared. */
export type Columns = ReadonlyMap<string, RowColumn>;

/** A lookup table under the name by which its columns are qualified. */
export interface LookupRelation {
  readonly alias: string;
  /** Undefined for a table that is not a lookup table: the table is reported, and its columns are not. */
  readonly columns: Columns | undefined;
}

/** The names that can be used at a place. */
export interface Scope {
  /** The columns of the row that the expression is about. */
  readonly row: Columns;
  /** The lookup tables of this subquery and of outer ones; none outside of subqueries. */
  readonly lookups: readonly LookupRelation[];
  /** Parameters of outer lambda expressions. */
  readonly parameters: ReadonlySet<string>;
}

/** The target of a reference; for the row, its column. */
export type Resolution = { readonly row?: RowColumn | undefined } | { readonly problem: string };

export const columnsOf = (columns: readonly RowColumn[]): Columns =>
  new Map(columns.map((column) => [fold(column.name), column]));

/**
 * Resolves a chain of names more strictly than SQL does: an ambiguous name is refused. So the meaning cannot change when other names become
 * visible.
 */
export function resolve(reference: ColumnReference, scope: Scope, dialect: Dialect): Resolution {
  const [first = '', second] = reference.parts.map(({ value }) => fold(value));
  const isChain = reference.parts.length > 1;
  if (scope.parameters.has(first)) return {};
  const relation = isChain ? scope.lookups.find(({ alias }) => alias === first) : undefined;
  if (relation !== undefined && second !== undefined) return ofRelation(relation, second);
  const holders = scope.lookups.filter(({ columns }) => columns?.has(first));
  const row = scope.row.get(first);
  const [holder] = holders;
  if (holder !== undefined && row !== undefined) return { problem: bothWays(first, holder) };
  if (holders.length > 1) {
    return { problem: `'${first}' is a column of several lookup tables: ${options(first, holders)}` };
  }
  const column = row ?? holder?.columns?.get(first);
  if (column === undefined && scope.lookups.some(({ columns }) => columns === undefined)) return {};
  if (column === undefined) return { problem: unknown(reference, first, second, scope) };
  if (isChain && column.type !== undefined && !dialectRules[dialect].hasFields(column.type)) {
    return { problem: `column '${first}' has no fields: it is not a row` };
  }
  return { row };
}

/** The declared type of the column that a chain of names denotes, if both are known. */
export function typeOf({ parts }: ColumnReference, scope: Scope): DataType | undefined {
  const [first = '', second] = parts.map(({ value }) => fold(value));
  if (scope.parameters.has(first) || parts.length > 2) return undefined;
  if (second !== undefined) {
    return scope.lookups.find(({ alias }) => alias === first)?.columns?.get(second)?.type;
  }
  const column =
    scope.row.get(first) ?? scope.lookups.find(({ columns }) => columns?.has(first))?.columns?.get(first);
  return column?.type;
}

function ofRelation({ alias, columns }: LookupRelation, name: string): Resolution {
  return columns === undefined || columns.has(name)
    ? {}
    : { problem: `the lookup table '${alias}' has no column '${name}'${didYouMean(name, columns.keys())}` };
}

const bothWays = (name: string, { alias }: LookupRelation): string =>
  `'${name}' is a column of the lookup table and of the row: write ${alias}.${name} or @columnReference('${name}')`;

const options = (name: string, holders: readonly LookupRelation[]): string =>
  `write ${holders.map(({ alias }) => `${alias}.${name}`).join(' or ')}`;

function unknown(
  reference: ColumnReference,
  first: string,
  second: string | undefined,
  scope: Scope,
): string {
  const name = reference.parts.map(({ value }) => value).join('.');
  if (second !== undefined && scope.row.has(second) && reference.parts.length === 2) {
    return `there is no column '${first}': columns of the data source have no table before their name; write ${second}`;
  }
  const known = [
    ...scope.row.keys(),
    ...scope.lookups.flatMap(({ columns }) => [...(columns?.keys() ?? [])]),
  ];
  const chained = second === undefined ? known : [...known, ...scope.lookups.map(({ alias }) => alias)];
  const shown = second === undefined ? name : first;
  const where =
    scope.lookups.length === 0
      ? 'the data source has no'
      : 'neither the data source nor a lookup table has a';
  return `${where} column '${shown}'${didYouMean(first, chained)}${quotesHint(reference)}`;
}

/** In SQL, double quotes enclose a name. Using them for text is a common mistake. */
const quotesHint = ({ parts: [part] }: ColumnReference): string =>
  part?.quoted === true ? '; text is in single quotes' : '';
