/** The relations after FROM. */
import { required } from '../../../base/invariant.js';
import type {
  Expression,
  Join,
  NaturalJoin,
  Pivot,
  Position,
  Relation,
  SelectExpression,
  TableVersion,
  Unpivot,
} from '../../ast.js';
import { SqlParser as P } from '../generated/SqlParser.js';
import type {
  AliasedExpressionContext,
  JoinTailContext,
  JoinTypeContext,
  NavigationStepContext,
  PivotContext,
  RelationContext,
  TableAliasContext,
  TableFactorContext,
  TablePrimaryContext,
  TableVersionContext,
  UnpivotContext,
} from '../generated/SqlParser.js';
import type { ToAst } from './context.js';
import { only, positionOf, refuse, startOf } from './context.js';
import { tableFunctionCall } from './table-functions.js';

/** A table, or tables joined from the left. */
export function relation(to: ToAst, context: RelationContext): Relation {
  const tails = context.joinTail();
  return to.nest(1 + tails.length, startOf(context), () =>
    tails.reduce<Relation>((left, tail) => join(to, left, tail), tableFactor(to, context.tableFactor())),
  );
}

function join(to: ToAst, left: Relation, context: JoinTailContext): Join {
  const position = left.position;
  const factor = context.tableFactor();
  const type = joinType(context.joinType());
  if (factor !== null) {
    const right = tableFactor(to, factor);
    const natural = context.NATURAL();
    if (natural === null) return { kind: 'Join', type: 'CROSS', left, right, position };
    const criterion: NaturalJoin = { kind: 'NaturalJoin', position: positionOf(context) };
    return { kind: 'Join', type, left, right, criterion, position };
  }
  const right = to.relation(required(context.relation()));
  const condition = context.expression();
  return {
    kind: 'Join',
    type,
    left,
    right,
    criterion:
      condition === null
        ? { kind: 'JoinUsing', columns: to.names(context.columnNames()), position: positionOf(context) }
        : { kind: 'JoinOn', condition: to.expression(condition), position: positionOf(condition) },
    position,
  };
}

function joinType(context: JoinTypeContext | null): Exclude<Join['type'], 'CROSS'> {
  if (context?.LEFT()) return 'LEFT';
  if (context?.RIGHT()) return 'RIGHT';
  return context?.FULL() ? 'FULL' : 'INNER';
}

function tableFactor(to: ToAst, context: TableFactorContext): Relation {
  const transformation = context.tableTransformation();
  const aliases = context.tableAlias();
  const [first, last] = [aliases.find((alias) => isBefore(alias, transformation)), aliases.at(-1)];
  let value = aliased(to, tablePrimary(to, context.tablePrimary()), first);
  if (transformation !== null) {
    const pattern = transformation.matchRecognize();
    const pivoted = transformation.pivot();
    if (pattern !== null) value = to.matchRecognize(value, pattern);
    else if (pivoted !== null) value = pivot(to, value, pivoted);
    else value = unpivot(to, value, required(transformation.unpivot()));
    if (last !== first) value = aliased(to, value, last);
  }
  const sample = context.sample();
  if (sample === null) return value;
  return {
    kind: 'Sampled',
    relation: value,
    method: sample._method?.type === P.SYSTEM ? 'SYSTEM' : 'BERNOULLI',
    percentage: to.expression(sample.expression()),
    position: value.position,
  };
}

const isBefore = (
  alias: TableAliasContext,
  other: { readonly start: { readonly start: number } | null } | null,
) => other === null || startOf(alias).start < (other.start?.start ?? 0);

/** A relation with its alias, if any. */
function aliased(to: ToAst, of: Relation, context: TableAliasContext | undefined): Relation {
  if (context === undefined) return of;
  const [alias, at] = context.identifier();
  return {
    kind: 'Aliased',
    relation: of,
    alias: to.identifier(required(alias)),
    columns: to.names(context.columnNames()),
    at: at === undefined ? undefined : to.identifier(at),
    position: of.position,
  };
}

function tablePrimary(to: ToAst, context: TablePrimaryContext): Relation {
  const position = positionOf(context);
  const name = context.qualifiedName();
  if (name !== null) {
    const steps = context.navigationStep();
    const version = context.tableVersion();
    if (steps.length > 0) return navigation(to, context, steps, position);
    return {
      kind: 'Table',
      name: to.qualifiedName(name),
      version: version === null ? undefined : tableVersion(to, version),
      position,
    };
  }
  const plain = context.plainQuery();
  if (plain !== null) return { kind: 'SubqueryRelation', query: to.plainQuery(plain), position };
  const inner = context.relation();
  if (inner !== null) return inParentheses(to, context, inner, position);
  if (context.UNNEST() !== null) {
    const expressions = context.expression().map((value) => to.expression(value));
    return { kind: 'Unnest', expressions, withOrdinality: context.WITH() !== null, position };
  }
  if (context.LATERAL() !== null) {
    return { kind: 'Lateral', query: to.query(required(context.query())), position };
  }
  const call = context.tableFunctionCall();
  if (call !== null) return tableFunctionCall(to, call, position);
  const json = context.jsonTable();
  if (json !== null) return to.jsonTable(json);
  return { kind: 'ObjectUnpivot', expression: to.expression(required(context.expression()[0])), position };
}

/** A relation in superfluous parentheses, or a query that begins with one in parentheses. */
function inParentheses(
  to: ToAst,
  context: TablePrimaryContext,
  inner: RelationContext,
  position: Position,
): Relation {
  const operations = context.setOperation();
  const clauses = context.resultClause();
  const [continued] = [...operations, ...clauses];
  const value = to.relation(inner);
  if (continued === undefined) return value;
  const isQuery = value.kind === 'SubqueryRelation' && inner.children.length === 1;
  if (!isQuery || inner.tableFactor().children.length !== 1) {
    const { text } = startOf(continued);
    throw refuse(startOf(continued), `found '${text}' but expected ')': what comes before it is not a query`);
  }
  const query = to.continuedQuery(value.query, startOf(inner), operations, clauses);
  return { kind: 'SubqueryRelation', query, position };
}

const tableVersion = (to: ToAst, context: TableVersionContext): TableVersion => {
  only(to, 'trino', startOf(context), 'time travel');
  return {
    kind: 'TableVersion',
    of: context._kind?.type === P.VERSION ? 'VERSION' : 'TIMESTAMP',
    value: to.operand(context.operand()),
    position: positionOf(context),
  };
};

/** `t.a[0].b`: a place inside a SUPER value. */
function navigation(
  to: ToAst,
  context: TablePrimaryContext,
  steps: readonly NavigationStepContext[],
  position: Position,
): Relation {
  only(to, 'redshift', startOf(required(steps[0])), 'subscripts after FROM');
  const { parts } = to.qualifiedName(required(context.qualifiedName()));
  return to.nest(steps.length, startOf(context), () => {
    const expression = steps.reduce<Expression>(
      (base, step) =>
        step
          .identifier()
          .reduce<Expression>(
            (value, field) => ({ kind: 'Dereference', base: value, field: to.identifier(field), position }),
            { kind: 'Subscript', base, index: to.expression(step.expression()), position },
          ),
      { kind: 'ColumnReference', parts, position },
    );
    return { kind: 'Navigation', expression, position };
  });
}

const pivot = (to: ToAst, of: Relation, context: PivotContext): Pivot => ({
  kind: 'Pivot',
  relation: of,
  aggregates: context._aggregates.map((aggregate) => aliasedExpression(to, aggregate)),
  column: {
    kind: 'ColumnReference',
    parts: to.qualifiedName(context.qualifiedName()).parts,
    position: positionOf(context.qualifiedName()),
  },
  values: context._values.map((value) => aliasedExpression(to, value)),
  position: of.position,
});

const unpivot = (to: ToAst, of: Relation, context: UnpivotContext): Unpivot => ({
  kind: 'Unpivot',
  relation: of,
  includeNulls: context._nulls?.type === P.INCLUDE,
  value: to.identifier(required(context._value)),
  name: to.identifier(required(context._name)),
  columns: context.aliasedExpression().map((column) => aliasedExpression(to, column)),
  position: of.position,
});

function aliasedExpression(to: ToAst, context: AliasedExpressionContext): SelectExpression {
  const alias = context._alias;
  return {
    kind: 'SelectExpression',
    expression: to.expression(context.expression()),
    alias: alias === undefined ? undefined : to.identifier(alias),
    position: positionOf(context),
  };
}
