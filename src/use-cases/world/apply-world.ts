import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';

import { inputBounds, moreProblems, shortMessage } from '../../base/input.js';
import { Refusal } from '../../base/refusal.js';
import type { Changed, Editor, WorldStore } from '../../world/world-store.js';
import { keyOf, kindOf, kinds, sectionOf, worldOf } from '../../model/world.js';
import type { Kind, ObjectOf, WorldObjects } from '../../model/world.js';
import { remainingAccess } from '../access/remaining-access.js';
import { checkReferences } from '../../checks/check-references.js';
import { checkClosing, isClosed, placeOf, wouldClose } from '../../checks/closures.js';
import type { Closure } from '../../checks/closures.js';
import { keepDecided } from '../../checks/keep-closed.js';
import { formatComplaints } from '../../files/place.js';
import type { Complaint } from '../../files/place.js';
import { formatProblems } from '../../checks/problem.js';
import type { Problem } from '../../checks/problem.js';
import { referencesOf } from '../../checks/references.js';
import { readWorldTexts, worldTexts } from '../../files/read-world.js';
import type { Locate, LocatedWorld, WorldText } from '../../files/read-world.js';
import { sqlTexts } from '../../checks/sql-texts.js';
import { worldWarnings } from '../../checks/warnings.js';
import type { Warning } from '../../checks/warnings.js';
import { useCase } from '../use-case.js';

/** The change of one object. */
export const appliedChange = z.strictObject({
  kind: z.string(),
  key: z.string(),
  object: z.string().meta({ description: "the object in words, such as `user 'ann'`" }),
  change: z.enum(['created', 'changed', 'removed']),
});
/** @see appliedChange */
export type AppliedChange = Readonly<z.output<typeof appliedChange>>;

/** The result of `apply`. It changes nothing if there are errors. */
export type ApplyResult =
  | { readonly errors: readonly string[] }
  | {
      readonly revision: number;
      readonly changes: readonly AppliedChange[];
      /** What was accepted and closes data sources; and what stays closed although the files do not say so. */
      readonly warnings?: readonly string[];
    };

/** What to apply, how, and for which actor. */
export interface ApplyInput {
  readonly files: readonly WorldText[];
  /**
   * Whether everything that the files do not contain is removed. Objects that people created are spared while everything that they name
   * exists; with `exactly`, they are removed too.
   */
  readonly prune: boolean | 'exactly';
  /** Whether `prune` may remove more than a tenth of the world, up to all of it; by default it may. */
  readonly allowRemovals?: boolean | undefined;
  /**
   * How to treat policies that cannot be enforced, and queries that cannot be read; both close data sources. They are refused, except those
   * that already close a data source. With `told`, they are accepted with a warning, like a world in which a change of tables closed
   * something.
   */
  readonly unenforceable?: 'refused' | 'told';
  readonly actor: string;
}

/** Applies files to the world in one transaction: everything, or nothing if there is an error. */
export async function applyWorld(
  store: WorldStore,
  { files, prune, actor, unenforceable = 'refused', allowRemovals = true }: ApplyInput,
): Promise<ApplyResult> {
  const reading = readWorldTexts(files);
  if (!reading.ok) return { errors: reading.errors };
  const { objects, locate, says } = reading;
  return changeUnlessRefused(store, actor, async (editor, refuseFor) => {
    const { refused, warned } = await checkWorld(editor, objects, { prune, unenforceable });
    refuseFor(formatProblems(refused, locate));
    if (prune !== false) {
      const removals = await removeOthers(editor, objects, prune === 'exactly');
      if (!allowRemovals) refuseFor(tooManyRemovals(removals));
    }
    const kept: Problem[] = [];
    for (const kind of kinds) kept.push(...(await putAll(editor, kind, objects, says)));
    kept.push(...(await stillOpen(editor, objects)));
    return [
      ...formatProblems([...warned, ...kept], locate),
      ...formatWarnings(await worldWarnings(editor), objects, locate),
    ];
  });
}

/**
 * Changes the world in one transaction, which is undone if there are errors.
 * @param work returns warnings; it calls `refuseFor` with the errors that it finds, which ends it if there are any
 */
export async function changeUnlessRefused(
  store: WorldStore,
  actor: string,
  work: (editor: Editor, refuseFor: (errors: readonly string[]) => void) => Promise<readonly string[]>,
): Promise<ApplyResult> {
  let errors: readonly string[] = [];
  const refuseFor = (found: readonly string[]): void => {
    errors = found;
    if (errors.length > 0) throw new Refusal('invalid', errors.join('\n'));
  };
  try {
    const {
      revision,
      changed,
      result: warnings,
    } = await store.change(actor, (editor) => work(editor, refuseFor));
    const changes = changed.map(describeChange);
    return warnings.length === 0 ? { revision, changes } : { revision, changes, warnings };
  } catch (error) {
    if (errors.length > 0) return { errors };
    throw error;
  }
}

/** What is wrong with what is applied: errors, which refuse it, and warnings. */
async function checkWorld(
  editor: Editor,
  objects: WorldObjects,
  { prune, unenforceable }: Required<Pick<ApplyInput, 'prune' | 'unenforceable'>>,
): Promise<{ readonly refused: readonly Problem[]; readonly warned: readonly Problem[] }> {
  const found = await checkReferences(objects, sqlTexts, prune === false ? editor : undefined);
  // Whichever check finds that a data source is closed, it is reported as a closure below.
  const { refused, standing } = await standingApart(
    editor,
    objects,
    found.filter(({ closes, imported }) => !closes && !(imported && unenforceable === 'told')),
  );
  if (refused.length > 0) return { refused, warned: [] };
  const closing = await checkClosing(editor, { put: objects, ...(prune === false ? {} : { only: true }) });
  const placed = (closures: readonly Closure[], say: (closure: Closure) => string): readonly Problem[] =>
    closures.map((closure) => ({ ...placeOf(closure, objects), message: say(closure) }));
  const stands = [...standing, ...placed(closing.standing, isClosed)];
  return unenforceable === 'told'
    ? { refused: [], warned: [...stands, ...placed(closing.closed, isClosed)] }
    : { refused: placed(closing.closed, wouldClose), warned: stands };
}

/** Separates problems of unchanged objects that existed before: applying these objects again must not be refused. */
async function standingApart(
  editor: Editor,
  objects: WorldObjects,
  found: readonly Problem[],
): Promise<{ readonly refused: readonly Problem[]; readonly standing: readonly Problem[] }> {
  const concerned = new Map<string, Problem>(found.map((problem) => [idOf(problem), problem]));
  const unchanged = new Map<string, object>();
  for (const { kind, index } of concerned.values()) {
    const object = objects[kind][index];
    if (object === undefined) continue;
    const stored = await editor.get(kind, keyOf[kind](object as never));
    if (isDeepStrictEqual(stored, object)) unchanged.set(idOf({ kind, index }), object);
  }
  if (unchanged.size === 0) return { refused: found, standing: [] };
  const kept = worldOf(<K extends Kind>(kind: K): readonly ObjectOf[K][] =>
    objects[kind].filter((_, index) => unchanged.has(idOf({ kind, index }))),
  );
  const before = (await checkReferences(kept, sqlTexts, editor)).map(({ kind, index, path, message }) =>
    JSON.stringify([keyOf[kind](kept[kind][index] as never), kind, path, message]),
  );
  const stood = (problem: Problem): boolean => {
    const { kind, path, message } = problem;
    const object = unchanged.get(idOf(problem));
    return (
      object !== undefined &&
      before.includes(JSON.stringify([keyOf[kind](object as never), kind, path, message]))
    );
  };
  return { refused: found.filter((problem) => !stood(problem)), standing: found.filter(stood) };
}

const idOf = ({ kind, index }: Pick<Problem, 'kind' | 'index'>): string => `${kind} ${index}`;

/**
 * Warnings at their places in the files, in the order of the files; then those of objects that are not in the files, by name. If there are
 * very many, only the first.
 */
function formatWarnings(
  warnings: readonly Warning[],
  objects: WorldObjects,
  locate: Locate,
): readonly string[] {
  const indexes = new Map(
    [...new Set(warnings.map(({ kind }) => kind))].map((kind) => [
      kind,
      new Map(objects[kind].map((object, index) => [keyOf[kind](object as never), index])),
    ]),
  );
  const placed: Complaint[] = [];
  const elsewhere: string[] = [];
  for (const { kind, key, path, message } of warnings) {
    const index = indexes.get(kind)?.get(key);
    if (index === undefined) elsewhere.push(`${sectionOf[kind]} '${key}': ${shortMessage(message)}`);
    else placed.push({ place: locate(kind, index, path), message });
  }
  const more = elsewhere.length - inputBounds.problems;
  return [
    ...formatComplaints(placed),
    ...elsewhere.slice(0, inputBounds.problems),
    ...(more > 0 ? [moreProblems(more)] : []),
  ];
}

/** Maximum number of denied and revoked subscriptions that are checked. */
const mostShut = 200;

/** Subscriptions of users that files deny or revoke, although something else grants access. */
async function stillOpen(editor: Editor, objects: WorldObjects): Promise<readonly Problem[]> {
  const shut = [...objects.subscription.entries()].filter(
    ([, { status, subscriber }]) => (status === 'denied' || status === 'revoked') && 'user' in subscriber,
  );
  const problems: Problem[] = [];
  for (const [index, { dataSource, subscriber }] of shut.slice(0, mostShut)) {
    for (const { user, because } of await remainingAccess(editor, subscriber, dataSource, new Date())) {
      const message = `user '${user}' still has access to '${dataSource}': ${because}; to end this access, set a block`;
      problems.push({ kind: 'subscription', index, path: ['status'], message });
    }
  }
  return problems;
}

/** Objects that one query reads. */
const batch = 1_000;

/** Writes all objects of a kind. @returns what stays closed although the files do not say so */
async function putAll<K extends Kind>(
  editor: Editor,
  kind: K,
  objects: WorldObjects,
  says: LocatedWorld['says'],
): Promise<readonly Problem[]> {
  const all = objects[kind] as readonly ObjectOf[K][];
  if (kindOf[kind].keeping === undefined) {
    await editor.put(kind, all);
    return [];
  }
  const problems: Problem[] = [];
  for (let start = 0; start < all.length; start += batch) {
    const part = all.slice(start, start + batch);
    const found = await editor.find(kind, { keys: part.map((object) => keyOf[kind](object)) });
    const stored = new Map(found.map(({ key, object }) => [key, object]));
    const decided = part.map((object, offset) => {
      const index = start + offset;
      const { object: written, kept } = keepDecided(kind, stored.get(keyOf[kind](object)), object, (path) =>
        says(kind, index, path),
      );
      problems.push(...kept.map((one) => ({ kind, index, ...one })));
      return written;
    });
    await editor.put(kind, decided);
  }
  return problems;
}

/** How many objects of a kind are removed, and how many exist. */
interface Removals {
  readonly kind: Kind;
  readonly removed: number;
  readonly all: number;
}

async function removeOthers(
  editor: Editor,
  objects: WorldObjects,
  exactly: boolean,
): Promise<readonly Removals[]> {
  const removals: Removals[] = [];
  for (const kind of kinds)
    removals.push({ kind, ...(await removeOthersOf(editor, kind, objects, exactly)) });
  return removals;
}

/** Refuses to remove more than a tenth of the world, or all of it: usually, files are missing by mistake. */
function tooManyRemovals(removals: readonly Removals[]): readonly string[] {
  const sum = (of: 'removed' | 'all'): number => removals.reduce((total, one) => total + one[of], 0);
  const [removed, all] = [sum('removed'), sum('all')];
  if (removed === 0 || (removed < all && removed <= Math.max(1, all / 10))) return [];
  const counts = removals
    .filter((one) => one.removed > 0)
    .map((one) => `${one.kind}: ${one.removed} of ${one.all}`)
    .join(', ');
  return [
    `--prune would remove ${removed} of ${all} objects, more than a tenth (${counts}); if this is intended, add --allow-removals`,
  ];
}

async function removeOthersOf<K extends Kind>(
  editor: Editor,
  kind: K,
  objects: WorldObjects,
  exactly: boolean,
): Promise<Omit<Removals, 'kind'>> {
  const named = new Set(objects[kind].map((object) => keyOf[kind](object)));
  const all = await editor.all(kind);
  const others = all.filter((object) => !named.has(keyOf[kind](object)));
  const kept = others
    .filter(
      (object) => (!exactly || kindOf[kind].byPeople?.always === true) && isOfPeople(kind, object, objects),
    )
    .map((object) => keyOf[kind](object));
  const removed = others.map((object) => keyOf[kind](object)).filter((key) => !kept.includes(key));
  await editor.remove(kind, removed);
  return { removed: removed.length, all: all.length };
}

/** Whether people created an object through their actions, and the files still contain everything that it names. */
function isOfPeople<K extends Kind>(kind: K, object: ObjectOf[K], objects: WorldObjects): boolean {
  const { byPeople } = kindOf[kind];
  if (byPeople === undefined || byPeople.isOne?.(object) === false) return false;
  if (byPeople.besideOthers === undefined && objects[kind].length > 0) return false;
  return referencesOf(kind, object).every(({ to, name }) =>
    objects[to].some((one) => keyOf[to](one as never) === name),
  );
}

/** The effect of a change on one object, in a word. */
const describeChange = ({ kind, key, before, after }: Changed): AppliedChange => ({
  kind,
  key,
  object: kindOf[kind].title((after ?? before) as never),
  change: before === null ? 'created' : after === null ? 'removed' : 'changed',
});

const appliedFiles = z.strictObject({
  files: worldTexts,
  prune: z.boolean(),
  allowRemovals: z.boolean().default(false).meta({
    description: 'whether prune may remove more than a tenth of the world',
  }),
});

/** Creates and replaces the objects in the files, all of them or nothing; `prune` removes everything else. @see applyWorld */
export const applyUseCase = useCase({
  name: 'apply',
  whoMay: 'administrator',
  named: true,
  input: appliedFiles,
  run: ({ store }, input, { name }) => applyWorld(store, { ...input, actor: name }),
});

/**
 * Imports a world, also one in which policies cannot be enforced: these are reported as warnings. `prune` removes everything else,
 * including objects that the prune of `apply` spares.
 */
export const importWorldUseCase = useCase({
  name: 'importWorld',
  whoMay: 'administrator',
  named: true,
  input: appliedFiles,
  run: ({ store }, { prune, ...input }, { name }) =>
    applyWorld(store, { ...input, actor: name, prune: prune && 'exactly', unenforceable: 'told' }),
});
