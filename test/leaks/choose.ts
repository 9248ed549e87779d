import type { LeakAttack } from './attacks.js';
import type { Form } from './forms.js';

/** An attack on a form in a session. */
export interface Combination {
  readonly form: Form;
  readonly session: string;
  readonly attack: LeakAttack;
}

/** Of how many combinations one is tried where not all are. */
const oneOf = 128;

/**
 * Every combination, or the same one in `oneOf` in every run: of each form some attacks, and of each attack some forms in each session.
 */
export const combinations = (
  forms: readonly Form[],
  sessions: readonly string[],
  attacks: readonly LeakAttack[],
  { all }: { readonly all: boolean },
): readonly Combination[] =>
  forms.flatMap((form, at) =>
    sessions.flatMap((session, turn) =>
      attacks
        .filter((_, index) => all || (index + 7 * at + 24 * turn) % oneOf === 0)
        .map((attack) => ({ form, session, attack })),
    ),
  );
