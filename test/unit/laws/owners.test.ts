import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { administrationOf } from '../../../src/use-cases/world/context.js';
import type { Administration } from '../../../src/use-cases/world/context.js';
import { createObject, patchObject, removeObject } from '../../../src/use-cases/world/write-objects.js';
import { Refusal } from '../../../src/base/refusal.js';
import { believeActor } from '../../../src/identity/actor.js';
import { strictness } from '../../../src/model/mask.js';
import type { PlainMask } from '../../../src/model/mask.js';
import { formatDataSourceName } from '../../../src/model/names.js';
import type { Kind, ObjectOf, WorldFile } from '../../../src/model/world.js';
import { createPorts } from '../../../src/use-cases/create-ports.js';
import type { Store } from '../../../src/store/open-store.js';
import { tableColumns } from '../../oracle/arbitrary-predicate.js';
import { maskRules, rowRules } from '../../oracle/arbitrary-rule.js';
import { worlds } from '../../oracle/arbitrary-world.js';
import type { DraftWorld } from '../../oracle/arbitrary-world.js';
import { rawTables } from '../../oracle/raw-tables.js';
import { readDraft } from '../../oracle/read-draft.js';
import { shownRows } from '../../oracle/see.js';
import type { Known } from '../../oracle/see.js';
import { often } from '../../support/runs.js';
import { openEmptyStore } from '../test-store.js';
import { apply, storedWorld } from './stored-world.js';
import { seed } from '../../support/seed.js';

const now = new Date('2026-03-01T00:00:00Z');
const prefix = 'w';
const owner = `${prefix}u1`;
const tables = rawTables(now);

let store: Store;
let administration: Administration;
beforeAll(async () => {
  store = await openEmptyStore();
  const ports = { ...(await createPorts(store, () => Promise.resolve())), now: () => now };
  administration = administrationOf(store, ports);
});
afterAll(() => store.close());

const asking = { actor: believeActor(owner, ['owner', 'user'], owner), at: now };

/** What an owner tries to do. Numbers choose among what there is then. */
type Attempt =
  | {
      readonly do: 'add tag' | 'remove tag';
      readonly to: string;
      readonly column: number;
      readonly tag: string;
    }
  | { readonly do: 'disable' | 'enable' | 'comment'; readonly to: string }
  | { readonly do: 'add policy'; readonly to: string; readonly rules: number }
  | { readonly do: 'change rules'; readonly policy: number; readonly rules: number }
  | {
      readonly do: 'remove policy' | 'disable policy' | 'move policy' | 'remove a rule';
      readonly policy: number;
    };

const oneOf = <T>(values: readonly T[]) => fc.constantFrom(...values);
const to = oneOf(['a', 'b']);
const policy = fc.nat({ max: 7 });
const extraRules = 6;
const attempt: fc.Arbitrary<Attempt> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: oneOf(['add tag', 'add tag', 'remove tag'] as const),
      to,
      column: fc.nat({ max: 8 }),
      tag: oneOf([
        'S',
        'T',
        'T.Text',
        'T.Text.Note',
        'T.Text.Geo',
        'T.Number',
        'T.Number.Id',
        'T.Time',
        'T.Flag',
      ]),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: oneOf(['disable', 'enable', 'comment'] as const), to }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('add policy' as const),
      to,
      rules: fc.nat({ max: extraRules - 1 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('change rules' as const),
      policy,
      rules: fc.nat({ max: extraRules - 1 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: oneOf(['remove policy', 'disable policy', 'move policy', 'remove a rule'] as const),
      policy,
    }),
  },
);

/** A world in which u1 owns the tables a and b, with rules from which the owner makes policies. */
const drafts = fc.record({
  world: worlds().map((world): DraftWorld => ({
    ...world,
    dataSources: (world.dataSources ?? []).map((one) =>
      ['a', 'b'].includes(one.name) ? { ...one, owners: [{ user: '§u1' }] } : one,
    ),
  })),
  extra: fc.array(
    fc.oneof(
      maskRules('names', tableColumns),
      maskRules('tags', tableColumns),
      rowRules('names', tableColumns),
      rowRules('tags', tableColumns),
    ),
    { minLength: extraRules, maxLength: extraRules },
  ),
  attempts: fc.array(attempt, { minLength: 6, maxLength: 12, size: 'max' }),
});

async function current<K extends Kind>(kind: K, key: string) {
  const [stored] = await store.find(kind, { keys: [key] });
  return { kind, key, version: stored?.revision ?? 0 };
}

async function tryTo(one: Attempt, rules: readonly object[], count: number): Promise<void> {
  if ('to' in one) {
    const key = `${prefix}.${one.to}`;
    if (one.do === 'add policy') {
      const value = { name: `added ${count}`, dataSource: key, rules: [rules[one.rules]] };
      await createObject(administration, asking, 'policy', value);
      return;
    }
    const [stored] = await store.find('dataSource', { keys: [key] });
    if (stored === undefined) return;
    await patchObject(administration, asking, await current('dataSource', key), changed(stored.object, one));
    return;
  }
  const local = (await store.find('policy', {})).filter(({ object }) =>
    [`${prefix}.a`, `${prefix}.b`].includes(object.dataSource ?? ''),
  );
  const meant = local[one.policy % Math.max(1, local.length)];
  if (meant === undefined) return;
  const which = await current('policy', meant.key);
  if (one.do === 'remove policy') return removeObject(administration, asking, which);
  const { rules: before, dataSource } = meant.object;
  const patches = {
    'change rules': () => ({ rules: 'rules' in one ? [rules[one.rules]] : before }),
    'disable policy': () => ({ enabled: false }),
    'move policy': () => ({ dataSource: dataSource === `${prefix}.a` ? `${prefix}.b` : `${prefix}.a` }),
    'remove a rule': () => ({ rules: before.slice(1) }),
  };
  await patchObject(administration, asking, which, patches[one.do]());
}

function changed(stored: ObjectOf['dataSource'], one: Extract<Attempt, { to: string }>): object {
  if (one.do === 'disable') return { enabled: false };
  if (one.do === 'enable') return { enabled: true };
  if (!('tag' in one)) return { comment: 'by its owner' };
  const tag = `${prefix}.${one.tag}`;
  const retag = (tags: readonly string[]): readonly string[] =>
    one.do === 'add tag' ? [...new Set([...tags, tag])] : tags.slice(1);
  return one.column >= stored.columns.length
    ? { tags: retag(stored.tags) }
    : {
        columns: stored.columns.map((column, index) =>
          index === one.column ? { ...column, tags: retag(column.tags) } : column,
        ),
      };
}

const isAsStrict = (before: PlainMask | 'raw' | undefined, after: PlainMask | 'raw' | undefined): boolean =>
  before === 'raw' ||
  JSON.stringify(before) === JSON.stringify(after) ||
  (before !== undefined &&
    after !== undefined &&
    after !== 'raw' &&
    strictness[after.type] < strictness[before.type]);

/** What anybody sees of a table after a change and did not see before. */
function seenMore(before: Known, after: Known): readonly string[] {
  return (after.world.users ?? []).flatMap(({ name: user }) =>
    (after.world.dataSources ?? [])
      .filter(({ query }) => query === undefined)
      .flatMap((dataSource): readonly string[] => {
        const name = formatDataSourceName(dataSource);
        const now_ = shownRows(after, user, dataSource);
        const old = before.world.dataSources?.find((one) => formatDataSourceName(one) === name);
        const was = old && shownRows(before, user, old);
        if (now_ === undefined) return [];
        if (was === undefined) return [`${user} has access to ${name}`];
        return now_.flatMap((row, index) => {
          const then = was[index];
          if (row === undefined) return [];
          if (then === undefined) return [`${user} sees row ${index} of ${name}`];
          return Object.keys(row)
            .filter((column) => !isAsStrict(then[column], row[column]))
            .map((column) => `${user} sees ${column} of row ${index} of ${name}`);
        });
      }),
  );
}

it('a write by an owner shows nobody more than before', async () => {
  const tried = { taken: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(drafts, async ({ world: draft, extra, attempts }) => {
      const rules = readDraft(
        {
          policies: extra.map((rule, index) => ({
            name: `x${index}`,
            target: { schemas: ['§'] },
            rules: [rule],
          })),
        },
        prefix,
      );
      const read = readDraft(draft, prefix);
      const predicates = new Map([...read.predicates, ...rules.predicates]);
      const knownOf = (world: WorldFile): Known => ({ world, predicates, tables, hashKey: 'k', now });
      const { errors } = await apply(store, read.world, { prune: 'exactly' });
      expect(errors).toEqual([]);
      let before = knownOf(await storedWorld(store));
      for (const [count, one] of attempts.entries()) {
        try {
          await tryTo(
            one,
            (rules.world.policies ?? []).flatMap((made) => made.rules),
            count,
          );
          tried.taken += 1;
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          tried.refused += 1;
        }
        const after = knownOf(await storedWorld(store));
        expect([one, seenMore(before, after)]).toEqual([one, []]);
        before = after;
      }
    }),
    { numRuns: often(4, 8), seed },
  );
  expect(tried.taken).toBeGreaterThan(5);
  expect(tried.refused).toBeGreaterThan(5);
}, 600_000);
