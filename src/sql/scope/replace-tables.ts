import { internalError } from '../../base/invariant.js';
import type {
  Aliased,
  Node,
  QualifiedName,
  Query,
  Select,
  SubqueryRelation,
  Table,
  TableQuery,
  TableVersion,
} from '../ast.js';
import type { Dialect } from '../dialect.js';
import { equal } from '../equal.js';
import { nodesOf } from '../visit.js';
import type { Lookup } from './analyzer.js';
import { dotted } from './names.js';
import { aliasesOf, renamed } from './replacement-aliases.js';
import { rebuild } from './rebuild.js';
import { resolve, type Resolution } from './resolve.js';
import { scopeError } from './scope-error.js';
import { isTable, tablesOf } from './tables-of.js';

/** A reference to a table that is to be replaced. */
interface ReplacedTable {
  readonly name: QualifiedName;
  /** `FOR VERSION AS OF` and similar clauses: the replacement must apply it to a table inside, or refuse. */
  readonly version?: TableVersion | undefined;
  readonly node: Table | TableQuery;
}

/**
 * The replacement of a table: a query that can be resolved by itself. Undefined leaves the table unchanged, so it is read with the rights
 * of the person who runs the result. It throws to refuse, for instance `scopeError(table.version, …)` for unsupported time travel.
 */
export type ReplaceTable = (table: ReplacedTable) => Query | undefined;

/**
 * Replaces each reference to a table by a query. The query has the table's alias or, without one, the last part of its name, with a number
 * if tables of several schemas have that name. Column aliases, samples and similar clauses stay around it. WITH queries are not replaced,
 * whatever their names are. Columns qualified with a schema (`s.t.c`) are qualified with the alias instead. Tables that a table function
 * reads outside of its table arguments are not detected here.
 * @param lookup knows the columns of the tables that are replaced; the replacement must have the same names
 * @throws ScopeError for the first name in the query that is unknown or ambiguous, and for a table that cannot be replaced
 * @throws Error if a replacement drops the version, or has a table with a one-part name that is not one of its own WITH queries: an outer
 *   WITH query could capture that name
 */
export function replaceTables(query: Query, lookup: Lookup, dialect: Dialect, replace: ReplaceTable): Query {
  const resolution = resolve(query, lookup, dialect);
  const [error] = resolution.errors;
  if (error !== undefined) throw error;
  return substitute(resolution, dialect, replace);
}

/**
 * The same for names that are resolved already, even with errors.
 * @throws ScopeError, Error as `replaceTables` does
 */
export function substitute(resolution: Resolution, dialect: Dialect, replace: ReplaceTable): Query {
  const replacements = new Map<Node, Query>();
  for (const use of resolution.tables) {
    const { name, node } = use;
    // It is not documented that a database prefers the preceding relation to a table of that name.
    if (use.navigation === true) {
      throw scopeError(node, `'${dotted(name.parts)}' could be a table: write UNNEST(${dotted(name.parts)})`);
    }
    if (!isTable(use)) continue;
    const version = node.kind === 'Table' ? node.version : undefined;
    const replacement = replace({ name, version, node });
    if (replacement === undefined) continue;
    checkReplacement(name, version, replacement, dialect);
    replacements.set(node, replacement);
  }
  const aliases = aliasesOf(resolution, replacements);
  const names = renamed(resolution, aliases);
  return rebuild(resolution.query, (node) => {
    if (node.kind === 'ColumnReference' || node.kind === 'QualifiedName') {
      const parts = names.get(node);
      return parts && { ...node, parts };
    }
    const replacement = replacements.get(node.kind === 'Aliased' ? node.relation : node);
    if (replacement === undefined) return undefined;
    const relation: SubqueryRelation = { kind: 'SubqueryRelation', query: replacement };
    if (node.kind === 'Aliased') return { ...node, relation };
    const alias = aliases.get(node);
    if (alias === undefined) return undefined;
    const { position } = node;
    const aliased: Aliased = { kind: 'Aliased', relation, alias, columns: [], position };
    return node.kind === 'TableQuery' ? selectAll(aliased) : aliased;
  });
}

function checkReplacement(
  name: QualifiedName,
  version: TableVersion | undefined,
  replacement: Query,
  dialect: Dialect,
): void {
  const unqualified = tablesOf(replacement, dialect).find((table) => table.name.parts.length === 1);
  if (unqualified !== undefined) {
    throw internalError(
      `the replacement of '${dotted(name.parts)}' reads '${dotted(unqualified.name.parts)}', a name without a schema, which an outer WITH query could capture`,
    );
  }
  const placed = nodesOf(replacement, 'TableVersion').some(
    (one) => version !== undefined && equal(one, version),
  );
  if (version !== undefined && !placed) {
    throw internalError(`the replacement of '${dotted(name.parts)}' drops its version`);
  }
}

/** The query that `TABLE t` abbreviates. */
const selectAll = (relation: Aliased): Select => ({
  kind: 'Select',
  distinct: false,
  items: [{ kind: 'AllColumns', aliases: [] }],
  exclude: [],
  from: [relation],
  windows: [],
  position: relation.position,
});
