import { openStore } from '../../src/store/open-store.js';
import { kinds, schemaOf, sectionOf } from '../../src/model/world.js';
import type { Kind, ObjectOf } from '../../src/model/world.js';
import { userOf, worldOf } from './world.js';
import type { Size } from './world.js';

/** Users that are written at a time. */
const batch = 500;

/**
 * Writes a world to a store in one change, past the checks of `apply`, which `scale.apply` measures.
 * @param altered what to make of each data source
 */
export const fillStore = (
  location: string,
  size: Size,
  altered: (dataSource: unknown) => unknown = (dataSource) => dataSource,
): Promise<void> =>
  fillStoreWith(
    location,
    { sections: worldOf(size), users: size.users, user: (index) => userOf(size, index) },
    altered,
  );

/** A world to be stored. */
export interface WholeWorld {
  /** All but the users, by section. */
  readonly sections: Readonly<Record<string, unknown>>;
  /** The number of users. */
  readonly users: number;
  readonly user: (index: number) => object;
}

/** Writes any world to a store in one change. */
export async function fillStoreWith(
  location: string,
  { sections, users, user }: WholeWorld,
  altered: (dataSource: unknown) => unknown = (dataSource) => dataSource,
): Promise<void> {
  const store = await openStore(location);
  await store.change('bench', async (editor) => {
    const put = <K extends Kind>(kind: K, objects: readonly unknown[]): Promise<void> =>
      editor.put(
        kind,
        objects.map((object) => schemaOf[kind].parse(object) as ObjectOf[K]),
      );
    for (const kind of kinds) {
      const section = sections[sectionOf[kind]];
      if (section === undefined) continue;
      const objects: readonly unknown[] = Array.isArray(section) ? section : [section];
      await put(kind, kind === 'dataSource' ? objects.map(altered) : objects);
    }
    for (let first = 0; first < users; first += batch) {
      await put(
        'user',
        Array.from({ length: Math.min(batch, users - first) }, (_, index) => user(first + index)),
      );
    }
  });
  await store.close();
}
