import type { NamedQuery, With } from '../ast.js';
import type { Analyzer, Recursion } from './analyzer.js';
import { fold } from './names.js';
import type { Output } from './relation-type.js';
import { noColumns } from './relation-type.js';
import { nameColumns } from './name-columns.js';
import { namedQuery, type NamedBinding, type Scope } from './scope.js';

/**
 * The scope of a query's body: the outer scope and its WITH queries. Each of these sees earlier ones, and itself only in the step of a
 * recursion. In two cases Trino would silently read a table instead: for the name of a later query of the same WITH RECURSIVE, and for the
 * recursive name in a query of the step that gives it to another WITH query. Such a name is refused.
 */
export function withScope(node: With | undefined, outer: Scope, analyzer: Analyzer): Scope {
  const queries = new Map<string, NamedBinding>();
  for (const { name } of node?.queries ?? []) {
    const reason = whyRefused(name.value, node?.recursive === true, outer);
    if (reason !== undefined) queries.set(fold(name.value), { kind: 'refused', reason });
  }
  const defined = new Set<string>();
  for (const named of node?.queries ?? []) {
    const name = fold(named.name.value);
    if (defined.has(name)) {
      analyzer.report(named.name, `WITH query '${named.name.value}' is duplicated`);
    }
    defined.add(name);
    if (node?.recursive === true && analyzer.scoping.namesRecursive && named.columns.length === 0) {
      const { value } = named.name;
      analyzer.report(
        named.name,
        `WITH RECURSIVE: '${value}' needs the names of its columns, as in ${value} (a, b)`,
      );
    }
    // Each query gets its own map, because later WITH queries must not change what it sees.
    const scope: Scope = { parent: outer, columns: noColumns, queries: new Map(queries) };
    const output = analyzeNamedQuery(named, node?.recursive === true, scope, analyzer);
    queries.set(name, { kind: 'query', query: named, output, recursive: false });
  }
  return { parent: outer, columns: noColumns, queries };
}

/** Inside a recursion, a name that a WITH defines has no other meaning before its definition. */
function whyRefused(name: string, recursive: boolean, outer: Scope): string | undefined {
  if (recursive) {
    return `'${name}' is a WITH query, which can be read only after its definition, and in its own after UNION`;
  }
  const hidden = namedQuery(outer, fold(name));
  if (hidden === undefined || (hidden.kind === 'query' && !hidden.recursive)) return undefined;
  return `'${name}' is a recursive WITH query, which cannot be read next to another WITH query of that name`;
}

function analyzeNamedQuery(named: NamedQuery, recursive: boolean, scope: Scope, analyzer: Analyzer): Output {
  let isRead = false;
  const recursion: Recursion = (anchor) => {
    isRead = true;
    const output = nameColumns(anchor, named.columns, analyzer.scoping, undefined);
    return new Map([[fold(named.name.value), { kind: 'query', query: named, output, recursive: true }]]);
  };
  const output = analyzer.query(named.query, scope, recursive ? recursion : undefined);
  const result = nameColumns(output, named.columns, analyzer.scoping, (node, message) => {
    analyzer.report(node, `WITH query '${named.name.value}': ${message}`);
  });
  // Rows of a recursion come from both of its parts.
  return isRead ? { ...result, columns: result.columns.map(({ name }) => ({ name })) } : result;
}
