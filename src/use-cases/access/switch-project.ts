import { z } from 'zod';

import { Refusal } from '../../base/refusal.js';
import { askEditor } from '../../world/ask-editor.js';
import { personOf } from '../../world/person.js';
import { isMember } from '../../world/work.js';
import type { World } from '../../world/world-store.js';
import { isAcknowledged } from '../../model/purpose.js';
import { principalName } from '../../model/names.js';
import { useCase } from '../use-case.js';
import type { InputOf } from '../use-case.js';

const switchInput = z
  .strictObject({
    project: principalName('a project name').nullable().meta({ description: 'null: none' }),
  })
  .meta({ id: 'ProjectChoice' });
/** Who goes to work where. */
type SwitchInput = InputOf<typeof switchInput> & { readonly user: string };

/** Where a user works from now on, and what is still to be acknowledged there. */
export interface Switched {
  readonly project: string | null;
  readonly unacknowledged: readonly { readonly purpose: string; readonly statement: string }[];
}

/**
 * Makes a user work in another project, or in none; the last one is left.
 *
 * @throws Refusal `invalid` for an unknown user; `not-visible` for a project that is missing or of which they are no member
 */
export async function switchProject(store: World, { user, project: name }: SwitchInput): Promise<Switched> {
  const { result } = await store.change(user, async (editor): Promise<Switched> => {
    const self = await askEditor(editor, (look) => personOf(look, user));
    if (self === undefined) throw new Refusal('invalid', `there is no user '${user}'`);
    if (name === null) {
      await editor.remove('workingProject', [user]);
      return { project: null, unacknowledged: [] };
    }
    const project = await editor.get('project', name);
    if (project === undefined || !isMember(project, user, self)) {
      throw new Refusal('not-visible', `project '${name}' does not exist`);
    }
    await editor.put('workingProject', [{ user, project: name }]);
    const unacknowledged = await askEditor(editor, (look) => {
      const done = look({ entry: 'acknowledgements', user }) ?? [];
      return project.purposes.flatMap((purpose) => {
        const found = look({ entry: 'purpose', name: purpose });
        return found?.statement === undefined || isAcknowledged(found, done)
          ? []
          : [{ purpose, statement: found.statement }];
      });
    });
    return { project: name, unacknowledged };
  });
  return result;
}

/** @see switchProject */
export const switchProjectUseCase = useCase({
  name: 'switchProject',
  whoMay: 'themselves',
  named: true,
  input: switchInput,
  run: ({ store }, input, { name }) => switchProject(store, { ...input, user: name }),
});
