import { Option } from 'commander';

import { Refusal } from '../base/refusal.js';
import type { CliContext } from './context.js';

/** The option that says in whose name a change is recorded; it must be given where nobody is known. */
export function actorOption({ actor }: Pick<CliContext, 'actor'>, who: string): Option {
  const option = new Option('--actor <user>', `${who}, for the record (env: SCRIM_ACTOR)`);
  return actor === undefined
    ? option.makeOptionMandatory()
    : option.default(actor, `${actor}, from SCRIM_ACTOR or your login name`);
}

/** Runs what a user of scrim decides, and says how to name them where the actor is no user. */
export async function asActor<T>(actor: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refusal) || error.message !== `there is no user '${actor}'`) throw error;
    const mend = '--actor USER, or SCRIM_ACTOR in the environment, names the user of scrim who decides';
    throw new Refusal(error.kind, `${error.message}: ${mend}`, error.detail, { cause: error });
  }
}
