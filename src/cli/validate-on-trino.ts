import type { Command } from 'commander';

import { Refusal } from '../base/refusal.js';
import { connectTrino } from '../trino/connect-trino.js';
import { validateViews } from '../trino/validate-views.js';
import type { TrinoViewsInput } from '../use-cases/views/trino-views.js';
import { print } from '../sql/print/print.js';
import type { CliContext } from './context.js';
import { withOperations } from './store-option.js';
import { loginOf } from './trino-options.js';

/**
 * Has a Trino validate views, and prints the views that it refuses. In that case the command fails.
 * @throws Refusal `invalid` without a user
 */
export function validator(
  context: CliContext,
  trino: string,
  user: string | undefined,
): (command: Command, which: Omit<TrinoViewsInput, 'user'>) => Promise<void> {
  if (user === undefined) {
    throw new Refusal('invalid', '--trino needs --user: the Trino user that reads the raw tables');
  }
  const ask = connectTrino(loginOf(context, { trino, user }), (query) => print(query, 'trino'));
  return async (command, which) => {
    const views = await withOperations(command, (operations) => operations.trinoViews({ ...which, user }));
    const problems = await validateViews(ask, views);
    for (const problem of problems) context.err(`${problem}\n`);
    if (problems.length > 0) context.fail();
  };
}
