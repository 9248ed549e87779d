import type { Finder, ObjectQuery } from '../../world/stored-objects.js';
import type { Editor } from '../../world/world-store.js';
import { kindOf, kinds } from '../../model/world.js';
import type { Kind, ObjectOf } from '../../model/world.js';
import { checkClosing, wouldClose } from '../../checks/closures.js';
import { referencesOf } from '../../checks/references.js';

/** An object that refers to another one. */
export interface Found<K extends Kind = Kind> {
  readonly kind: K;
  readonly key: string;
  readonly object: ObjectOf[K];
  readonly message: string;
}

/** The objects that name the object with this kind and key. */
export async function referrersOf(editor: Finder, kind: Kind, key: string): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const from of kinds) {
    const criteria = kindOf[from].refersTo?.[kind]?.(key);
    if (criteria !== undefined) found.push(...(await referringIn(editor, from, criteria, { kind, key })));
  }
  return found;
}

async function referringIn<K extends Kind>(
  editor: Finder,
  from: K,
  query: ObjectQuery,
  to: { readonly kind: Kind; readonly key: string },
): Promise<readonly Found[]> {
  const stored = await editor.find(from, query);
  return stored.flatMap(({ key, object }) => {
    const reference = referencesOf(from, object).find(
      ({ to: kind, name }) => kind === to.kind && name === to.key,
    );
    if (reference === undefined) return [];
    return [{ kind: from, key, object, message: `names it at ${reference.path.join('.')}` } as Found];
  });
}

/** Policies that could no longer be enforced, and data sources that could no longer be read, after an object is removed. */
export async function closedWithout(editor: Editor, kind: Kind, key: string): Promise<readonly Found[]> {
  const { closed } = await checkClosing(editor, { remove: { [kind]: [key] } });
  const found: Found[] = [];
  for (const closure of closed) {
    const message = wouldClose(closure);
    const { policy, dataSource } = closure;
    const object =
      policy === undefined ? await editor.get('dataSource', dataSource) : await editor.get('policy', policy);
    if (object === undefined) continue;
    found.push({
      kind: policy === undefined ? 'dataSource' : 'policy',
      key: policy ?? dataSource,
      object,
      message,
    });
  }
  return found;
}
