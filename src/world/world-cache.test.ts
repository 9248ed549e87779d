import { describe, expect, it } from '@jest/globals';

import { Refusal } from '../base/refusal.js';
import { user } from '../model/principals.js';
import { schemaOf } from '../model/world.js';
import type { Entry, Reading, WorldStore } from './world-store.js';
import type { Derive } from './derive.js';
import { createWorldCache } from './world-cache.js';

/** A store of users in memory, which counts its readings and can be made to answer late. */
function fakeStore() {
  const users = new Map<string, string>();
  const log: { revision: number; key: string; comment: string }[] = [];
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
                .map(({ key, comment }) => ({
                  kind: 'user' as const,
                  key,
                  before: null,
                  after: { name: key, comment },
                })),
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
      log.push({ revision, key: name, comment });
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

  it('takes a value from its change, and keeps the other objects of a list', async () => {
    const policyOf = (name: string) =>
      schemaOf.policy.parse({
        name,
        dataSource: 's.d',
        rules: [{ mask: { type: 'null' }, columns: { names: ['c'] } }],
      });
    const [one, other] = [policyOf('a'), policyOf('b')];
    let changed: Reading = { revision: 0, changed: 'all', values: [[one, other]] };
    const cache = createWorldCache({
      revision: () => Promise.resolve(changed.revision),
      read: (_, entries) => Promise.resolve({ ...changed, values: entries.map(() => changed.values[0]) }),
    });
    const names = async () => (await policies()).map(({ name, comment }) => [name, comment]);
    const policies = () => cache.ask((look) => look({ entry: 'policies' }) ?? []);
    const change = (key: string, after: unknown): void => {
      changed = {
        revision: changed.revision + 1,
        changed: [{ kind: 'policy', key, before: null, after }],
        values: ['unread'] as never,
      };
    };
    expect(await names()).toEqual([
      ['a', undefined],
      ['b', undefined],
    ]);
    change('b', { ...other, comment: 'x' });
    expect(await names()).toEqual([
      ['a', undefined],
      ['b', 'x'],
    ]);
    expect((await policies())[0]).toBe(one);
    change('aa', { ...one, name: 'aa' });
    expect(await names()).toEqual([
      ['a', undefined],
      ['aa', undefined],
      ['b', 'x'],
    ]);
    change('a', null);
    expect(await names()).toEqual([
      ['aa', undefined],
      ['b', 'x'],
    ]);
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
    for (const entryBytes of [1, 2_000])
      expect(await comments(createWorldCache(store, { entryBytes }), ...names)).toEqual(names.map(() => 'x'));
  });

  it('sees a change of what is too large to be kept', async () => {
    const { store, put } = fakeStore();
    put('ann', 'old');
    const cache = createWorldCache(store, { entryBytes: 1 });
    const commentOf = (name: string): Promise<unknown> =>
      cache.ask((_, { derive }) =>
        derive(`comment of ${name}`, (look) => [look({ entry: 'user', name })?.comment]),
      );
    expect(await commentOf('ann')).toEqual(['old']);
    put('ann', 'new');
    expect(await commentOf('ann')).toEqual(['new']);
  });

  it('shows a question one object for an entry, also where others read that at the same time', async () => {
    const { store, put, hold, wanted } = fakeStore();
    for (const name of ['ann', 'bob']) put(name, 'x');
    const cache = createWorldCache(store);
    await comments(cache, 'zoe');
    const until = async (readings: number): Promise<void> => {
      while (wanted.length < readings) await new Promise((resolve) => setImmediate(resolve));
    };
    const derivedAnn = (derive: Derive): unknown =>
      derive('ann', (look) => [look({ entry: 'user', name: 'ann' })])[0];
    const before = wanted.length;
    const releaseFirst = hold();
    const slow = cache.ask((look, { derive }) => {
      const ann = look({ entry: 'user', name: 'ann' });
      // This needs one more reading. Meanwhile the other question is answered.
      if (ann !== undefined) look({ entry: 'user', name: 'bob' });
      return [ann, derivedAnn(derive)];
    });
    await until(before + 1);
    const releaseSecond = hold();
    const quick = cache.ask((_, { derive }) => derivedAnn(derive));
    await until(before + 2);
    releaseFirst();
    const releaseThird = hold();
    await until(before + 3);
    releaseSecond();
    await quick;
    releaseThird();
    const [ann, derived] = await slow;
    expect(ann).toBeDefined();
    expect(derived).toBe(ann);
  });

  it('keeps what others are computed from as long as these are used', async () => {
    const { store, put, wanted } = fakeStore();
    const names = Array.from({ length: 200 }, (_, index) => `user${index}`);
    for (const name of ['ann', ...names]) put(name, 'x'.repeat(100));
    const cache = createWorldCache(store, { entryBytes: 20_000 });
    const ofAnn = (): Promise<unknown> =>
      cache.ask((_, { derive }) => derive('ann', (look) => [look({ entry: 'user', name: 'ann' })]));
    const first = await ofAnn();
    for (const name of names) {
      await comments(cache, name);
      expect(await ofAnn()).toBe(first);
    }
    expect(wanted.flat().filter((entry) => 'name' in entry && entry.name === 'ann')).toHaveLength(1);
    for (const name of names) await comments(cache, name);
    put('ann', 'new');
    expect(await ofAnn()).not.toBe(first);
  });

  it('holds no more than its bound', async () => {
    const { store, put } = fakeStore();
    const names = Array.from({ length: 200 }, (_, index) => `user${index}`);
    for (const name of names) put(name, 'x'.repeat(100));
    const cache = createWorldCache(store, { entryBytes: 20_000, derivedBytes: 5_000 });
    for (const name of names) {
      await cache.ask((_, { derive }) => derive(name, (look) => [look({ entry: 'user', name })]));
      const { world, derived } = cache.inMemory();
      expect(world.bytes).toBeLessThanOrEqual(20_000);
      expect(derived.bytes).toBeLessThanOrEqual(5_000);
    }
    expect(cache.inMemory().world.bytes).toBeGreaterThan(15_000);
    expect(cache.inMemory().derived.bytes).toBeGreaterThan(3_000);
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

describe('a store that cannot be reached', () => {
  const gone = new Refusal('unavailable', 'gone');

  function failing(maxStaleness?: number) {
    const { store, put } = fakeStore();
    const clock = { seconds: 0 };
    const fails: { revision?: Error; read?: Error } = {};
    put('ann', '1');
    const cache = createWorldCache(
      {
        revision: () => (fails.revision ? Promise.reject(fails.revision) : store.revision()),
        read: (...given) => (fails.read ? Promise.reject(fails.read) : store.read(...given)),
      },
      {
        clock: () => clock.seconds * 1_000,
        ...(maxStaleness === undefined ? {} : { maxStaleness }),
      },
    );
    const ask = (name = 'ann') => cache.ask((look, { age }) => [look({ entry: 'user', name })?.comment, age]);
    return { put, clock, fails, ask };
  }

  it('is a refusal at once when nothing else is allowed', async () => {
    const { fails, ask } = failing();
    expect(await ask()).toEqual(['1', undefined]);
    fails.revision = gone;
    await expect(ask()).rejects.toBe(gone);
  });

  it('is answered from memory, which says its age, until that is too old', async () => {
    const { fails, clock, ask, put } = failing(10);
    await ask();
    clock.seconds = 3;
    expect(await ask()).toEqual(['1', undefined]);
    clock.seconds = 5;
    fails.revision = gone;
    expect(await ask()).toEqual(['1', 2]);
    clock.seconds = 13;
    expect(await ask()).toEqual(['1', 10]);
    clock.seconds = 13.5;
    await expect(ask()).rejects.toBe(gone);
    delete fails.revision;
    put('ann', '2');
    expect(await ask()).toEqual(['2', undefined]);
  });

  it('is not answered with what memory does not hold, nor after another failure', async () => {
    const { fails, ask } = failing(10);
    await ask();
    fails.revision = gone;
    await expect(ask('zoe')).rejects.toBe(gone);
    const fault = new Error('the store holds a user that this version cannot read');
    fails.revision = fault;
    await expect(ask()).rejects.toBe(fault);
  });

  it('counts the age from when memory was the present, not from when the store was last heard', async () => {
    const { put, fails, clock, ask } = failing(10);
    await ask();
    clock.seconds = 8;
    put('ann', '2');
    fails.read = gone;
    expect(await ask()).toEqual(['1', 8]);
    clock.seconds = 11;
    await expect(ask()).rejects.toBe(gone);
  });

  it('is a refusal to whoever asks before anything was read', async () => {
    const { fails, ask } = failing(10);
    fails.revision = gone;
    await expect(ask()).rejects.toBe(gone);
  });
});
