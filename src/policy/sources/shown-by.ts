import type { DataSource } from '../../model/data-source.js';
import type { Expression, Query, Select } from '../../sql/ast.js';
import type { Origin } from '../../sql/scope/index.js';
import { fold } from '../../sql/scope/names.js';
import { nodesOf } from '../../sql/visit.js';
import { partsOf, sourceKey } from './definition.js';
import type { Lineage, SourceColumn } from './lineage.js';

/**
 * The columns of a query's result that may show values of a column that the query reads: those that pass it on, and those that are
 * computed from it. What uses it in conditions, joins, groups and counts only shows none of its values. In doubt, a column shows it.
 */
export function shownBy(
  { columns }: Pick<DataSource, 'columns'>,
  { passed, resolution }: Pick<Lineage, 'passed' | 'resolution'>,
  { key, column }: SourceColumn,
): readonly string[] {
  const isIt = (origin: Origin | undefined): boolean => {
    if (origin?.kind === 'merged') return origin.columns.some(isIt);
    if (origin?.kind === 'parameter') return false;
    if (origin?.kind !== 'column' || origin.relation.table === undefined) return true;
    return sourceKey(partsOf(origin.relation.table)) === key && fold(origin.column) === column;
  };
  return columns.flatMap(({ name }) => {
    const from = passed.get(name);
    if (from !== undefined) return from.key === key && from.column === column ? [name] : [];
    const expression = expressionOf(name, resolution.query);
    if (expression === undefined) return [name];
    const counted = new Set(
      nodesOf(expression, 'FunctionCall').flatMap((call) =>
        isCount(partsOf(call.name)) ? nodesOf(call, 'ColumnReference') : [],
      ),
    );
    const used = new Set(nodesOf(expression, 'ColumnReference').filter((node) => !counted.has(node)));
    const shows =
      nodesOf(expression, 'Query').length > 0 ||
      resolution.columns.some(({ node, denotes }) => used.has(node) && isIt(denotes));
    return shows ? [name] : [];
  });
}

const isCount = (parts: readonly string[]): boolean => parts.length === 1 && parts[0] === 'count';

/** What computes a column of a query's result, where one expression does. */
function expressionOf(name: string, { body, with: named }: Query): Expression | undefined {
  if (body.kind !== 'Select' || named !== undefined) return undefined;
  return itemsOf(body).find((item) => item.name === name)?.expression;
}

const itemsOf = ({ items }: Select) =>
  items.flatMap((item) => {
    if (item.kind !== 'SelectExpression') return [];
    const { alias, expression } = item;
    const last = alias ?? (expression.kind === 'ColumnReference' ? expression.parts.at(-1) : undefined);
    return last === undefined ? [] : [{ name: fold(last.value), expression }];
  });
