import { callerSlot } from '../../policy/caller-slot.js';
import type { Expression } from '../../sql/ast.js';
import { boolean, call, cast, equals, slot, string, type } from '../../sql/build.js';

const failure = 'this view was generated for another user';

/** A condition that is never true, and raises an error that says why. */
export const failing = (message: string): Expression => cast(call('fail', string(message)), type('boolean'));

/** Who runs the query, also inside a view that reads as its definer. */
const currentUser: Expression = { kind: 'CurrentValue', name: 'CURRENT_USER' };

/**
 * Binds a view to one person, whoever else comes to hold its text: Trino caches a person's credential under a key that two
 * people can share, and a person can make a definer view over theirs. Trino folds the condition away when it holds.
 */
export const callerGuard: Expression = call(
  'if',
  equals(currentUser, slot(callerSlot)),
  boolean(true),
  failing(failure),
);
