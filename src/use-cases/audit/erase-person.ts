import { randomUUID } from 'node:crypto';
import { z } from 'zod';

import { eraseBoth } from '../../audit/archive/erase-both.js';
import { principalName } from '../../model/names.js';
import { useCase } from '../use-case.js';
import type { Acting, InputOf } from '../use-case.js';
import type { Administration } from '../world/context.js';

const eraseInput = z
  .strictObject({
    user: principalName('a user name').meta({
      description: 'the name of the person, who was removed before',
    }),
    dryRun: z
      .literal(true)
      .optional()
      .meta({ description: 'count what would be changed, and change nothing' }),
  })
  .meta({ id: 'NewErasure' });

/** What came of an erasure. */
export interface ErasedPerson {
  /** The name that stands in the place of the person's from now on; undefined where nothing was changed. */
  readonly pseudonym?: string;
  /** How many rows of each table were changed, or would be. */
  readonly rows: Readonly<Record<string, number>>;
}

/**
 * Replaces the name of a person in what is on record and in the history of the world, by a name that nobody can lead back to them. It is on
 * record without the name. The archive is a part of it.
 * @throws Refusal `conflict` for a person who exists, or whom an object of the world names; if the archive cannot be changed, with what remains
 */
async function erasePerson(
  { audit, archiving, ports }: Administration,
  { user, dryRun }: InputOf<typeof eraseInput>,
  { name, by }: Pick<Acting, 'name' | 'by'>,
): Promise<ErasedPerson> {
  const pseudonym = `erased-${randomUUID()}`;
  const at = ports.now();
  const { rows, failure } = await eraseBoth(
    archiving,
    { name: user, pseudonym, dryRun: dryRun === true },
    at,
  );
  if (dryRun) return { rows };
  const nothing = { user: null, dataSource: null, shown: null, answer: null, revision: null, project: null };
  await audit.putDecisions(
    [
      {
        ...nothing,
        ...{ id: randomUUID(), at, lastAt: at, times: 1, occasion: 'erasure', outcome: 'allowed' },
        ...{ by: name, client: by === 'administrator' ? 'operator' : 'api', purposes: [], requestId: null },
        because: 'a person was erased from what is on record',
        details: { rows },
      },
    ],
    [],
  );
  if (failure !== undefined) throw failure;
  return { pseudonym, rows };
}

/** @see erasePerson */
export const erasePersonUseCase = useCase({
  name: 'erasePerson',
  whoMay: {
    subject: 'erasure',
    verb: 'create',
    refusal: 'your roles do not let you erase people: an administrator or a governor may',
  },
  named: true,
  input: eraseInput,
  run: erasePerson,
});
