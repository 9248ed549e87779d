import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { stringify } from 'yaml';

import { without } from '../../../src/base/without.js';
import type { WorldFile } from '../../../src/model/world.js';
import { createPorts } from '../../../src/use-cases/create-ports.js';
import type { DecisionRecord } from '../../../src/audit/decision-record.js';
import { operationsOn } from '../../../src/use-cases/operations.js';
import type { Operations } from '../../../src/use-cases/operations.js';
import { administrationOf } from '../../../src/use-cases/world/context.js';
import type { Ports } from '../../../src/use-cases/views/ports.js';
import type { Store } from '../../../src/store/open-store.js';
import { worlds } from '../../oracle/arbitrary-world.js';
import { readDraft } from '../../oracle/read-draft.js';
import { often } from '../../support/runs.js';
import { openEmptyStore } from '../test-store.js';
import { apply } from './stored-world.js';

/** The time of every request that does not suppose another. */
const now = new Date('2026-03-01T12:00:00Z');

let store: Store;
let ports: Ports;
let operations: Operations;
const records: DecisionRecord[] = [];
beforeAll(async () => {
  store = await openEmptyStore();
  const record = (one: DecisionRecord): Promise<void> => {
    records.push(one);
    return Promise.resolve();
  };
  ports = { ...(await createPorts(store, record)), now: () => now };
  operations = operationsOn(administrationOf(store, ports));
});
afterAll(() => store.close());

const drafts = worlds().map((draft) => readDraft(draft, 'w').world as WorldFile);
const filesOf = (world: Partial<WorldFile>) => [{ name: 'w.yaml', text: stringify(world) }];

/** An answer without what it says of its suppositions, and the time that it names. */
const answerOf = (answer: object): unknown =>
  ['supposed', 'warnings', 'at'].reduce(
    (rest: object, key) => without(rest as Readonly<Record<string, unknown>>, key),
    answer,
  );

/** Makes the stored world this one, also where policies close data sources. */
async function begin(world: WorldFile): Promise<void> {
  const { errors } = await apply(store, world, { unenforceable: 'told', prune: 'exactly' });
  expect(errors).toEqual([]);
}

/** What is explained, shown and counted of each data source, or the refusal. */
async function everything(of: Operations, world: WorldFile, users: readonly string[], supposing: Supposing) {
  const found: unknown[] = [];
  const keep = async (asking: Promise<object>): Promise<void> => {
    const answer = await asking.catch((error: unknown) => ({ error: String(error) }));
    // Classes with as many users are in no order.
    for (const key of ['classes', 'couldSee']) {
      const { [key]: list } = answer as Readonly<Record<string, unknown>>;
      if (Array.isArray(list))
        list.sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
    }
    found.push(answerOf(answer));
  };
  for (const { schema, name } of world.dataSources ?? []) {
    const dataSource = `${schema}.${name}`;
    for (const user of users) {
      await keep(of.explain({ dataSource, user, ...supposing }));
      await keep(of.view({ dataSource, user, ...supposing }));
    }
    await keep(of.whoCan({ dataSource, ...supposing }));
  }
  return found;
}

type Supposing = Pick<Parameters<Operations['whoCan']>[0], 'files' | 'prune' | 'suppose'>;

const namesOf = ({ users }: WorldFile): readonly string[] => users?.map(({ name }) => name) ?? [];

describe('what is supposed', () => {
  it('is what is so once the files are applied', async () => {
    await fc.assert(
      fc.asyncProperty(drafts, drafts, fc.boolean(), async (before, after, prune) => {
        await begin(before);
        const revision = await store.revision();
        const users = [...new Set([...namesOf(before), ...namesOf(after)])];
        const files = filesOf(after);
        const supposed = await everything(operations, after, users, { files, prune });
        expect(await store.revision()).toBe(revision);
        const { errors } = await apply(store, after, { prune });
        if (errors.length > 0) {
          expect(supposed.every((one) => 'error' in (one as object))).toBe(true);
          return;
        }
        expect(supposed).toEqual(await everything(operations, after, users, {}));
      }),
      { numRuns: 3, endOnFailure: true },
    );
  }, 600_000);

  it('is what is so at another time', async () => {
    const time = fc.constantFrom('2000-12-31T23:59:59Z', '2001-01-01T00:00:00Z', '2999-01-01T00:00:00Z');
    await fc.assert(
      fc.asyncProperty(drafts, time, async (draft, at) => {
        // Access by subscriptions alone, most of which end.
        const subscriptions = (draft.dataSources ?? []).map(({ schema, name }, index) => ({
          dataSource: `${schema}.${name}`,
          subscriber: { user: 'wu1' },
          status: 'approved' as const,
          ...(index % 3 === 0 ? {} : { expires: '2500-01-01T00:00:00Z' }),
        }));
        const world: WorldFile = { ...draft, subscriptions, subscriptionPolicies: [] };
        await begin(world);
        const then = operationsOn(administrationOf(store, { ...ports, now: () => new Date(at) }));
        const users = namesOf(world);
        expect(await everything(operations, world, users, { suppose: { at } })).toEqual(
          await everything(then, world, users, {}),
        );
      }),
      { numRuns: often(5, 15), endOnFailure: true },
    );
  }, 600_000);

  it('is what is so for a person once they exist, and once they work in the project under the purpose', async () => {
    const facts = fc.record({
      groups: fc.subarray(['wg1', 'wg2', 'red', 'EU']),
      attributes: fc.record({
        region: fc.subarray(['EU', 'EU.West', "O'Hara", '']),
        level: fc.subarray(['5', 'x']),
      }),
      iam: fc.option(fc.constantFrom('okta', 'ldap'), { nil: undefined }),
    });
    const purposes = fc.option(fc.constantFrom('Audit', 'Research.Health'), { nil: undefined, freq: 1 });
    await fc.assert(
      fc.asyncProperty(drafts, facts, fc.boolean(), purposes, async (world, of, working, purpose) => {
        await begin(world);
        const user = 'new';
        const project = working ? 'wp' : undefined;
        const suppose = { facts: of, project, purpose };
        const asked = (world.dataSources ?? []).map(({ schema, name }) => `${schema}.${name}`);
        records.length = 0;
        const supposed = [];
        for (const dataSource of asked) {
          const asking = operations.explain({ dataSource, user, suppose });
          supposed.push(await asking.catch((error: unknown) => ({ error: String(error) })));
        }
        const refused = supposed.filter((one) => 'error' in one);
        const { iam, ...held } = of;
        await apply(store, { users: [{ name: user, ...held, ...(iam === undefined ? {} : { iam }) }] });
        const found = world.projects?.find(({ members = [] }) =>
          members.some((member) => 'group' in member && of.groups.includes(member.group)),
        );
        const impossible =
          (working || purpose !== undefined) &&
          (found === undefined || (purpose !== undefined && !found.purposes.includes(purpose)));
        if (impossible) {
          expect(refused).toHaveLength(asked.length);
          return;
        }
        expect(refused).toEqual([]);
        expect(records.every((one) => one.for !== 'operation' && one.supposed !== undefined)).toBe(true);
        if (working || purpose !== undefined) await operations.switchProject({ actor: user, project: 'wp' });
        if (purpose === 'Audit') {
          const others = found?.equalized === false ? [] : (found?.members ?? []);
          for (const actor of [user, ...others.flatMap((one) => ('user' in one ? [one.user] : []))])
            await operations.acknowledgePurpose({ actor, purpose });
        }
        for (const [index, dataSource] of asked.entries()) {
          const { supposed: said, work, ...explained } = without(supposed[index] as Explanation, 'warnings');
          const { work: real, ...rest } = await operations.explain({ dataSource, user });
          expect(said?.length).toBeGreaterThan(0);
          expect(explained).toEqual(rest);
          expect({ ...work, because: '' }).toEqual({ ...real, because: '' });
        }
      }),
      { numRuns: often(12, 40), endOnFailure: true },
    );
  }, 600_000);

  it('is what a preview shows to whoever runs it: the view of the person, and no word of who runs it', async () => {
    await fc.assert(
      fc.asyncProperty(drafts, async (world) => {
        await begin(world);
        for (const { schema, name } of world.dataSources ?? []) {
          const dataSource = `${schema}.${name}`;
          for (const user of namesOf(world)) {
            const asked = { query: `SELECT * FROM ${dataSource}`, user, catalog: 'scrim', limit: 9 };
            const previewed = operations.preview(asked);
            const { decision } = await operations.explain({ dataSource, user });
            if (decision === 'hidden') await expect(previewed).rejects.toThrow('does not exist for');
            else expect((await previewed).sql).not.toMatch(/current_user/i);
          }
        }
      }),
      { numRuns: 8, endOnFailure: true },
    );
  }, 600_000);
});

type Explanation = Awaited<ReturnType<Operations['explain']>>;
