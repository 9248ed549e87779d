import { describe, expect, it } from '@jest/globals';

import { createDerivedMemory } from './derive.js';
import type { Derive, Held } from './derive.js';
import type { Entry } from './world-store.js';

/** A world of comments by user, which are replaced when they change. */
function fakeWorld() {
  const users = new Map<string, Held>();
  const memory = createDerivedMemory(100_000);
  const computed: string[] = [];
  /** What is known of users, computed again only if it has to be. */
  const compute = (derive: Derive, ...names: string[]): object =>
    derive(names.join(), (look, inner) => {
      computed.push(names.join());
      const [name = ''] = names;
      return names.length === 1
        ? { user: look({ entry: 'user', name }) }
        : { users: names.map((one) => compute(inner, one)) };
    });
  return {
    computed,
    change: (name: string) => {
      const before = users.get(name);
      if (before !== undefined) before.dropped = true;
      users.set(name, { value: {}, version: {} });
    },
    /** @param missing a user that has not been read yet: the run does not count then */
    ask: (names: readonly string[], missing?: string) => {
      const run = memory.run((entry: Entry) =>
        entry.entry !== 'user' || entry.name === missing ? undefined : users.get(entry.name),
      );
      const found = compute(run.derive, ...names);
      if (missing === undefined) run.keep();
      return found;
    },
  };
}

describe('what is derived from the world', () => {
  it('is remembered until something that it was computed from changes', () => {
    const { ask, change, computed } = fakeWorld();
    change('ann');
    const first = ask(['ann']);
    expect(ask(['ann'])).toBe(first);
    change('ben');
    expect(ask(['ann'])).toBe(first);
    change('ann');
    expect(ask(['ann'])).not.toBe(first);
    expect(computed).toEqual(['ann', 'ann']);
  });

  it('depends on what the parts depend on that it was derived from', () => {
    const { ask, change, computed } = fakeWorld();
    change('ann');
    change('ben');
    const both = ask(['ann', 'ben']);
    const ann = ask(['ann']);
    change('ben');
    expect(ask(['ann', 'ben'])).not.toBe(both);
    expect(ask(['ann'])).toBe(ann);
    expect(computed).toEqual(['ann,ben', 'ann', 'ben', 'ann,ben', 'ben']);
  });

  it('is not remembered from a run that lacked something', () => {
    const { ask, change, computed } = fakeWorld();
    change('ann');
    ask(['ann'], 'ann');
    expect(ask(['ann'])).toEqual({ user: {} });
    ask(['ann'], 'ann');
    expect(computed).toEqual(['ann', 'ann']);
  });
});
