import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { WorldFile } from '../../../src/model/world.js';
import type { Store } from '../../../src/store/open-store.js';
import { worlds } from '../../oracle/arbitrary-world.js';
import type { DraftWorld } from '../../oracle/arbitrary-world.js';
import { readDraft } from '../../oracle/read-draft.js';
import { often } from '../../support/runs.js';
import { openEmptyStore } from '../test-store.js';
import { apply, storedWorld } from './stored-world.js';

let store: Store;
beforeAll(async () => {
  store = await openEmptyStore();
});
afterAll(() => store.close());

/** Policies that cannot be enforced on every table. */
const unenforceable: DraftWorld['policies'] = [
  {
    name: '§twice',
    target: { dataSources: ['§.a'] },
    rules: [{ rows: { column: { tag: '§' }, in: 'groups' } }],
  },
  {
    name: '§unfit',
    target: { dataSources: ['§.a', '§.b'] },
    rules: [{ mask: { type: 'round', step: 10 }, columns: { names: ['note'] } }],
  },
  {
    name: '§none',
    dataSource: '§.b',
    rules: [{ mask: { type: 'constant', value: 'x' }, columns: { names: ['id'] } }],
  },
];

const drafts = fc.record({
  world: worlds(),
  // One at most: what one keeps out, another cannot be refused for.
  wrong: fc.subarray([...unenforceable], { maxLength: 1 }),
  order: fc.infiniteStream(fc.nat()),
});

type Part = Partial<WorldFile>;

/** Each object of a world by itself. */
const partsOf = (world: WorldFile): readonly Part[] =>
  Object.entries(world).flatMap(([section, objects]): readonly Part[] =>
    Array.isArray(objects)
      ? objects.map((one: unknown) => ({ [section]: [one] }) as Part)
      : [{ [section]: objects as unknown } as Part],
  );

/** What is refused since a policy that was made unenforceable would close a data source. */
const closing = (lines: readonly string[]): readonly string[] =>
  [
    ...new Set(lines.filter((line) => / would be closed: policy 'w(twice|unfit|none)', rule 1: /.test(line))),
  ].toSorted();

/** Applies parts, those that are refused once more after the others, until none is taken any more. */
async function inTurn(parts: readonly Part[]): Promise<readonly string[]> {
  let open = parts;
  for (;;) {
    const refused: Part[] = [];
    const errors: string[] = [];
    for (const part of open) {
      const applied = await apply(store, part);
      if (applied.errors.length === 0) continue;
      refused.push(part);
      errors.push(...applied.errors);
    }
    if (refused.length === 0 || refused.length === open.length) return errors;
    open = refused;
  }
}

it('the order in which objects are applied changes neither the world, nor what is refused or warned of', async () => {
  await fc.assert(
    fc.asyncProperty(drafts, async ({ world: draft, wrong, order }) => {
      const { world } = readDraft({ ...draft, policies: [...draft.policies, ...wrong] }, 'w');
      await apply(store, {}, { prune: 'exactly' });
      const whole = await apply(store, world);
      const end = await storedWorld(store);
      const shuffled = partsOf(world)
        .map((part) => ({ part, place: order.next().value }))
        .toSorted((a, b) => a.place - b.place)
        .map(({ part }) => part);
      await apply(store, {}, { prune: 'exactly' });
      const refused = await inTurn(shuffled);
      expect(closing(refused)).toEqual(closing(whole.errors));
      if (whole.errors.length === 0) expect(await storedWorld(store)).toEqual(end);

      // However a world came to be closed, it is applied again without refusal, with the same warnings.
      const told = await apply(store, world, { unenforceable: 'told', prune: 'exactly' });
      const again = await apply(store, world, { prune: 'exactly' });
      expect(again).toEqual(told);
      expect(await apply(store, world)).toEqual(told);
      for (const part of shuffled) expect((await apply(store, part)).errors).toEqual([]);
    }),
    { numRuns: often(3, 5) },
  );
}, 600_000);
