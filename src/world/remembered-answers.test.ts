import { describe, expect, it } from '@jest/globals';

import { hasCome } from '../base/moments.js';
import { user } from '../model/principals.js';
import type { WorldStore } from './world-store.js';
import { createWorldCache } from './world-cache.js';
import type { WorldCacheOptions } from './world-cache.js';

const later = '2030-01-02T00:00:00Z';
const before = new Date('2030-01-01');
const after = new Date('2030-01-03');

/** A cache of users with comments that change, and of answers with them. @param listed whether the store tells what changed */
function asked(options: WorldCacheOptions = {}, listed = true) {
  const users = new Map<string, string>();
  const log: { readonly revision: number; readonly key: string }[] = [];
  const read: string[] = [];
  const computed: string[] = [];
  const commentOf = (name: string) => user.parse({ name, comment: users.get(name) ?? 'none' });
  const store: Pick<WorldStore, 'revision' | 'read'> = {
    revision: () => Promise.resolve(log.length),
    read: (since, entries) => {
      const names = entries.map((entry) => ('name' in entry ? entry.name : ''));
      read.push(...names);
      const changed = log
        .filter(({ revision }) => revision > since)
        .map(({ key }) => ({ kind: 'user' as const, key, before: null, after: commentOf(key) }));
      return Promise.resolve({
        revision: log.length,
        changed: since < 0 || !listed ? ('all' as const) : changed,
        values: names.map(commentOf),
      });
    },
  };
  const cache = createWorldCache(store, options);
  return {
    cache,
    read,
    computed,
    put(name: string, comment: string): void {
      users.set(name, comment);
      log.push({ revision: log.length + 1, key: name });
    },
    /** The comments of some users, and whether a moment has come. */
    ask: (at: Date, ...names: readonly string[]): Promise<unknown> =>
      cache.ask((_, { remember }) =>
        remember(names.join(), at, (look, derive, now) => {
          computed.push(names.join());
          const [first = '', ...others] = names;
          const one = look({ entry: 'user', name: first })?.comment;
          const rest = derive(`comments of ${others.join()}`, (inner) =>
            others.map((name) => inner({ entry: 'user', name })?.comment),
          );
          const value = [one, ...rest, ...(one === 'timeless' ? [] : [hasCome(later, now)])];
          return { value, bytes: 100 };
        }),
      ),
  };
}

const names = Array.from({ length: 100 }, (_, index) => `user${index}`);

describe('a remembered answer', () => {
  it.each([true, false])('is right until something changes (listed: %s)', async (listed) => {
    const { ask, put, computed } = asked({}, listed);
    put('ann', 'x');
    const first = await ask(before, 'ann', 'ben');
    expect(first).toEqual(['x', 'none', false]);
    computed.length = 0;
    expect(await ask(before, 'ann', 'ben')).toBe(first);
    expect(computed).toEqual([]);
    put('ben', 'y');
    expect(await ask(before, 'ann', 'ben')).toEqual(['x', 'y', false]);
    put('ann', 'z');
    expect(await ask(before, 'ann', 'ben')).toEqual(['z', 'y', false]);
    put('unrelated', '');
    computed.length = 0;
    expect(await ask(before, 'ann', 'ben')).toEqual(['z', 'y', false]);
    expect(computed.length > 0).toBe(!listed);
  });

  it('is right as long as the time does not change it, in both directions', async () => {
    const { ask, put, computed } = asked();
    for (const name of ['ann', 'ben']) put(name, name === 'ann' ? 'timed' : 'timeless');
    expect(await ask(before, 'ann')).toEqual(['timed', false]);
    expect(await ask(after, 'ann')).toEqual(['timed', true]);
    expect(await ask(new Date(later), 'ann')).toEqual(['timed', true]);
    expect(await ask(before, 'ann')).toEqual(['timed', false]);
    expect(await ask(before, 'ben')).toEqual(['timeless']);
    computed.length = 0;
    expect(await ask(after, 'ben')).toEqual(['timeless']);
    expect(computed).toEqual([]);
  });

  it('outlives the entries that it was computed from, and still notices their changes', async () => {
    const { ask, put, read, computed } = asked({ entryBytes: 400_000 });
    for (const name of names) put(name, 'x'.repeat(5_000));
    for (const name of names) await ask(before, name);
    read.length = 0;
    computed.length = 0;
    for (const name of names) await ask(before, name);
    expect([read, computed]).toEqual([[], []]);
    for (const name of names) put(name, 'y');
    for (const name of names) expect(await ask(before, name)).toEqual(['y', false]);
  });

  it('stays right when an entry is read again for another question', async () => {
    const { ask, put, computed } = asked({ entryBytes: 400_000 });
    for (const name of names) put(name, 'x'.repeat(5_000));
    for (const name of names) await ask(before, name);
    for (const name of names) await ask(before, name, 'ann');
    computed.length = 0;
    for (const name of names) await ask(before, name);
    expect(computed).toEqual([]);
    put('user0', 'y');
    expect(await ask(before, 'user0')).toEqual(['y', false]);
    expect(await ask(before, 'user0', 'ann')).toEqual(['y', 'none', false]);
  });

  it.each([1, 20_000])('sees changes with %d bytes for entries', async (entryBytes) => {
    const { ask, put } = asked({ entryBytes });
    for (const comment of ['x', 'y']) {
      for (const name of names) put(name, comment.repeat(50));
      for (const name of names) expect(await ask(before, name)).toEqual([comment.repeat(50), false]);
    }
  });

  it('is not there where the memory has no room for answers', async () => {
    const { ask, cache } = asked({ answerBytes: 0 });
    expect(await ask(before, 'ann')).toEqual(await ask(before, 'ann'));
    expect(cache.remembers('ann')).toBe(false);
    expect(cache.inMemory().answers).toEqual({ bytes: 0, most: 0 });
  });

  it('takes no more than its bound, and a fiftieth of it at most', async () => {
    const { ask, cache } = asked({ answerBytes: 30_000 });
    for (const name of names) {
      await ask(before, name);
      expect(cache.inMemory().answers.bytes).toBeLessThanOrEqual(30_000);
    }
    expect(cache.inMemory().answers.bytes).toBeGreaterThan(25_000);
    await ask(before, ...names);
    expect(cache.remembers(names.join())).toBe(false);
    expect(cache.remembers('user99')).toBe(true);
  });
});
