import { callerSlot } from '../../policy/caller-slot.js';
import type { Expression } from '../../sql/ast.js';
import { boolean, call, cast, equals, slot, string, type } from '../../sql/build.js';

const failure = 'this view was generated for another user';

/** A condition that is never true, and raises an error with the reason. */
export const failing = (message: string): Expression => cast(call('fail', string(message)), type('boolean'));

/** The user who runs the query, also inside a view that reads as its definer. */
const currentUser: Expression = { kind: 'CurrentValue', name: 'CURRENT_USER' };

/**
 * Binds a view to one person, even if somebody else gets its text: Trino caches a person's credential under a key that two people can
 * share, and a person can create a definer view over their own view. Trino removes the condition while planning if it is true.
 */
export const callerGuard: Expression = call(
  'if',
  equals(currentUser, slot(callerSlot)),
  boolean(true),
  failing(failure),
);
