import { differingPaths } from '../../base/differing-paths.js';
import type { InputPath } from '../../base/input.js';
import { mergePatch } from '../../base/merge-patch.js';
import { Refusal } from '../../base/refusal.js';
import { askEditor } from '../../world/ask-editor.js';
import type { Stored } from '../../world/stored-objects.js';
import type { Editor } from '../../world/world-store.js';
import type { Verb } from '../../model/rights.js';
import { keyOf, kindOf } from '../../model/world.js';
import type { Kind, ObjectOf } from '../../model/world.js';
import { hasPath } from '../../files/has-path.js';
import { keepUnsaid } from '../../checks/keep-closed.js';
import type { Says } from '../../model/keeping.js';
import { reachOf, whoMay } from './authorize.js';
import { checkNotOwnBlock, signedBlock } from '../access/blocks.js';
import { checkNotOwnRequest, endingSubscription, signedSubscription } from './decisions.js';
import type { Administration } from './context.js';
import { FaultyObject, StillReferred, WrongVersion } from './failures.js';
import { parseObject } from './parse-object.js';
import { withinLimits } from './owner-limits.js';
import { putChecked } from './put-checked.js';
import { nothingThere, unwritten } from './read-objects.js';
import { closedWithout, referrersOf } from './referrers.js';
import type { Found } from './referrers.js';
import { isOwnToRead, isOwnToWrite } from './relations.js';
import type { Asking } from './relations.js';

/** The object to write, and its version: the revision that the writer has read. */
export interface Meant<K extends Kind> {
  readonly kind: K;
  readonly key: string;
  readonly version: number | undefined;
}

/** A written object. */
export interface Written<K extends Kind> extends Stored<K> {
  /** The parts that the writer omitted and that stay closed although their defaults would open them. */
  readonly kept: readonly InputPath[];
}

/**
 * Creates an object.
 * @param value what was sent, as JSON
 * @throws Refusal `forbidden`, or `conflict` if it exists already; FaultyObject
 */
export async function createObject<K extends Kind>(
  { store }: Administration,
  asking: Asking,
  kind: K,
  value: unknown,
): Promise<Stored<K>> {
  const sent = signed(asking, kind, undefined, parsed(kind, value));
  const key = keyOf[kind](sent);
  const { revision, result } = await store.change(asking.actor.name, async (editor) => {
    const object = await ending(editor, asking, kind, undefined, sent);
    await mayWrite(editor, asking, 'create', kind, object);
    if ((await editor.get(kind, key)) !== undefined) {
      throw new Refusal('conflict', `${kindOf[kind].title(object)} exists already`);
    }
    const write = (): Promise<void> => putChecked(editor, kind, [object]);
    await withinLimits(editor, asking, { kind, before: undefined, after: object }, write);
    return object;
  });
  return { key, object: result, revision };
}

/**
 * Replaces the named version of an object.
 * @throws Refusal `not-visible`, `forbidden`; WrongVersion; FaultyObject, also for an object with another key
 */
export const replaceObject = <K extends Kind>(
  administration: Administration,
  asking: Asking,
  meant: Meant<K>,
  value: unknown,
): Promise<Written<K>> =>
  changeObject(
    administration,
    asking,
    meant,
    () => value,
    (path) => hasPath(value, path),
  );

/**
 * Changes the named version of an object by a JSON Merge Patch (RFC 7396).
 * @see replaceObject
 */
export const patchObject = <K extends Kind>(
  administration: Administration,
  asking: Asking,
  meant: Meant<K>,
  patch: unknown,
): Promise<Written<K>> => changeObject(administration, asking, meant, (object) => mergePatch(object, patch));

async function changeObject<K extends Kind>(
  { store }: Administration,
  asking: Asking,
  meant: Meant<K>,
  change: (object: ObjectOf[K]) => unknown,
  says: Says = () => true,
): Promise<Written<K>> {
  const { kind, key } = meant;
  const { revision, changed, result } = await store.change(asking.actor.name, async (editor) => {
    const stored = await storedAs(editor, asking, 'change', meant);
    const sent = parsed(kind, change(stored.object));
    const { object: closed } = keepUnsaid(kind, stored.object, sent, says);
    const object = await ending(
      editor,
      asking,
      kind,
      stored.object,
      signed(asking, kind, stored.object, closed),
    );
    if (keyOf[kind](object) !== key) {
      throw new FaultyObject([
        { path: [], message: `the path is that of ${kindOf[kind].title(stored.object)}` },
      ]);
    }
    await mayWrite(editor, asking, 'change', kind, object);
    await rules[kind]?.mayBecome?.(editor, asking, stored.object, object);
    const write = (): Promise<void> => putChecked(editor, kind, [object]);
    await withinLimits(editor, asking, { kind, before: stored.object, after: object }, write);
    return { object, revision: stored.revision, kept: keptIn(sent, closed, object) };
  });
  return { ...result, key, revision: changed.length === 0 ? result.revision : revision };
}

/**
 * Removes the named version of an object.
 * @throws Refusal `not-visible`, `forbidden`; WrongVersion; StillReferred
 */
export async function removeObject<K extends Kind>(
  { store }: Administration,
  asking: Asking,
  meant: Meant<K>,
): Promise<void> {
  const { kind, key } = meant;
  await store.change(asking.actor.name, async (editor) => {
    const { object } = await storedAs(editor, asking, 'remove', meant);
    const found = [...(await referrersOf(editor, kind, key)), ...(await closedWithout(editor, kind, key))];
    const remove = (): Promise<void> => editor.remove(kind, [key]);
    if (found.length === 0)
      return withinLimits(editor, asking, { kind, before: object, after: undefined }, remove);
    const shown = await askEditor(editor, (look) =>
      found.filter(
        ({ kind: of, object: one }: Found) =>
          reachOf(asking.actor.roles, of, 'read') === 'all' ||
          (reachOf(asking.actor.roles, of, 'read') === 'own' && isOwnToRead(look, asking, of, one as never)),
      ),
    );
    throw new StillReferred(
      kindOf[kind].title(object),
      shown.map(({ kind: of, key: by, message }) => ({ kind: of, key: by, message })),
      found.length - shown.length,
    );
  });
}

/** Additional rules for writes of objects of a kind. */
interface WriteRules<T> {
  /** The object with the record of its writer. */
  readonly signed?: (asking: Asking, before: T | undefined, after: T) => T;
  /** The object with the end that the settings demand. */
  readonly ending?: (editor: Editor, asking: Asking, before: T | undefined, after: T) => Promise<T>;
  /** Refuses to change or remove an object. */
  readonly mayTouch?: (editor: Editor, asking: Asking, object: T) => Promise<void>;
  /** Refuses a change from one version of an object to another. */
  readonly mayBecome?: (editor: Editor, asking: Asking, before: T, after: T) => Promise<void>;
}

const rules: { readonly [K in Kind]?: WriteRules<ObjectOf[K]> } = {
  subscription: { signed: signedSubscription, ending: endingSubscription, mayBecome: checkNotOwnRequest },
  block: { signed: signedBlock, mayTouch: checkNotOwnBlock },
};

const signed = <K extends Kind>(
  asking: Asking,
  kind: K,
  before: ObjectOf[K] | undefined,
  after: ObjectOf[K],
): ObjectOf[K] => rules[kind]?.signed?.(asking, before, after) ?? after;

const ending = async <K extends Kind>(
  editor: Editor,
  asking: Asking,
  kind: K,
  before: ObjectOf[K] | undefined,
  after: ObjectOf[K],
): Promise<ObjectOf[K]> => (await rules[kind]?.ending?.(editor, asking, before, after)) ?? after;

/** Where an object is not as it was sent, because an omitted part stayed closed, or access got an end. */
const keptIn = (sent: object, closed: object, written: object): readonly InputPath[] => [
  ...differingPaths(sent, closed),
  ...('expires' in written && !('expires' in closed) ? [['expires']] : []),
];

const parsed = <K extends Kind>(kind: K, value: unknown): ObjectOf[K] =>
  parseObject(kindOf[kind].schema, value);

/** The stored object, after the check that the actor may do this and names the current version. */
async function storedAs<K extends Kind>(
  editor: Editor,
  asking: Asking,
  verb: Verb,
  { kind, key, version }: Meant<K>,
): Promise<Stored<K>> {
  const stored = (await editor.find(kind, { keys: [key] }))[0] ?? unwritten(kind);
  const reach = reachOf(asking.actor.roles, kind, 'read');
  const known =
    stored !== undefined &&
    (reach === 'all' ||
      (reach === 'own' &&
        (await askEditor(editor, (look) => isOwnToRead(look, asking, kind, stored.object)))));
  if (!known) throw nothingThere();
  await mayWrite(editor, asking, verb, kind, stored.object);
  await rules[kind]?.mayTouch?.(editor, asking, stored.object);
  if (version === undefined) throw new WrongVersion('none', kindOf[kind].title(stored.object));
  if (version !== stored.revision) throw new WrongVersion('stale', kindOf[kind].title(stored.object));
  return stored;
}

async function mayWrite<K extends Kind>(
  editor: Editor,
  asking: Asking,
  verb: Verb,
  kind: K,
  object: ObjectOf[K],
): Promise<void> {
  const reach = reachOf(asking.actor.roles, kind, verb);
  if (reach === 'all') return;
  const own =
    reach === 'own' && (await askEditor(editor, (look) => isOwnToWrite(look, asking, kind, object)));
  // The same message whether the data source is missing or belongs to somebody else.
  if (!own)
    throw new Refusal('forbidden', `your roles do not let you ${verb} this: ${whoMay(kind, verb)} may`);
}
