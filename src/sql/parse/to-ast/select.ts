/** SELECT and its clauses. */
import { invariant } from '../../../base/invariant.js';
import type {
  AllColumns,
  ConnectBy,
  GroupBy,
  GroupingElement,
  GroupingSet,
  Select,
  SelectItem,
  WindowDefinition,
} from '../../ast.js';
import { SqlParser as P } from '../generated/SqlParser.js';
import type {
  ConnectByContext,
  ExcludeContext,
  ExpressionContext,
  GroupByContext,
  GroupingElementContext,
  SelectContext,
  SelectItemContext,
  WindowDefinitionContext,
} from '../generated/SqlParser.js';
import type { ToAst } from './context.js';
import { positionAt, positionOf, refuse, startOf } from './context.js';
import { bareParenthesized, parenthesizedQuery } from './parenthesized.js';
import { rowCount } from './row-count.js';

/** `SELECT … FROM …` up to its windows. */
export function select(to: ToAst, context: SelectContext): Select {
  const where = context.where();
  const connect = context.connectBy();
  const group = context.groupBy();
  const having = context.having();
  const qualify = context.qualify();
  const top = context.rowCount();
  return {
    kind: 'Select',
    distinct: context.DISTINCT().length > 0,
    top: top === null ? undefined : rowCount(to, top),
    items: context.selectItem().map((item) => selectItem(to, item)),
    exclude: excluded(to, context.exclude()),
    from:
      context
        .from()
        ?.relation()
        .map((relation) => to.relation(relation)) ?? [],
    where: where === null ? undefined : to.expression(where.expression()),
    connectBy: connect === null ? undefined : connectBy(to, connect),
    groupBy: group === null ? undefined : groupBy(to, group),
    having: having === null ? undefined : to.expression(having.expression()),
    qualify: qualify === null ? undefined : to.expression(qualify.expression()),
    windows:
      context
        .windowClause()
        ?.windowDefinition()
        .map((window) => windowDefinition(to, window)) ?? [],
    position: positionOf(context),
  };
}

function selectItem(to: ToAst, context: SelectItemContext): SelectItem {
  const position = positionOf(context);
  const value = context.expression();
  if (value === null) return { kind: 'AllColumns', aliases: [], position };
  if (context.DOT_STAR() !== null) return allColumnsOf(to, context, value);
  const alias = context._alias;
  return {
    kind: 'SelectExpression',
    expression: to.expression(value),
    alias: alias === undefined ? undefined : to.identifier(alias),
    position,
  };
}

/** `.*` binds tighter than any operator, so the expression before it must not have one. */
function allColumnsOf(to: ToAst, context: SelectItemContext, value: ExpressionContext): AllColumns {
  const dot = context.DOT_STAR()?.symbol;
  const target = to.expression(value);
  if (dot !== undefined && hasOperator(value)) {
    throw refuse(dot, "what comes before '.*' needs parentheses");
  }
  return {
    kind: 'AllColumns',
    target,
    aliases: to.names(context.columnNames()),
    position: positionOf(context),
  };
}

function hasOperator(context: ExpressionContext): boolean {
  const [conjunction] = context.conjunction();
  const [predicate] = conjunction?.predicate() ?? [];
  const [sum] = predicate?.operand().sum() ?? [];
  const [product] = sum?.product() ?? [];
  const [factor] = product?.factor() ?? [];
  const chain = [context, conjunction, predicate, predicate?.operand(), sum, product];
  const signs = (factor?.children.length ?? 0) - 1 - (factor?.suffix().length ?? 0);
  return chain.some((part) => part?.children.length !== 1) || signs > 0;
}

function excluded(to: ToAst, context: ExcludeContext | null): Select['exclude'] {
  if (context === null) return [];
  const single = context.identifier();
  return single === null ? to.names(context.columnNames()) : [to.identifier(single)];
}

function connectBy(to: ToAst, context: ConnectByContext): ConnectBy {
  const { _starts: starts, _condition: condition } = context;
  invariant(condition !== undefined, 'CONNECT BY without a condition');
  return {
    kind: 'ConnectBy',
    startWith: starts === undefined ? undefined : to.expression(starts),
    condition: to.expression(condition),
    position: positionOf(context),
  };
}

function groupBy(to: ToAst, context: GroupByContext): GroupBy {
  const position = positionOf(context);
  const quantifier = context._quantifier;
  const elements = context.groupingElement().map((element) => groupingElement(to, element));
  if (elements.length > 0) {
    return { kind: 'GroupBy', distinct: quantifier?.type === P.DISTINCT, elements, position };
  }
  // GROUP BY ALL, which is AUTO in Trino.
  if (quantifier?.type === P.ALL && to.dialect === 'redshift') {
    const auto: GroupingElement = { kind: 'AutoGrouping', position: positionAt(quantifier) };
    return { kind: 'GroupBy', distinct: false, elements: [auto], position };
  }
  throw refuse(quantifier ?? startOf(context), 'GROUP BY needs an expression');
}

function groupingElement(to: ToAst, context: GroupingElementContext): GroupingElement {
  const position = positionOf(context);
  const value = context.expression();
  if (value !== null) return groupingSet(to, value);
  const sets = context
    .groupingSets()
    ?.expression()
    .map((set) => groupingSet(to, set));
  if (sets === undefined) return { kind: 'AutoGrouping', position };
  if (context._kind?.type === P.ROLLUP) return { kind: 'Rollup', sets, position };
  if (context._kind?.type === P.CUBE) return { kind: 'Cube', sets, position };
  return { kind: 'GroupingSets', sets, position };
}

/** A list in parentheses is a set, not a row. */
function groupingSet(to: ToAst, context: ExpressionContext): GroupingSet {
  const position = positionOf(context);
  const list = bareParenthesized(context);
  const isSet = list !== undefined && parenthesizedQuery(to, list) === undefined;
  const items = isSet ? list.expression() : [context];
  return { kind: 'GroupingSet', expressions: items.map((item) => to.expression(item)), position };
}

const windowDefinition = (to: ToAst, context: WindowDefinitionContext): WindowDefinition => ({
  kind: 'WindowDefinition',
  name: to.identifier(context.identifier()),
  window: to.windowSpecification(context.windowSpecification()),
  position: positionOf(context),
});
