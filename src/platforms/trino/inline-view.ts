import { callerSlot } from '../../policy/caller-slot.js';
import { invariant } from '../../base/invariant.js';
import type { Expression, Query } from '../../sql/ast.js';
import { aliased, as, boolean, call, cast, column, query, select, string } from '../../sql/build.js';
import { equal } from '../../sql/equal.js';
import { parseExpression, parseQuery } from '../../sql/parse/index.js';
import { print } from '../../sql/print/print.js';
import { transform } from '../../sql/transform.js';
import { nodesOf } from '../../sql/visit.js';
import { trinoTypeOf } from '../../types/iceberg-type.js';
import { callerGuard } from './caller-guard.js';
import type { BoundView } from './view-compiler.js';

/** Whom a view was made for, and when it is read. */
export interface InlineReader {
  readonly user: string;
  /** The time that is supposed; by default that of Trino. */
  readonly at?: Date | undefined;
}

/**
 * The query of a view for its person, to be run by somebody else: without the condition on who runs it. Nothing else in it depends on that.
 * Its columns have the types that Trino gives to those of the view.
 * @param view bound to the person
 */
export function inlineView({ sql, fields }: BoundView, { user, at }: InlineReader): Query {
  const guard = guardOf(user);
  const view = transform(parseQuery(sql, 'trino'), {
    FunctionCall: (node): Expression => (equal(node, guard) ? boolean(true) : node),
    CurrentValue: (node): Expression =>
      at !== undefined && node.name === 'CURRENT_TIMESTAMP' ? moment(at) : node,
  });
  const names = nodesOf(view, 'CurrentValue').map(({ name }) => name);
  invariant(view.kind === 'Query', 'a view is no query');
  invariant(
    names.every((name) => name === 'CURRENT_TIMESTAMP'),
    `a view depends on ${names.join(', ')} of who runs it`,
  );
  return query(
    select({
      items: fields.map(({ name, type }) => as(cast(column(alias, name), trinoTypeOf(type)), name)),
      from: [aliased({ kind: 'SubqueryRelation', query: view }, alias)],
    }),
  );
}

/** The name of the view in the query around it. */
const alias = 'shown';

/** The condition on the person, as views have it. */
const guardOf = (user: string): Expression =>
  parseExpression(
    print(
      transform(callerGuard, { Slot: (node) => (node.name === callerSlot ? string(user) : node) }),
      'trino',
    ),
    'trino',
  );

/** A point in time, of the type of `current_timestamp`. */
const moment = (at: Date): Expression => call('from_iso8601_timestamp', string(at.toISOString()));
