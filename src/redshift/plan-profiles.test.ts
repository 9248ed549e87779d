import { describe, expect, it } from '@jest/globals';

import { planProfiles } from './plan-profiles.js';
import type { Profile, ProfileRow } from './profile-rows.js';

const schemas = { system: 'scrim', functions: 'scrim_functions', procedures: 'scrim_procedures' };
const rowsOf = (count: number): readonly ProfileRow[] =>
  Array.from({ length: count }, (_, index) => ({ kind: 'subscription', name: `shop.v${index}`, value: '' }));
const profile = (username: string, rows: readonly ProfileRow[]): Profile => ({
  user: username,
  username,
  rows,
});

/** Rows in a cluster, and how many of them are held at once at most. */
function stored(people: Readonly<Record<string, readonly ProfileRow[]>>) {
  const read: string[][] = [];
  return {
    read,
    profiles: {
      sizes: new Map(Object.entries(people).map(([name, rows]) => [name, rows.length])),
      rowsOf: (names: readonly string[]) => {
        read.push([...names]);
        return Promise.resolve(new Map(names.map((name) => [name, people[name] ?? []])));
      },
    },
  };
}

describe('the comparison of profiles', () => {
  it('reads no more rows at once than fit into memory, and everybody once', async () => {
    const people = Object.fromEntries(
      ['ann', 'bob', 'cat', 'dan', 'eve'].map((name) => [name, rowsOf(20_000)]),
    );
    const { read, profiles } = stored({ ...people, fay: rowsOf(70_000) });
    const wanted = [
      ...Object.keys(people).map((name) => profile(name, name === 'cat' ? rowsOf(20_001) : rowsOf(20_000))),
      profile('gus', rowsOf(1)),
    ];
    const plan = await planProfiles(wanted, { profiles }, schemas);
    expect(read).toEqual([['ann', 'bob'], ['cat', 'dan'], ['eve'], ['fay'], []]);
    const titles = ({ closing, opening }: typeof plan) =>
      [...closing, ...opening].flatMap(({ parts }) => parts.map(({ title }) => title));
    expect(titles(plan)).toEqual([
      'user fay: 0 rows added, 70000 rows removed',
      'user cat: 1 rows added, 0 rows removed',
      'user gus: 1 rows added, 0 rows removed',
    ]);
  });

  it('makes the statements of a person again whenever they are asked for', async () => {
    const { profiles } = stored({});
    const { opening } = await planProfiles([profile('ann', rowsOf(1_001))], { profiles }, schemas);
    const part = opening[0]?.parts[0];
    expect(part?.statements).toHaveLength(4);
    expect(part?.statements).toEqual(part?.statements);
  });
});
