import { Refusal } from '../base/refusal.js';
import type { Changed, Editor, WorldStore } from '../entitlements/world-store.js';
import { kinds, keyOf } from '../model/world.js';
import type { Kind, WorldObjects } from '../model/world.js';
import { checkEnforceable } from '../world/check-enforceable.js';
import { checkReferences } from '../world/check-references.js';
import { formatProblems } from '../world/problem.js';
import { readWorldTexts } from '../world/read-world.js';
import type { WorldText } from '../world/read-world.js';
import { sqlTexts } from '../world/sql-texts.js';
import type { AppliedChange, ApplyResult } from './operations.js';

/** What to apply, how, and in whose name. */
export interface ApplyInput {
  readonly files: readonly WorldText[];
  /** Whether everything that the files do not name is removed. */
  readonly prune: boolean;
  readonly actor: string;
}

/** Makes the world what files say, in one transaction: all of it, or nothing when anything is wrong. */
export async function applyWorld(
  store: WorldStore,
  { files, prune, actor }: ApplyInput,
): Promise<ApplyResult> {
  const reading = readWorldTexts(files);
  if (!reading.ok) return { errors: reading.errors };
  const { objects, locate } = reading;
  let errors: readonly string[] = [];
  try {
    const { revision, changed } = await store.change(actor, async (editor) => {
      const existing = prune ? undefined : editor;
      const references = await checkReferences(objects, sqlTexts, existing);
      const problems = references.length > 0 ? references : await checkEnforceable(objects, existing);
      errors = formatProblems(problems, locate);
      if (errors.length > 0) throw new Refusal('invalid', errors.join('\n'));
      if (prune) await removeOthers(editor, objects);
      for (const kind of kinds) await putAll(editor, kind, objects);
    });
    return { revision, changes: changed.map(describeChange) };
  } catch (error) {
    if (errors.length > 0) return { errors };
    throw error;
  }
}

const putAll = <K extends Kind>(editor: Editor, kind: K, objects: WorldObjects): Promise<void> =>
  editor.put(kind, objects[kind]);

async function removeOthers(editor: Editor, objects: WorldObjects): Promise<void> {
  for (const kind of kinds) await removeOthersOf(editor, kind, objects);
}

async function removeOthersOf<K extends Kind>(editor: Editor, kind: K, objects: WorldObjects): Promise<void> {
  const named = new Set(objects[kind].map((object) => keyOf[kind](object)));
  const stored = (await editor.all(kind)).map((object) => keyOf[kind](object));
  await editor.remove(
    kind,
    stored.filter((key) => !named.has(key)),
  );
}

/** What a change did to one object, in a word. */
export const describeChange = ({ kind, key, before, after }: Changed): AppliedChange => ({
  kind,
  key,
  change: before === null ? 'created' : after === null ? 'removed' : 'changed',
});
