import fc from 'fast-check';

import { keyOf, kinds, sectionOf, worldOf } from '../../../src/model/world.js';
import type { Kind, ObjectOf, WorldFile, WorldObjects } from '../../../src/model/world.js';
import { createMemoryWorld } from '../../../src/world/memory/memory-world.js';
import type { World } from '../../../src/world/world-store.js';
import { whole, worlds } from '../../oracle/arbitrary-world.js';
import type { DraftWorld } from '../../oracle/arbitrary-world.js';
import { readDraft } from '../../oracle/read-draft.js';

export const objectsOf = (world: WorldFile): WorldObjects =>
  worldOf(<K extends Kind>(kind: K) => {
    const section = world[sectionOf[kind]] as unknown;
    return (section === undefined ? [] : [section].flat()) as unknown as readonly ObjectOf[K][];
  });

/** Makes a world another one: removes, adds and replaces objects. */
export const becoming = (world: Pick<World, 'change'>, { objects }: { readonly objects: WorldObjects }) =>
  world.change('test', async (editor) => {
    const wanted = createMemoryWorld(objects).objects();
    for (const kind of kinds) {
      const gone = (await editor.keys(kind)).filter((key) => wanted.get(kind, key) === undefined);
      await editor.remove(kind, gone);
      await editor.put(kind, wanted.all(kind));
    }
  });

/** Two worlds: the second has some sections of another draft. Both have more users than a draft. */
export const changes = fc
  .tuple(
    worlds(),
    worlds(),
    fc.subarray([
      'groups',
      'users',
      'dataSources',
      'subscriptions',
      'blocks',
      'subscriptionPolicies',
      'policies',
      'projects',
      'workingProjects',
      'acknowledgements',
    ] as const),
  )
  .map(([one, other, sections]) => {
    const others = (draft: DraftWorld, mark: string) =>
      (draft.users ?? []).map((user) => ({ ...user, name: `${user.name}${mark}` }));
    const before: DraftWorld = {
      ...one,
      users: [...(one.users ?? []), ...others(other, 'x'), ...others(one, 'y')],
    };
    const replaced = Object.fromEntries(sections.map((section) => [section, other[section]]));
    const users = sections.includes('users')
      ? [...(other.users ?? []), ...others(one, 'x'), ...others(other, 'z')]
      : before.users;
    const after = whole({ ...before, ...replaced, users });
    return { before: readDraft(before, 'w').world, after: readDraft(after, 'w').world };
  });

/** Objects of two lists: of each key the earlier object or the later one, as a list of choices says. */
function mixed<T>(
  earlier: readonly T[],
  later: readonly T[],
  keyOf: (object: T) => string,
  choose: () => boolean,
): readonly T[] {
  const [was, is] = [earlier, later].map((list) => new Map(list.map((one) => [keyOf(one), one])));
  return [...new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])])].flatMap(
    (key) => (choose() ? was?.get(key) : is?.get(key)) ?? [],
  );
}

/** Two worlds of which the second has some objects of another draft, also within a section; and other settings, sometimes. */
export const partialChanges = fc
  .tuple(changes, fc.infiniteStream(fc.boolean()), fc.boolean())
  .map(([{ before, after }, choices, isOtherSettings]) => {
    const [was, is] = [objectsOf(before), objectsOf(after)];
    const choose = (): boolean => choices.next().value === true;
    const objects = worldOf(
      <K extends Kind>(kind: K) =>
        mixed<ObjectOf[K]>(was[kind], is[kind], keyOf[kind], choose) as readonly ObjectOf[K][],
    );
    const settings = isOtherSettings
      ? objects.settings.map((one) => ({ ...one, definer: 'another_owner' }))
      : objects.settings;
    return { before: was, after: { ...objects, settings } };
  });
