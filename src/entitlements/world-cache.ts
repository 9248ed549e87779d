import { LRUCache } from 'lru-cache';

import { createRevisionGate } from './revision-gate.js';
import { entryId, touched } from './touched.js';
import type { Entry, Reading, ValueOf, WorldStore } from './world-store.js';

/** Looks an entry up; `undefined` also while it has not been read: the question is then asked again. */
export type Look = <E extends Entry>(entry: E) => ValueOf<E> | undefined;

/** Answers questions about the world from memory, never with anything older than the question. */
export interface WorldCache {
  /**
   * Answers `question`, a pure function that is run until everything it looks up has been read. What it sees is one
   * revision, at least as new as every change that returned before this call; it is told which.
   */
  ask<T>(question: (look: Look, revision: number) => T): Promise<T>;
}

/** Entries kept in memory. */
const defaultEntries = 50_000;
/** A question that still lacks something after so many rounds meets a world that changes faster than it can be read. */
const maximumRounds = 100;

interface Held {
  readonly value: unknown;
}

/** @see WorldCache */
export function createWorldCache(
  store: Pick<WorldStore, 'revision' | 'read'>,
  { maxEntries = defaultEntries }: { readonly maxEntries?: number } = {},
): WorldCache {
  const entries = new LRUCache<string, Held>({ max: maxEntries });
  const currentRevision = createRevisionGate(() => store.revision());
  let revision = -1;

  /**
   * Brings the memory to the revision of a reading.
   * @returns false for a reading older than what is known by now: none of it is believed
   */
  const integrate = (reading: Reading, wanted: readonly Entry[]): boolean => {
    if (reading.revision < revision) return false;
    if (reading.changed !== 'all') {
      for (const entry of reading.changed.flatMap(touched)) entries.delete(entryId(entry));
    } else if (reading.revision > revision) {
      entries.clear();
    }
    revision = reading.revision;
    wanted.forEach((entry, index) => entries.set(entryId(entry), { value: reading.values[index] }));
    return true;
  };

  return {
    async ask(question) {
      const atLeast = await currentRevision();
      // What this question has read is held here too, so that a memory smaller than the question cannot starve it.
      const mine = new Map<string, Held>();
      let mineFrom = revision;
      const keepToOneRevision = (): void => {
        if (mineFrom === revision) return;
        mine.clear();
        mineFrom = revision;
      };
      for (let round = 0; round < maximumRounds; round += 1) {
        keepToOneRevision();
        const missing = new Map<string, Entry>();
        if (revision >= atLeast) {
          const answer = question((entry) => {
            const id = entryId(entry);
            const held = mine.get(id) ?? entries.get(id);
            if (held === undefined) missing.set(id, entry);
            return held?.value as ValueOf<typeof entry> | undefined;
          }, revision);
          if (missing.size === 0) return answer;
        }
        const wanted = [...missing.values()];
        const reading = await store.read(revision, wanted);
        if (!integrate(reading, wanted)) continue;
        keepToOneRevision();
        wanted.forEach((entry, index) => mine.set(entryId(entry), { value: reading.values[index] }));
      }
      throw new Error(`the world changed ${maximumRounds} times while one question was being answered`);
    },
  };
}
