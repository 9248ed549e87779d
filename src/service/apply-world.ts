import { Refusal } from '../base/refusal.js';
import type { Changed, Editor, WorldStore } from '../entitlements/world-store.js';
import { kinds, keyOf } from '../model/world.js';
import type { Kind, ObjectOf, WorldObjects } from '../model/world.js';
import { checkEnforceable } from '../world/check-enforceable.js';
import { checkReferences } from '../world/check-references.js';
import { formatProblems } from '../world/problem.js';
import { referencesOf } from '../world/references.js';
import { readWorldTexts } from '../world/read-world.js';
import type { WorldText } from '../world/read-world.js';
import { sqlTexts } from '../world/sql-texts.js';
import type { AppliedChange, ApplyResult } from './operations.js';

/** What to apply, how, and in whose name. */
export interface ApplyInput {
  readonly files: readonly WorldText[];
  /**
   * Whether everything that the files do not name is removed: but for what people did, as long as it still has its place; or,
   * `exactly`, that too.
   */
  readonly prune: boolean | 'exactly';
  /**
   * What becomes of policies that cannot be enforced, and queries that cannot be read, which close what they are about: refused as
   * mistakes; or, `told`, taken as they are, as a world is that a change of tables has closed.
   */
  readonly unenforceable?: 'refused' | 'told';
  readonly actor: string;
}

/** Makes the world what files say, in one transaction: all of it, or nothing when anything is wrong. */
export async function applyWorld(
  store: WorldStore,
  { files, prune, actor, unenforceable = 'refused' }: ApplyInput,
): Promise<ApplyResult> {
  const reading = readWorldTexts(files);
  if (!reading.ok) return { errors: reading.errors };
  const { objects, locate } = reading;
  let errors: readonly string[] = [];
  try {
    const {
      revision,
      changed,
      result: warnings,
    } = await store.change(actor, async (editor) => {
      const existing = prune === false ? editor : undefined;
      const found = await checkReferences(objects, sqlTexts, existing);
      // What closes a data source now is told of it as what cannot be enforced.
      const references = unenforceable === 'told' ? found.filter(({ closes }) => !closes) : found;
      const closed = references.length > 0 ? [] : await checkEnforceable(objects, existing);
      const warnings = unenforceable === 'told' ? formatProblems(closed, locate) : [];
      errors = formatProblems(unenforceable === 'told' ? references : [...references, ...closed], locate);
      if (errors.length > 0) throw new Refusal('invalid', errors.join('\n'));
      if (prune !== false) await removeOthers(editor, objects, prune === 'exactly');
      for (const kind of kinds) await putAll(editor, kind, objects);
      return warnings;
    });
    const changes = changed.map(describeChange);
    return warnings.length === 0 ? { revision, changes } : { revision, changes, warnings };
  } catch (error) {
    if (errors.length > 0) return { errors };
    throw error;
  }
}

const putAll = <K extends Kind>(editor: Editor, kind: K, objects: WorldObjects): Promise<void> =>
  editor.put(kind, objects[kind]);

async function removeOthers(editor: Editor, objects: WorldObjects, exactly: boolean): Promise<void> {
  for (const kind of kinds) await removeOthersOf(editor, kind, objects, exactly);
}

async function removeOthersOf<K extends Kind>(
  editor: Editor,
  kind: K,
  objects: WorldObjects,
  exactly: boolean,
): Promise<void> {
  const named = new Set(objects[kind].map((object) => keyOf[kind](object)));
  const others = (await editor.all(kind)).filter((object) => !named.has(keyOf[kind](object)));
  const kept = others
    .filter((object) => (!exactly || kind === 'block') && isOfPeople(kind, object, objects))
    .map((object) => keyOf[kind](object));
  const removed = others.map((object) => keyOf[kind](object)).filter((key) => !kept.includes(key));
  await editor.remove(kind, removed);
}

/**
 * Whether an object came about by what people did, and not by files: what they acknowledged, where they work, what they asked for,
 * whom they blocked. It stays as long as the files have all that it speaks of, and, but for requests and blocks, say nothing of its
 * kind themselves.
 */
function isOfPeople<K extends Kind>(kind: K, object: ObjectOf[K], objects: WorldObjects): boolean {
  if (!peoplesKinds.has(kind)) return false;
  if (kind === 'block') {
    if ((object as ObjectOf['block']).blockedAt === undefined) return false;
  } else if (kind !== 'subscription' && objects[kind].length > 0) return false;
  if (kind === 'subscription' && (object as ObjectOf['subscription']).requestedAt === undefined) return false;
  return referencesOf(kind, object).every(({ to, name }) =>
    objects[to].some((one) => keyOf[to](one as never) === name),
  );
}

const peoplesKinds: ReadonlySet<Kind> = new Set([
  'subscription',
  'block',
  'acknowledgement',
  'workingProject',
  'tagProposal',
]);

/** What a change did to one object, in a word. */
export const describeChange = ({ kind, key, before, after }: Changed): AppliedChange => ({
  kind,
  key,
  change: before === null ? 'created' : after === null ? 'removed' : 'changed',
});
