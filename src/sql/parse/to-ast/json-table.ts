/** JSON_TABLE, its columns and its plan. */
import { required } from '../../../base/invariant.js';
import type {
  JsonPlan,
  JsonPlanSiblings,
  JsonQueryFallback,
  JsonTable,
  JsonTableColumn,
  JsonTableDefaultPlan,
  JsonTablePlan,
  JsonValueFallback,
} from '../../ast.js';
import { SqlParser as P } from '../generated/SqlParser.js';
import type {
  JsonColumnContext,
  JsonColumnFallbackContext,
  JsonPlanContext,
  JsonPlanTermContext,
  JsonTableContext,
  JsonTablePlanContext,
} from '../generated/SqlParser.js';
import type { ToAst } from './context.js';
import { positionOf, refuse, startOf } from './context.js';
import { fallbacks, jsonFormat, jsonPath, jsonQuotes, jsonWrapper } from './json.js';
import { unquote } from './literals.js';

export function jsonTable(to: ToAst, context: JsonTableContext): JsonTable {
  const plan = context.jsonTablePlan();
  const onError = context._onError?.type;
  return {
    kind: 'JsonTable',
    path: jsonPath(to, context.jsonPath()),
    columns: context.jsonColumn().map((column) => jsonColumn(to, column)),
    plan: plan === null ? undefined : tablePlan(to, plan),
    onError: onError === undefined ? undefined : onError === P.EMPTY ? 'EMPTY' : 'ERROR',
    position: positionOf(context),
  };
}

function jsonColumn(to: ToAst, context: JsonColumnContext): JsonTableColumn {
  const position = positionOf(context);
  const path = context.STRING();
  if (context.NESTED() !== null) {
    const pathName = context._name;
    return {
      kind: 'JsonNestedColumns',
      path: unquote(required(path).getText()),
      name: pathName === undefined ? undefined : to.identifier(pathName),
      columns: context.jsonColumn().map((column) => jsonColumn(to, column)),
      position,
    };
  }
  const name = to.identifier(required(context.identifier()));
  if (context.ORDINALITY() !== null) return { kind: 'JsonOrdinalityColumn', name, position };
  const common = {
    name,
    type: to.dataType(required(context.dataType())),
    path: path === null ? undefined : unquote(path.getText()),
    position,
  };
  const format = jsonFormat(context.jsonFormat());
  const contexts = context.jsonColumnFallback();
  const only = context.jsonWrapper() ?? context.jsonQuotes();
  if (format !== undefined) {
    const wrapper = jsonWrapper(context.jsonWrapper());
    const quotes = jsonQuotes(context.jsonQuotes());
    return {
      kind: 'JsonQueryColumn',
      ...common,
      format,
      wrapper,
      quotes,
      ...fallbacks(contexts, queryFallback),
    };
  }
  if (only !== null) throw refuse(startOf(only), 'only a column with FORMAT can have a wrapper or quotes');
  return { kind: 'JsonValueColumn', ...common, ...fallbacks(contexts, (one) => valueFallback(to, one)) };
}

function valueFallback(to: ToAst, context: JsonColumnFallbackContext): JsonValueFallback {
  const position = positionOf(context);
  const value = context.expression();
  if (value !== null) {
    return { kind: 'JsonValueFallback', behavior: 'DEFAULT', value: to.expression(value), position };
  }
  if (context.NULL() !== null) return { kind: 'JsonValueFallback', behavior: 'NULL', position };
  if (context.ARRAY() !== null || context.OBJECT() !== null) {
    throw refuse(startOf(context), 'only a column with FORMAT can be an empty array or object');
  }
  return { kind: 'JsonValueFallback', behavior: 'ERROR', position };
}

function queryFallback(context: JsonColumnFallbackContext): JsonQueryFallback {
  if (context.NULL() !== null) return 'NULL';
  if (context.ARRAY() !== null) return 'EMPTY ARRAY';
  if (context.OBJECT() !== null) return 'EMPTY OBJECT';
  if (context.DEFAULT() !== null)
    throw refuse(startOf(context), 'a column with FORMAT cannot have a DEFAULT');
  return 'ERROR';
}

function tablePlan(to: ToAst, context: JsonTablePlanContext): JsonTablePlan | JsonTableDefaultPlan {
  const position = positionOf(context);
  const plan = context.jsonPlan();
  if (plan !== null) return { kind: 'JsonTablePlan', plan: jsonPlan(to, plan), position };
  const result: { parentChild?: 'OUTER' | 'INNER'; siblings?: 'UNION' | 'CROSS' } = {};
  for (const join of context.jsonPlanJoin()) {
    const word = startOf(join).text.toUpperCase();
    const again = word === 'OUTER' || word === 'INNER' ? result.parentChild : result.siblings;
    if (again !== undefined) throw refuse(startOf(join), `${word} cannot be combined with ${again}`);
    if (word === 'OUTER' || word === 'INNER') result.parentChild = word;
    else result.siblings = word === 'UNION' ? 'UNION' : 'CROSS';
  }
  return { kind: 'JsonTableDefaultPlan', ...result, position };
}

/** A parent and its child, or siblings with the same join. */
function jsonPlan(to: ToAst, context: JsonPlanContext): JsonPlan {
  return to.nest(1, startOf(context), () => {
    const position = positionOf(context);
    const [first, ...more] = context.jsonPlanTerm();
    const joins = context.jsonPlanJoin().map((join) => startOf(join));
    const [join] = joins;
    const term = required(first);
    if (join === undefined) {
      if (term.identifier() === null)
        throw refuse(startOf(term), 'a plan in parentheses needs a join next to it');
      return planTerm(to, term);
    }
    const mixed = joins.find(({ type }) => type !== join.type);
    if (mixed !== undefined) throw refuse(mixed, `${mixed.text} next to ${join.text} needs parentheses`);
    if (join.type === P.OUTER || join.type === P.INNER) {
      const [second] = joins.slice(1);
      if (second !== undefined) throw refuse(second, `a second ${second.text} needs parentheses`);
      const parent = term.identifier();
      if (parent === null) throw refuse(startOf(term), 'a parent in a plan is the name of a path');
      const child = planTerm(to, required(more[0]));
      const kind = join.type === P.OUTER ? 'OUTER' : 'INNER';
      return { kind: 'JsonPlanParentChild', join: kind, parent: to.identifier(parent), child, position };
    }
    const kind: JsonPlanSiblings['join'] = join.type === P.UNION ? 'UNION' : 'CROSS';
    const siblings = [term, ...more].map((one) => planTerm(to, one));
    return {
      kind: 'JsonPlanSiblings',
      join: kind,
      siblings: siblings.flatMap((one) =>
        one.kind === 'JsonPlanSiblings' && one.join === kind ? one.siblings : [one],
      ),
      position,
    };
  });
}

function planTerm(to: ToAst, context: JsonPlanTermContext): JsonPlan {
  const name = context.identifier();
  if (name === null) return jsonPlan(to, required(context.jsonPlan()));
  return { kind: 'JsonPlanPath', name: to.identifier(name), position: positionOf(context) };
}
