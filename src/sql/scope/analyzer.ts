import type {
  ColumnReference,
  NamedQuery,
  Node,
  QualifiedName,
  Query,
  Relation,
  Table,
  TableQuery,
} from '../ast.js';
import type { Origin, Output, RelationType } from './relation-type.js';
import type { NamedBinding, Scope } from './scope.js';
import type { Scoping } from './scoping.js';

/**
 * The columns of a table.
 * @param name the parts of its name, folded to lower case, outermost first
 * @returns the names of its columns in order, or undefined if there is no such table
 */
export type Lookup = (name: readonly string[]) => readonly string[] | undefined;

/** A reference to a table or to a WITH query. */
export interface TableUse {
  readonly node: Table | TableQuery;
  readonly name: QualifiedName;
  /** The WITH query that it denotes; undefined for a table. */
  readonly namedQuery?: NamedQuery | undefined;
  /** Redshift: a value of an earlier relation in the FROM clause, and not a table (`FROM t, t.items AS i`). */
  readonly navigation?: boolean;
}

/** A reference to a column, or to all columns of a relation (`t.*`). */
export interface ColumnUse {
  readonly node: ColumnReference;
  /** Undefined if the name is unknown or ambiguous; an error reports it. */
  readonly denotes?: Origin | undefined;
  /** The names after that of the column: fields of a row. */
  readonly fields: readonly string[];
  /** The number of parts that are the name of the relation. */
  readonly qualifier: number;
  /** The nodes of the relations that these parts name: one, or several that `t.*` cannot distinguish. */
  readonly of: readonly Node[];
  /** Whether the last part of that name alone denotes the same. */
  readonly shortens: boolean;
}

/** A name of a relation that is neither in FROM nor of a column, such as one in COPARTITION. */
export interface RelationUse {
  readonly node: QualifiedName;
  /** The node of the relation that it denotes. */
  readonly relation: Node;
  /** The number of parts that are the name of the relation. */
  readonly qualifier: number;
  readonly shortens: boolean;
}

/** Returns the WITH queries that the step of a recursion sees, from the columns of the part before UNION. */
export type Recursion = (anchor: Output) => ReadonlyMap<string, NamedBinding>;

/** The shared state of the analysis of one query. Its functions are in files by subject, and call each other through it. */
export interface Analyzer {
  readonly scoping: Scoping;
  readonly lookup: Lookup;
  /** Records an error, and continues. */
  report(node: Node, message: string): void;
  useTable(use: TableUse): void;
  useColumn(use: ColumnUse): void;
  useRelation(use: RelationUse): void;
  /** Records tables of one FROM clause that only their schemas distinguish. */
  shareName(tables: readonly Node[]): void;
  /** @param recursion for the body of a recursive WITH query */
  query(query: Query, outer: Scope, recursion?: Recursion): Output;
  /** @param left the earlier relations in the FROM clause, if they are visible to it */
  relation(relation: Relation, scope: Scope, left?: RelationType): RelationType;
  /** Any node with expressions in it. */
  expression(node: Node, scope: Scope): void;
  /** A WITH query or table by its name. */
  table(node: Table | TableQuery, scope: Scope, left?: RelationType): RelationType;
}
