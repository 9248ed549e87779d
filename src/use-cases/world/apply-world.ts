import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';

import { inputBounds, moreProblems, shortMessage } from '../../base/input.js';
import { Refusal } from '../../base/refusal.js';
import type { Editor, World } from '../../world/world-store.js';
import { keyOf, kindOf, kinds, sectionOf, worldOf } from '../../model/world.js';
import type { Subscription } from '../../model/subscription.js';
import type { Kind, ObjectOf, WorldObjects } from '../../model/world.js';
import { remainingAccess } from '../access/remaining-access.js';
import { checkReferences } from '../../checks/check-references.js';
import { checkClosing, isClosed, placeOf, wouldClose } from '../../checks/closures.js';
import type { Closure } from '../../checks/closures.js';
import { keepDecided } from '../../checks/keep-closed.js';
import { emptyWorld, knownObjects } from '../../checks/known-objects.js';
import type { ExistingObjects, KnownObjects } from '../../checks/known-objects.js';
import { formatComplaints } from '../../files/place.js';
import type { Complaint, Place } from '../../files/place.js';
import { lineBounds } from '../../files/read-lines.js';
import { lineFiles } from '../../files/text-lines.js';
import type { LineFile } from '../../files/text-lines.js';
import { placeProblems } from '../../checks/problem.js';
import type { Problem } from '../../checks/problem.js';
import { readWorldTexts, worldTexts } from '../../files/read-world.js';
import type { Locate, LocatedWorld, WorldText } from '../../files/read-world.js';
import { sqlTexts } from '../../checks/sql-texts.js';
import { worldWarnings } from '../../checks/warnings.js';
import type { Warning } from '../../checks/warnings.js';
import { useCase } from '../use-case.js';
import { problemsOfEnds } from './apply-ends.js';
import type { WrittenSubscription } from './apply-ends.js';
import { putUsersInLines, surveyUsers, withUsersInLines } from './apply-lines.js';
import type { UserLines, UsersInLines } from './apply-lines.js';
import { removeOthers, tooManyRemovals } from './prune-world.js';
import { storedForKeeping } from './stored-for-keeping.js';

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
  /** Files of users that are read line by line. */
  readonly lines?: readonly LineFile[] | undefined;
  /** Lines that are read of these files at most. */
  readonly maxLines?: number | undefined;
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
  /** The revision of the world for which this was planned: at another one, nothing is applied. */
  readonly revision?: number | undefined;
  readonly actor: string;
}

/** Applies files to the world in one transaction: everything, or nothing if there is an error. */
export async function applyWorld(
  store: World,
  {
    files,
    lines = [],
    maxLines = lineBounds.lines,
    prune,
    actor,
    unenforceable = 'refused',
    allowRemovals = true,
    revision,
  }: ApplyInput,
): Promise<ApplyResult> {
  const reading = readWorldTexts(files);
  if (!reading.ok) return { errors: reading.errors };
  const { objects, locate } = reading;
  const userLines: UserLines = { files: lines, limits: { ...lineBounds, lines: maxLines } };
  return changeUnlessRefused(store, actor, async (editor, refuseFor) => {
    if (revision !== undefined && revision !== editor.revision) {
      const moved = `the plan is for revision ${revision}, and the world is at revision ${editor.revision} by now: plan again`;
      throw new Refusal('conflict', moved);
    }
    // All of this is asked before anything is written, and read once.
    const stored = knownObjects(emptyWorld, editor);
    const before = { get: stored.get, all: stored.all, read: editor.read };
    const existing = prune === false ? stored : undefined;
    const users = await surveyLines(stored, userLines, reading, existing);
    const { refused, warned } = await checkWorld(stored, objects, {
      existing: lines.length === 0 ? existing : withUsersInLines(existing, users),
      prune,
      unenforceable,
    });
    refuseFor(formatComplaints([...users.refused, ...placeProblems(refused, locate)]));
    if (prune !== false) {
      const removals = await removeOthers(editor, {
        objects,
        users: users.places,
        exactly: prune === 'exactly',
      });
      if (!allowRemovals) refuseFor(tooManyRemovals(removals));
    }
    const kept: (readonly Complaint[])[] = [];
    const written: WrittenSubscription[] = [];
    for (const kind of kinds) {
      kept.push(placeProblems(await putAll(editor, kind, reading, stored, written), locate));
      if (kind === 'user') kept.push(await putUsersInLines(editor, userLines, users));
    }
    const { late, over } = await problemsOfEnds(editor, written, new Date());
    if (unenforceable === 'refused') refuseFor(formatComplaints(placeProblems(late, locate)));
    else kept.push(placeProblems(late, locate));
    kept.push(placeProblems([...over, ...(await stillOpen(editor, objects))], locate));
    return [
      ...formatComplaints([...placeProblems(warned, locate), ...users.standing, ...kept.flat()]),
      ...formatWarnings(await worldWarnings(editor.isUnchanged() ? before : editor), objects, locate),
    ];
  });
}

/**
 * Changes the world in one transaction, which is undone if there are errors.
 * @param work returns warnings; it calls `refuseFor` with the errors that it finds, which ends it if there are any
 */
export async function changeUnlessRefused(
  store: World,
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
      changed: changes,
      result: warnings,
    } = await store.change(actor, (editor) => work(editor, refuseFor));
    return warnings.length === 0 ? { revision, changes } : { revision, changes, warnings };
  } catch (error) {
    if (errors.length > 0) return { errors };
    throw error;
  }
}

/** Reads the users in files of lines, and checks them with the other files and with what exists. */
async function surveyLines(
  stored: ExistingObjects,
  lines: UserLines,
  { objects, locate }: LocatedWorld,
  existing: ExistingObjects | undefined,
): Promise<UsersInLines> {
  const held = new Map(objects.user.map(({ name }, index) => [name, index]));
  const known = knownObjects(objects, existing);
  const besides = (name: string): Place | undefined => {
    const index = held.get(name);
    return index === undefined ? undefined : locate('user', index, []);
  };
  return surveyUsers(lines, besides, async (users) => {
    const part = { ...emptyWorld, user: users };
    return standingApart(stored, part, await checkReferences(part, sqlTexts, known));
  });
}

/** What is wrong with what is applied: errors, which refuse it, and warnings. */
async function checkWorld(
  stored: ExistingObjects,
  objects: WorldObjects,
  {
    existing,
    prune,
    unenforceable,
  }: Required<Pick<ApplyInput, 'prune' | 'unenforceable'>> & {
    readonly existing: ExistingObjects | undefined;
  },
): Promise<{ readonly refused: readonly Problem[]; readonly warned: readonly Problem[] }> {
  const found = await checkReferences(objects, sqlTexts, existing);
  // Whichever check finds that a data source is closed, it is reported as a closure below.
  const { refused, standing } = await standingApart(
    stored,
    objects,
    found.filter(({ closes, imported }) => !closes && !(imported && unenforceable === 'told')),
  );
  if (refused.length > 0) return { refused, warned: [] };
  const closing = await checkClosing(stored, { put: objects, ...(prune === false ? {} : { only: true }) });
  const placed = (closures: readonly Closure[], say: (closure: Closure) => string): readonly Problem[] =>
    closures.map((closure) => ({ ...placeOf(closure, objects), message: say(closure) }));
  const stands = [...standing, ...placed(closing.standing, isClosed)];
  return unenforceable === 'told'
    ? { refused: [], warned: [...stands, ...placed(closing.closed, isClosed)] }
    : { refused: placed(closing.closed, wouldClose), warned: stands };
}

/** Separates problems of unchanged objects that existed before: applying these objects again must not be refused. */
async function standingApart(
  stored: ExistingObjects,
  objects: WorldObjects,
  found: readonly Problem[],
): Promise<{ readonly refused: readonly Problem[]; readonly standing: readonly Problem[] }> {
  const concerned = new Map<string, Problem>(found.map((problem) => [idOf(problem), problem]));
  const unchanged = new Map<string, object>();
  for (const { kind, index } of concerned.values()) {
    const object = objects[kind][index];
    if (object === undefined) continue;
    const before = await stored.get(kind, keyOf[kind](object as never));
    if (isDeepStrictEqual(before, object)) unchanged.set(idOf({ kind, index }), object);
  }
  if (unchanged.size === 0) return { refused: found, standing: [] };
  const kept = worldOf(<K extends Kind>(kind: K): readonly ObjectOf[K][] =>
    objects[kind].filter((_, index) => unchanged.has(idOf({ kind, index }))),
  );
  const wrongBefore = new Set(
    (await checkReferences(kept, sqlTexts, stored)).map(({ kind, index, path, message }) =>
      JSON.stringify([keyOf[kind](kept[kind][index] as never), kind, path, message]),
    ),
  );
  const stood = (problem: Problem): boolean => {
    const { kind, path, message } = problem;
    const object = unchanged.get(idOf(problem));
    return (
      object !== undefined &&
      wrongBefore.has(JSON.stringify([keyOf[kind](object as never), kind, path, message]))
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

/**
 * Writes all objects of a kind.
 * @param subscriptions gets those that are written
 * @returns what stays closed although the files do not say so
 */
async function putAll<K extends Kind>(
  editor: Editor,
  kind: K,
  { objects, says }: LocatedWorld,
  stored: KnownObjects,
  subscriptions: WrittenSubscription[],
): Promise<readonly Problem[]> {
  const all = objects[kind] as readonly ObjectOf[K][];
  if (kindOf[kind].keeping === undefined) {
    await editor.put(kind, all);
    return [];
  }
  const problems: Problem[] = [];
  for (let start = 0; start < all.length; start += batch) {
    const part = all.slice(start, start + batch);
    const before = await storedForKeeping(editor, kind, part, await stored.read(kind));
    const decided = part.map((object, offset) => {
      const index = start + offset;
      const was = before.get(keyOf[kind](object));
      const { object: written, kept } = keepDecided(kind, was, object, (path) => says(kind, index, path));
      problems.push(...kept.map((one) => ({ kind, index, ...one })));
      if (kind === 'subscription') {
        subscriptions.push({
          index,
          before: was as Subscription | undefined,
          after: written as Subscription,
        });
      }
      return written;
    });
    await editor.put(kind, decided);
  }
  return problems;
}

/** What files to apply, and how. */
export const appliedFiles = z.strictObject({
  files: worldTexts,
  lines: lineFiles.default([]).meta({
    description:
      'files of users that are read line by line, by their paths on the machine that has the store open',
  }),
  maxLines: z
    .int()
    .min(1)
    .optional()
    .meta({
      description: `lines that are read of these at most, by default ${lineBounds.lines}`,
    }),
  prune: z.boolean(),
  allowRemovals: z.boolean().default(false).meta({
    description: 'whether prune may remove more than a tenth of the world',
  }),
  revision: z.int().optional().meta({
    description: 'the revision of the world for which this was planned; at another one, nothing is applied',
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
