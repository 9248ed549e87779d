import type { Node, Query } from '../ast.js';
import type { Dialect } from '../dialect.js';
import type { Analyzer, ColumnUse, Lookup, RelationUse, TableUse } from './analyzer.js';
import { analyzeExpression } from './expressions.js';
import { analyzeQuery } from './queries.js';
import { noColumns, type OutputColumn } from './relation-type.js';
import { analyzeRelation } from './relations.js';
import { scopeError, type ScopeError } from './scope-error.js';
import { analyzeTable } from './tables.js';
import { unshare } from './unshare.js';
import { scopings } from './scoping.js';

/** The meaning of the names in a query. */
export interface Resolution {
  /** The query to which the nodes below belong: the given one, with copies of nodes that occurred in two places. */
  readonly query: Query;
  /** Every reference to a table or a WITH query, in order of resolution. */
  readonly tables: readonly TableUse[];
  readonly columns: readonly ColumnUse[];
  readonly relations: readonly RelationUse[];
  /** Tables that only their schemas distinguish from others in the same FROM clause. */
  readonly alike: ReadonlySet<Node>;
  /** The columns of the result; undefined if they depend on types of values. */
  readonly output: readonly OutputColumn[] | undefined;
  /** Errors for unknown and ambiguous names; empty if there are none. */
  readonly errors: readonly ScopeError[];
}

/**
 * Resolves every name in a query by the rules of Trino 476 (`StatementAnalyzer`, `Scope`) or of Amazon Redshift. It never throws for the
 * contents of a query: it collects errors and continues. A name that databases accept, but whose meaning is easily misunderstood, is an
 * error too; see docs/sql.md.
 * @param lookup returns the columns of tables
 */
export function resolve(query: Query, lookup: Lookup, dialect: Dialect): Resolution {
  const tables: TableUse[] = [];
  const columns: ColumnUse[] = [];
  const relations: RelationUse[] = [];
  const alike = new Set<Node>();
  const errors: ScopeError[] = [];
  const analyzer: Analyzer = {
    scoping: scopings[dialect],
    lookup,
    report: (node, message) => void errors.push(scopeError(node, message)),
    useTable: (use) => void tables.push(use),
    useColumn: (use) => void columns.push(use),
    useRelation: (use) => void relations.push(use),
    shareName: (nodes) => {
      for (const node of nodes) alike.add(node);
    },
    query: (node, outer, recursion) => analyzeQuery(node, outer, recursion, analyzer),
    relation: (node, scope, left) => analyzeRelation(node, scope, left, analyzer),
    expression: (node, scope) => {
      analyzeExpression(node, scope, analyzer);
    },
    table: (node, scope, left) => analyzeTable(node, scope, left, analyzer),
  };
  const tree = unshare(query);
  const { columns: output, open } = analyzer.query(tree, { columns: noColumns });
  return {
    query: tree,
    tables,
    columns,
    relations,
    alike,
    output: open === false ? output : undefined,
    errors,
  };
}
