import { Option } from 'commander';

import { Refusal } from '../base/refusal.js';
import type { CliContext } from './context.js';

/** The option for the user under whose name a change is recorded. It is mandatory if no default is known. */
export function actorOption({ actor }: Pick<CliContext, 'actor'>, who: string): Option {
  const option = new Option('--actor <user>', `${who}, for the record (env: SCRIM_ACTOR)`);
  return actor === undefined
    ? option.makeOptionMandatory()
    : option.default(actor, `${actor}, from SCRIM_ACTOR or your login name`);
}

/** Runs a decision of a user of scrim. If the actor is not a user, the error says how to give one. */
export async function asActor<T>(actor: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refusal) || error.message !== `there is no user '${actor}'`) throw error;
    const mend =
      'give the user of scrim who decides with --actor USER, or with SCRIM_ACTOR in the environment';
    throw new Refusal(error.kind, `${error.message}: ${mend}`, error.detail, { cause: error });
  }
}
