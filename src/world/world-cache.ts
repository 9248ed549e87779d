import { LRUCache } from 'lru-cache';

import { bytesOf } from '../base/bytes-of.js';
import { required } from '../base/invariant.js';
import { usedBy } from '../base/memory-use.js';
import type { MemoryUse } from '../base/memory-use.js';
import { Refusal } from '../base/refusal.js';
import { createDerivedMemory } from './derive.js';
import type { Derive, Held, Version } from './derive.js';
import type { Look } from './look.js';
import { readTogether } from './read-together.js';
import { createAnswerMemory } from './remembered-answers.js';
import type { Remember } from './remembered-answers.js';
import { createRevisionGate } from './revision-gate.js';
import { entryId, touched } from './touched.js';
import { valuesAfter } from './values-after.js';
import type { Entry, Reading, ValueOf, WorldStore } from './world-store.js';

/** What a question sees besides the entries that it looks up. */
interface Seen {
  readonly revision: number;
  /** Seconds since when the memory is not known to be the present; undefined while the store confirms it. */
  readonly age?: number | undefined;
  /** Remembers what the question computes. */
  readonly derive: Derive;
  /** Remembers what the question answers. */
  readonly remember: Remember;
  /** How many entries this run has lacked so far. If there are any, its answer does not count: they are read, and the question is run again. */
  readonly lacking: () => number;
}

/** A pure function, which is run until everything that it looks up has been read. */
type Question<T> = (look: Look, seen: Seen) => T;

/** Answers questions about the world from memory, never with anything older than the question. */
export interface WorldCache {
  /**
   * Answers a question. What it sees is one revision, at least as new as every change that returned before this call. Only while
   * the store cannot be reached, and only where the operator allows it (`maxStaleness`), it may see an older one.
   *
   * @throws Refusal `unavailable` when the store cannot be reached, and memory is too old or lacks something
   */
  ask<T>(question: Question<T>): Promise<T>;
  /** Whether something is remembered for a key of `remember`. A question can then still have to compute it, because it may have become wrong. */
  remembers(key: string): boolean;
}

/** A cache that tells how much of its bounds it uses: with entries, with what was computed from them, and with answers. */
export interface BoundedWorldCache extends WorldCache {
  inMemory(): Readonly<Record<'world' | 'derived' | 'answers', MemoryUse>>;
}

/** Bytes of entries, and of what was computed from them, that are kept in memory. */
const defaultBytes = 64 * 1024 * 1024;
/**
 * Bytes of an entry: its key and its places in the memory, and its value twice. What is remembered with a value by its identity, such as the
 * parsed query of a data source, is about as large as the value.
 */
const entryBytes = (value: unknown): number => 300 + 2 * bytesOf(value);
/** The share of the bytes for entries that is for the versions of entries that the memory no longer holds. */
const versionsShare = 1 / 16;
/** Bytes of such a version besides its key. */
const versionBytes = 200;
/** A question that still lacks something after so many rounds meets a world that changes faster than it can be read. */
const maximumRounds = 100;

/** What a memory may hold, and for how long. */
export interface WorldCacheOptions {
  /** Bytes of entries, roughly. */
  readonly entryBytes?: number;
  /** Bytes of what was computed from entries, roughly. */
  readonly derivedBytes?: number;
  /** Bytes of answers, roughly. */
  readonly answerBytes?: number;
  /** Seconds for which answers are given from memory while the store cannot be reached; 0 gives none. */
  readonly maxStaleness?: number | undefined;
  /** A clock that never goes back, in milliseconds. */
  readonly clock?: () => number;
}

/** @see WorldCache */
export function createWorldCache(
  store: Pick<WorldStore, 'revision' | 'read'>,
  {
    entryBytes: mostEntryBytes = defaultBytes,
    derivedBytes = defaultBytes,
    answerBytes = defaultBytes,
    maxStaleness = 0,
    clock = () => performance.now(),
  }: WorldCacheOptions = {},
): BoundedWorldCache {
  let replacements = 0;
  /** Notes that an entry no longer has a version, unless it is held. */
  const replace = (id: string, version: Version): void => {
    if (entries.peek(id)?.version === version) return;
    version.replaced = true;
    replacements += 1;
  };
  const entries = new LRUCache<string, Held>({
    maxSize: Math.ceil(mostEntryBytes * (1 - versionsShare)),
    sizeCalculation: ({ value }) => entryBytes(value),
    disposeAfter: (held, id, reason) => {
      if (reason === 'evict' && held.used) {
        spared.push([id, held]);
        return;
      }
      held.dropped = true;
      if (reason === 'evict') keepVersion(id, held.version);
      else replace(id, held.version);
    },
  });
  /**
   * The versions of entries that are not held: their values have not changed since. Answers are right as long as these are, so that answers do not
   * need all that they were computed from to stay in memory.
   */
  const versions = new LRUCache<string, Version>({
    maxSize: Math.ceil(mostEntryBytes * versionsShare),
    sizeCalculation: (_, id) => versionBytes + id.length,
    disposeAfter: (version, id) => {
      replace(id, version);
    },
  });
  const keepVersion = (id: string, version: Version): void => {
    versions.set(id, version);
    if (versions.peek(id) !== version) replace(id, version);
  };
  /**
   * Evicted, although what was computed from them was used: a policy is rarely looked up itself, while decisions from it are used all the time.
   * They are put back once, and evicted again if they are not used until then.
   */
  const spared: (readonly [id: string, held: Held])[] = [];
  const derived = createDerivedMemory(derivedBytes);
  const answers = createAnswerMemory(answerBytes, () => replacements);
  const currentRevision = createRevisionGate(async () => {
    const began = clock();
    return { began, current: await store.revision() };
  });
  let revision = -1;
  /** The last moment of which it is known that `revision` was the store's own. */
  let presentAt = -Infinity;

  const put = (id: string, held: Held): void => {
    entries.set(id, held);
    if (entries.peek(id) === held) {
      versions.delete(id);
    } else {
      // A value that is too large is not kept, and then what is derived from it would not notice its change.
      held.dropped = true;
      keepVersion(id, held.version);
    }
  };

  const keep = (id: string, held: Held): void => {
    put(id, held);
    for (let next = spared.pop(); next !== undefined; next = spared.pop()) {
      const [other, used] = next;
      used.used = false;
      put(other, used);
    }
  };

  /**
   * Brings the memory to the revision of a reading.
   * @param ids of the values of the reading
   * @returns what is then held for them; undefined for a reading older than what is known by now: none of it is believed
   */
  const integrate = (reading: Reading, ids: readonly string[]): ReadonlyMap<string, Held> | undefined => {
    if (reading.revision < revision) return undefined;
    if (reading.changed !== 'all') {
      for (const change of reading.changed) {
        const after = valuesAfter(change, (id) => entries.peek(id));
        for (const id of touched(change).map(entryId)) {
          versions.delete(id);
          if (!after.has(id)) entries.delete(id);
        }
        for (const [id, value] of after) keep(id, { value, version: {} });
      }
    } else if (reading.revision > revision) {
      entries.clear();
      versions.clear();
    }
    revision = reading.revision;
    const held = new Map<string, Held>();
    for (const [index, id] of ids.entries()) {
      const version = entries.peek(id)?.version ?? versions.peek(id) ?? {};
      const one: Held = { value: reading.values[index], version };
      held.set(id, one);
      keep(id, one);
    }
    return held;
  };

  /** Reads entries and integrates them. What several questions lack is read together. */
  const read = readTogether(async (wanted: readonly Entry[]) => {
    const began = clock();
    const distinct = new Map(wanted.map((entry) => [entryId(entry), entry]));
    const reading = await store.read(revision, [...distinct.values()]);
    const held = integrate(reading, [...distinct.keys()]);
    if (held !== undefined) presentAt = Math.max(presentAt, began);
    return { held, at: reading.revision };
  });

  const answerFrom = <T>(
    held: (id: string) => Held | undefined,
    question: Question<T>,
    age?: number,
  ): { readonly answer: T; readonly missing: ReadonlyMap<string, Entry> } => {
    const missing = new Map<string, Entry>();
    const find = (entry: Entry): Held | undefined => {
      const id = entryId(entry);
      const known = held(id);
      if (known === undefined) missing.set(id, entry);
      return known;
    };
    const look: Look = (entry) => find(entry)?.value as ValueOf<typeof entry> | undefined;
    const run = derived.run(find);
    const answering = answers.run(run);
    const answer = question(look, {
      ...{ revision, age, derive: run.derive, remember: answering.remember },
      lacking: () => missing.size,
    });
    if (missing.size === 0) {
      run.keep();
      answering.keep();
    }
    return { answer, missing };
  };

  /** Answers without the store, which failed as it did, or fails in the same way. */
  const answerFromMemory = <T>(failure: unknown, question: Question<T>): T => {
    const age = (clock() - presentAt) / 1_000;
    const reached = !(failure instanceof Refusal && failure.kind === 'unavailable');
    if (reached || maxStaleness === 0 || age > maxStaleness) throw failure;
    const { answer, missing } = answerFrom((id) => entries.get(id), question, age);
    if (missing.size > 0) throw failure;
    return answer;
  };

  const answer = async <T>(question: Question<T>): Promise<T> => {
    const { began, current: atLeast } = await currentRevision();
    if (revision >= atLeast) presentAt = Math.max(presentAt, began);
    // What this question has read is held here too, so that a memory smaller than the question cannot starve it. The memory comes first: what
    // others derived is from its objects, and some code compares objects, such as policies, by identity.
    const mine = new Map<string, Held>();
    let mineFrom = revision;
    const keepToOneRevision = (): void => {
      if (mineFrom === revision) return;
      mine.clear();
      mineFrom = revision;
    };
    for (let round = 0; round < maximumRounds; round += 1) {
      keepToOneRevision();
      let wanted: readonly Entry[] = [];
      if (revision >= atLeast) {
        const answered = answerFrom((id) => entries.get(id) ?? mine.get(id), question);
        if (answered.missing.size === 0) return answered.answer;
        wanted = [...answered.missing.values()];
      }
      const { held, at } = await read(wanted);
      // Another reading may have brought a newer revision since: this one is then of no use.
      if (held === undefined || at !== revision) continue;
      keepToOneRevision();
      for (const id of wanted.map(entryId)) mine.set(id, required(held.get(id)));
    }
    throw new Error(`the world changed ${maximumRounds} times while one question was being answered`);
  };

  return {
    ask: (question) => answer(question).catch((error: unknown) => answerFromMemory(error, question)),
    remembers: (key) => answers.has(key),
    inMemory: () => ({
      world: both(usedBy(entries), usedBy(versions)),
      derived: derived.inMemory(),
      answers: answers.inMemory(),
    }),
  };
}

const both = (one: MemoryUse, other: MemoryUse): MemoryUse => ({
  bytes: one.bytes + other.bytes,
  most: one.most + other.most,
});
