import type { Expression, GroupBy, GroupingElement, Select, SortItem } from '../ast.js';
import type { Analyzer } from './analyzer.js';
import { joinAll } from './joins.js';
import { fold } from './names.js';
import { checkOrdinal } from './ordinals.js';
import { outputScope, outputType } from './output-scope.js';
import { either, noColumns, type Output, type OutputColumn, type RelationType } from './relation-type.js';
import type { Scope } from './scope.js';
import { analyzeItem } from './select-items.js';
import { exclude } from './exclude.js';

/**
 * A SELECT with the ORDER BY of its query. Trino: aliases of the select list are visible only in ORDER BY, which prefers them. Redshift: an
 * item of the select list sees earlier aliases, GROUP BY and QUALIFY see all, and a column of FROM is preferred. In ORDER BY, a name alone
 * denotes a result column, and a name in an expression a column of FROM.
 */
export function analyzeSelect(
  node: Select,
  orderBy: readonly SortItem[],
  outer: Scope,
  analyzer: Analyzer,
): Output {
  const seesAliases = analyzer.scoping.aliasesSeenBy === 'what follows';
  const from = joinAll(node.from, outer, analyzer);
  const windows = new Set(node.windows.map(({ name }) => fold(name.value)));
  const parent = node.connectBy === undefined ? outer : { parent: outer, columns: levelColumn };
  const source: Scope = { parent, columns: from, windows };
  /** Redshift: where a name denotes an alias if no column of FROM has the name. */
  const withAliases = (output: Output): Scope =>
    seesAliases ? { ...source, parent: { parent, columns: aliasesOf(node, output) } } : source;

  const { where, connectBy } = node;
  for (const part of [node.top, where, connectBy]) if (part !== undefined) analyzer.expression(part, source);
  const items: OutputColumn[] = [];
  let open: Output['open'] = false;
  for (const item of node.items) {
    const result = analyzeItem(item, withAliases({ columns: items, open }), node.from.length > 0, analyzer);
    items.push(...result.columns);
    open = either(open, result.open);
  }
  const output = exclude({ columns: items, open }, node.exclude, analyzer);
  analyzeGroupBy(node.groupBy, output, withAliases(output), analyzer);
  if (node.having !== undefined) analyzer.expression(node.having, source);
  if (node.qualify !== undefined) analyzer.expression(node.qualify, withAliases(output));
  analyzeWindows(node, source, analyzer);
  for (const { expression } of orderBy) {
    if (checkOrdinal(expression, 'ORDER BY', output, analyzer)) continue;
    const bare = expression.kind === 'ColumnReference';
    analyzer.expression(expression, seesAliases && !bare ? withAliases(output) : outputScope(output, source));
  }
  return output;
}

/** Aliases of the select list, without the names of columns that it passes on. */
function aliasesOf(node: Select, { columns, ...rest }: Output): RelationType {
  const aliases = new Set(
    node.items.flatMap((item) =>
      item.kind === 'SelectExpression' && item.alias !== undefined ? [fold(item.alias.value)] : [],
    ),
  );
  const named = columns.map((column) =>
    column.name !== undefined && aliases.has(fold(column.name)) ? column : { ...column, name: undefined },
  );
  return outputType({ columns: named, ...rest });
}

/** CONNECT BY has its own column for the depth of a row in the hierarchy. It is not part of `*`. */
const levelColumn: RelationType = {
  ...noColumns,
  fields: [{ name: 'level', qualifier: [], origin: { kind: 'unknown' } }],
};

function analyzeGroupBy(
  groupBy: GroupBy | undefined,
  output: Output,
  scope: Scope,
  analyzer: Analyzer,
): void {
  for (const expression of groupBy?.elements.flatMap(expressionsOf) ?? []) {
    if (!checkOrdinal(expression, 'GROUP BY', output, analyzer)) analyzer.expression(expression, scope);
  }
}

const expressionsOf = (element: GroupingElement): readonly Expression[] =>
  element.kind === 'AutoGrouping'
    ? []
    : element.kind === 'GroupingSet'
      ? element.expressions
      : element.sets.flatMap((set) => set.expressions);

/** WINDOW: each definition sees earlier ones. */
function analyzeWindows({ windows }: Select, source: Scope, analyzer: Analyzer): void {
  const defined = new Set<string>();
  for (const { name, window } of windows) {
    if (defined.has(fold(name.value))) {
      analyzer.report(name, `window '${name.value}' is duplicated`);
    }
    analyzer.expression(window, { ...source, windows: new Set(defined) });
    defined.add(fold(name.value));
  }
}
