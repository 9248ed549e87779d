import { z } from 'zod';

import { Refusal } from '../../base/refusal.js';
import type { World } from '../../world/world-store.js';
import { isAcknowledged } from '../../model/purpose.js';
import { purposeName } from '../../model/names.js';
import { useCase } from '../use-case.js';
import type { InputOf } from '../use-case.js';

const acknowledgeInput = z.strictObject({ purpose: purposeName }).meta({ id: 'NewAcknowledgement' });
/** Who acknowledges which purpose. */
type AcknowledgeInput = InputOf<typeof acknowledgeInput> & { readonly user: string };

/** What was acknowledged, and when. */
export interface Acknowledged {
  readonly statement: string;
  /** ISO 8601. */
  readonly at?: string | undefined;
}

/**
 * Notes that a user acknowledged the statement of a purpose: from then on this very purpose counts for them. The first
 * time counts, until the purpose has another statement.
 *
 * @throws Refusal `invalid` for an unknown user, and for a purpose that has no statement; `not-visible` for one that is missing
 */
export async function acknowledgePurpose(
  store: World,
  { user, purpose: name }: AcknowledgeInput,
  at: Date,
): Promise<Acknowledged> {
  const { result } = await store.change(user, async (editor): Promise<Acknowledged> => {
    if ((await editor.get('user', user)) === undefined) {
      throw new Refusal('invalid', `there is no user '${user}'`);
    }
    const purpose = await editor.get('purpose', name);
    if (purpose === undefined) throw new Refusal('not-visible', `purpose '${name}' does not exist`);
    const { statement } = purpose;
    if (statement === undefined) {
      throw new Refusal(
        'invalid',
        `purpose '${name}' has no statement: it applies without an acknowledgement`,
      );
    }
    const acknowledgements = (await editor.read({ entry: 'acknowledgements', user })) ?? [];
    if (isAcknowledged(purpose, acknowledgements)) {
      return { statement, at: acknowledgements.find((one) => one.purpose === name)?.at };
    }
    await editor.put('acknowledgement', [{ user, purpose: name, at: at.toISOString(), statement }]);
    return { statement, at: at.toISOString() };
  });
  return result;
}

/** @see acknowledgePurpose */
export const acknowledgePurposeUseCase = useCase({
  name: 'acknowledgePurpose',
  whoMay: 'themselves',
  named: true,
  input: acknowledgeInput,
  run: ({ store }, input, { name, at }) => acknowledgePurpose(store, { ...input, user: name }, at),
});
