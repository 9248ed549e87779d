import type { Editor } from '../../world/world-store.js';
import type { Kind, ObjectOf } from '../../model/world.js';
import { checkChange } from '../../checks/check-change.js';
import { refuse } from './failures.js';

/** Writes objects of one kind after the checks of `scrim apply`. @throws FaultyObject */
export async function putChecked<K extends Kind>(
  editor: Editor,
  kind: K,
  objects: readonly ObjectOf[K][],
): Promise<void> {
  refuse(await checkChange(editor, kind, objects));
  await editor.put(kind, objects);
}
