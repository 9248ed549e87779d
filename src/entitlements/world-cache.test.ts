import { describe, expect, it } from '@jest/globals';

import { user } from '../model/principals.js';
import type { Entry, WorldStore } from './world-store.js';
import { createWorldCache } from './world-cache.js';

/** A store of users in memory, which counts its readings and can be made to answer late. */
function fakeStore() {
  const users = new Map<string, string>();
  const log: { revision: number; key: string }[] = [];
  let revision = 0;
  const wanted: (readonly Entry[])[] = [];
  let delay: Promise<void> = Promise.resolve();
  const store: Pick<WorldStore, 'revision' | 'read'> = {
    revision: () => Promise.resolve(revision),
    read: async (since, entries) => {
      wanted.push(entries);
      const reading = {
        revision,
        changed:
          since < 0
            ? ('all' as const)
            : log
                .filter((change) => change.revision > since)
                .map(({ key }) => ({ kind: 'user' as const, key, before: null, after: null })),
        values: entries.map((entry) => {
          const comment = entry.entry === 'user' ? users.get(entry.name) : undefined;
          return entry.entry === 'user' && comment !== undefined
            ? user.parse({ name: entry.name, comment })
            : undefined;
        }),
      };
      await delay;
      return reading;
    },
  };
  return {
    store,
    wanted,
    put: (name: string, comment: string) => {
      revision += 1;
      users.set(name, comment);
      log.push({ revision, key: name });
    },
    hold: () => {
      let release = (): void => undefined;
      delay = new Promise((resolve) => (release = resolve));
      return () => {
        delay = Promise.resolve();
        release();
      };
    },
  };
}

const comments = (cache: ReturnType<typeof createWorldCache>, ...names: string[]) =>
  cache.ask((look) => names.map((name) => look({ entry: 'user', name })?.comment));

describe('the world cache', () => {
  it('reads an entry once, and again only when it changed', async () => {
    const { store, put, wanted } = fakeStore();
    put('ann', '1');
    put('bob', '1');
    const cache = createWorldCache(store);
    expect(await comments(cache, 'ann', 'bob')).toEqual(['1', '1']);
    const readings = wanted.length;
    expect(await comments(cache, 'ann', 'bob')).toEqual(['1', '1']);
    expect(wanted).toHaveLength(readings);
    put('ann', '2');
    expect(await comments(cache, 'ann', 'bob')).toEqual(['2', '1']);
    expect(wanted.flat().filter((entry) => entry.entry === 'user' && entry.name === 'bob')).toHaveLength(1);
  });

  it('remembers that something does not exist, until it does', async () => {
    const { store, put } = fakeStore();
    const cache = createWorldCache(store);
    expect(await comments(cache, 'zoe')).toEqual([undefined]);
    put('zoe', 'here');
    expect(await comments(cache, 'zoe')).toEqual(['here']);
  });

  it('answers a question larger than its memory', async () => {
    const { store, put } = fakeStore();
    const names = Array.from({ length: 20 }, (_, index) => `user${index}`);
    for (const name of names) put(name, 'x');
    expect(await comments(createWorldCache(store, { maxEntries: 3 }), ...names)).toEqual(
      names.map(() => 'x'),
    );
  });

  it('does not let a late reading put an old value back', async () => {
    const { store, put, hold } = fakeStore();
    put('ann', 'old');
    const cache = createWorldCache(store);
    const release = hold();
    const slow = comments(cache, 'ann');
    await new Promise((resolve) => setTimeout(resolve, 5));
    put('ann', 'new');
    release();
    await slow;
    expect(await comments(cache, 'ann')).toEqual(['new']);
  });

  it('never mixes two revisions in one answer', async () => {
    const { store, put } = fakeStore();
    put('a', '0');
    put('b', '0');
    const cache = createWorldCache({
      ...store,
      read: async (since, entries) => {
        const reading = await store.read(since, entries);
        // Both users change together right after the first of them has been read.
        if (entries.some((entry) => entry.entry === 'user' && entry.name === 'a') && changes < 1) {
          changes += 1;
          put('a', '1');
          put('b', '1');
        }
        return reading;
      },
    });
    let changes = 0;
    const answer = await cache.ask((look) => {
      const a = look({ entry: 'user', name: 'a' })?.comment;
      return a === undefined ? undefined : [a, look({ entry: 'user', name: 'b' })?.comment];
    });
    expect(answer).toEqual(['1', '1']);
  });
});
