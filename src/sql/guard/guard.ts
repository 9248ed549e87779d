/**
 * Rewrites an expression of a policy so that no value makes it fail. If something fails in a term of AND, OR and NOT, the whole term is
 * unknown: no ELSE, COALESCE or IS NULL in the term converts a failure to true. A mask in which something fails is NULL.
 */
import type { Dialect } from '../dialect.js';
import type {
  Exists,
  Expression,
  FunctionCall,
  InSubquery,
  Node,
  QuantifiedComparison,
  Query,
  Subquery,
} from '../ast.js';
import { isNotNull, isNull } from '../build.js';
import { fold, type RowRules, type SqlProblem } from '../safe/rules.js';
import { mapChildren } from './children.js';
import { keepsNull } from './keeps-null.js';
import { onlyRow } from './only-row.js';
import { redshiftFailing } from './redshift-failing.js';
import type { Failing, Risk } from './risk.js';
import { trinoFailing } from './trino-failing.js';

/** An expression that does not fail, or the places where that is impossible. */
export interface Guarded {
  readonly expression: Expression;
  readonly problems: readonly SqlProblem[];
}

/** Guards a row predicate that passed the safety check. Unchanged nodes stay the same objects. */
export const guardPredicate = (expression: Expression, dialect: Dialect, rules: RowRules): Guarded =>
  guarded(dialect, rules, (guard) => guard.predicate(expression));

/** Guards the expression of a custom mask that passed the safety check. */
export const guardMask = (expression: Expression, dialect: Dialect, rules: RowRules): Guarded =>
  guarded(dialect, rules, (guard) => guard.value(expression));

const failingIn = { trino: trinoFailing, redshift: redshiftFailing } as const satisfies Readonly<
  Record<Dialect, (rules: RowRules) => Failing>
>;

function guarded(dialect: Dialect, rules: RowRules, act: (guard: Guard) => Expression): Guarded {
  const problems = new Map<string, SqlProblem>();
  const failing = failingIn[dialect](rules);
  const guard = createGuard(failing, ({ position }, message) => {
    const { line, column } = position ?? { line: 1, column: 1 };
    problems.set(JSON.stringify([line, column, message]), { line, column, message });
  });
  const expression = act(guard);
  const sorted = [...problems.values()].toSorted((a, b) => a.line - b.line || a.column - b.column);
  return { expression, problems: sorted };
}

interface Guard {
  readonly predicate: (expression: Expression) => Expression;
  readonly value: (expression: Expression) => Expression;
}

/** The risks collected in one term, or in one value. */
interface Term {
  /** Whether something in it fails with an error that TRY converts to NULL. */
  caught: boolean;
  /** The conditions, in this order, under which it does not fail in another way. */
  readonly works: Expression[];
}

/** The context of a node. */
interface Place {
  readonly term: Term;
  /** Whether the term is NULL when the node is. */
  readonly strict: boolean;
  /**
   * Where nothing can be guarded: in a `subquery`, because a failure would remove rows; in a `lambda`, because its parameters are not
   * visible in the term.
   */
  readonly within?: 'subquery' | 'lambda';
}

function createGuard(failing: Failing, report: (node: Node, message: string) => void): Guard {
  const value = (expression: Expression): Expression => {
    const term: Term = { caught: false, works: [] };
    const inner = walk(expression, { term, strict: true }) as Expression;
    return finish(inner, term);
  };

  const finish = (inner: Expression, { caught, works }: Term): Expression => {
    const attempt = (part: Expression): Expression => (caught ? failing.attempt(part) : part);
    return works.reduceRight((part, condition) => failing.where(attempt(condition), part), attempt(inner));
  };

  const predicate = (expression: Expression): Expression =>
    expression.kind === 'And' || expression.kind === 'Or' || expression.kind === 'Not'
      ? mapChildren(expression, (child) => predicate(child as Expression))
      : value(expression);

  const walk = (node: Node, place: Place): Node => {
    switch (node.kind) {
      case 'Exists':
      case 'InSubquery':
      case 'QuantifiedComparison':
      case 'Subquery':
        return withSubquery(node, place);
      case 'FunctionCall':
        if (isTry(node)) return attempted(node);
        break;
      case 'Lambda':
        return mapChildren(node, (child, key) =>
          key === 'body' ? walk(child, { ...place, strict: false, within: place.within ?? 'lambda' }) : child,
        );
      default:
    }
    const inner = mapChildren(node, (child, key) =>
      walk(child, { ...place, strict: place.strict && keepsNull(node, key) }),
    );
    return failing.risksOf(inner).reduce((current, risk) => met(current, risk, place), inner as Node);
  };

  /** A governor who writes TRY wants NULL for a failure in it, and handles that NULL explicitly. */
  const attempted = (node: FunctionCall): Node =>
    mapChildren(node, (child, key) => {
      if (key !== 'arguments') return child;
      const term: Term = { caught: false, works: [] };
      const inner = walk(child, { term, strict: true }) as Expression;
      return term.works.reduceRight(
        (part, condition) => failing.where(failing.attempt(condition), part),
        inner,
      );
    });

  const met = (node: Node, risk: Risk, { term, strict, within }: Place): Node => {
    switch (risk.kind) {
      case 'refused':
        report(node, risk.why);
        return node;
      case 'caught':
        if (strict && within === undefined && risk.replaced !== undefined) return risk.replaced;
        if (within === 'subquery') report(node, failing.inSubquery);
        else term.caught = true;
        return node;
      case 'replaced':
        if (strict && within === undefined) return risk.replaced;
        if (within !== undefined) report(node, within === 'subquery' ? failing.inSubquery : inLambda);
        else term.works.push(risk.works);
        return risk.replaced;
      case 'bounded':
        if (within !== undefined) report(node, within === 'subquery' ? failing.inSubquery : inLambda);
        else term.works.push(risk.works);
        return node;
    }
  };

  type WithSubquery = Exists | InSubquery | QuantifiedComparison | Subquery;

  const withSubquery = (node: WithSubquery, place: Place): Node => {
    const { strict, term, within } = place;
    const risks = failing.risksOf(node).reduce<Node>((current, risk) => met(current, risk, place), node);
    if (risks !== node) return risks;
    const query = subquery(node.query, { ...place, strict: strict && node.kind !== 'Exists' });
    if (node.kind === 'Exists') return { ...node, query };
    if (node.kind === 'Subquery') {
      const only = onlyRow(query, failing.onlyValue);
      if ('problem' in only) report(node, only.problem);
      if (!('query' in only)) return query === node.query ? node : { ...node, query };
      if (!strict || within !== undefined) {
        if (within === undefined) term.works.push(only.works);
        else report(node, failing.inSubquery);
      }
      return { ...node, query: only.query };
    }
    // The value that is compared with the rows is computed before the rest of the term, next to the subquery, so TRY around both does not
    // catch its error.
    const compared =
      within === undefined
        ? value(node.value)
        : (walk(node.value, { ...place, strict: false }) as Expression);
    if (compared !== node.value && !strict && within === undefined) {
      term.works.push(isNotNull(value(isNull(node.value))));
    }
    return compared === node.value && query === node.query ? node : { ...node, value: compared, query };
  };

  /** If a failure removed a row from a subquery, a NOT around it could become true. So only the result of a subquery may fail. */
  const subquery = (query: Query, { term, strict, within }: Place): Query => {
    const inside: Place = { term, strict: false, within: 'subquery' };
    return mapChildren(query, (child, key) => {
      if (key !== 'body' || child.kind !== 'Select') return walk(child, inside);
      return mapChildren(child, (part, partKey) =>
        partKey === 'items' && part.kind === 'SelectExpression' && strict && within === undefined
          ? mapChildren(part, (item, itemKey) =>
              itemKey === 'expression' ? value(item as Expression) : item,
            )
          : walk(part, inside),
      );
    });
  };

  return { predicate, value };
}

const inLambda =
  'this can fail for some elements with an error that TRY does not catch: it is not allowed in a lambda expression';

const isTry = ({ name: { parts } }: FunctionCall): boolean =>
  parts.length === 1 && fold(parts[0]?.value ?? '') === 'try';
