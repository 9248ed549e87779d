import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { schemaOf } from '../model/world.js';
import type { Kind, ObjectOf } from '../model/world.js';
import { accessOf } from '../policy/access.js';
import { createDerivedMemory } from '../world/derive.js';
import type { Derive, Held } from '../world/derive.js';
import { accessFactsFor } from './facts-for.js';
import {
  isSchemaVisible,
  visibleAccess,
  visibleDataSource,
  visibleDataSources,
  visibleSchemas,
} from './visible.js';
import type { Look } from '../world/look.js';
import { entryId } from '../world/touched.js';
import { createWorldCache } from '../world/world-cache.js';
import type { Entry, Reading } from '../world/world-store.js';

const at = new Date('2026-01-01T00:00:00Z');
/** When lists are asked for, and when subscriptions and blocks end. */
const times = ['2025-12-01T00:00:00Z', '2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'];
const end = fc.option(fc.constantFrom(...times), { nil: undefined, freq: 1 });
const make = <K extends Kind>(kind: K, object: unknown): ObjectOf[K] =>
  schemaOf[kind].parse(object) as ObjectOf[K];

const groups = ['a', 'b'];
const schemas = ['s', 's t', 't'];
const names = schemas.flatMap((schema) => ['x', 'y', 'z'].map((name) => ({ schema, name })));

interface World {
  readonly users: readonly string[];
  readonly dataSources: readonly ObjectOf['dataSource'][];
  readonly subscriptions: readonly ObjectOf['subscription'][];
  readonly policies: readonly ObjectOf['subscriptionPolicy'][];
  readonly blocks: readonly ObjectOf['block'][];
  readonly project: ObjectOf['project'] | undefined;
}

const dataSources = fc.subarray(names).chain((there) =>
  fc.tuple(
    ...there.map(({ schema, name }) =>
      fc
        .record({
          owners: fc.constantFrom([], [], [], [{ user: 'ann' }], [{ group: 'a' }]),
          tags: fc.subarray(['PII', 'PII.Email']),
          enabled: fc.constantFrom(true, true, false),
          gone: fc.constantFrom(undefined, undefined, true),
          shared: fc.boolean(),
        })
        .map(({ shared, ...of }) =>
          make('dataSource', {
            ...{ schema, name, table: shared ? 'raw.a.shared' : `raw."${schema}".${name}` },
            columns: [{ name: 'c', type: 'bigint' }],
            ...of,
          }),
        ),
    ),
  ),
);
const full = ({ schema, name }: { readonly schema: string; readonly name: string }): string =>
  `${schema}.${name}`;
const target = fc.oneof(
  fc.record({ tags: fc.subarray(['PII', 'PII.Email'], { minLength: 1 }) }),
  fc.record({ schemas: fc.subarray(schemas, { minLength: 1 }) }),
  fc.record({ dataSources: fc.subarray(names.map(full), { minLength: 1 }) }),
);
const condition = fc.constantFrom(
  { group: 'a' },
  { group: 'b' },
  { group: 'unknown' },
  { not: { group: 'a' } },
  { user: 'ann' },
  { attribute: 'level', value: '1' },
  { not: { attribute: 'unknown' } },
);
const grant = fc.oneof(
  fc.constantFrom({ anyone: true }, { individual: true }, { ask: { approvers: [{ group: 'a' }] } }),
  condition.map((one) => ({ condition: one })),
);
const policies = fc
  .array(
    fc.record({
      where: fc.oneof(target, fc.constantFrom(...names.map(full))),
      means: fc.oneof(
        fc.record({ grant }),
        fc.record({ guardrail: condition }),
        fc.record({ grant, guardrail: condition }),
      ),
      enabled: fc.constantFrom(true, true, false),
    }),
    { maxLength: 4 },
  )
  .map((list) =>
    list.map(({ where, means, enabled }, index) =>
      make('subscriptionPolicy', {
        name: `p${index}`,
        ...(typeof where === 'string' ? { dataSource: where } : { target: where }),
        ...means,
        enabled,
      }),
    ),
  );
const subscriptions = fc
  .subarray(
    names.flatMap((of) => [{ user: 'ann' }, { group: 'b' }].map((subscriber) => ({ of, subscriber }))),
  )
  .chain((list) =>
    fc.tuple(
      ...list.map(({ of, subscriber }) =>
        fc
          .record({ expires: end, status: fc.constantFrom('approved', 'approved', 'pending', 'revoked') })
          .map((stated) => make('subscription', { dataSource: full(of), subscriber, ...stated })),
      ),
    ),
  );
const blocks = fc.array(
  fc
    .record({
      blocked: fc.constantFrom({ user: 'ann' }, { user: 'ben' }, { group: 'b' }),
      scope: fc.oneof(
        { weight: 1, arbitrary: fc.constant({ everything: true }) },
        { weight: 2, arbitrary: fc.constantFrom(...schemas).map((schema) => ({ schema })) },
        { weight: 4, arbitrary: fc.constantFrom(...names.map(full)).map((dataSource) => ({ dataSource })) },
      ),
      until: end,
    })
    .map((of) => make('block', { ...of, reason: 'incident' })),
  { maxLength: 2 },
);
const project = fc.option(
  fc
    .record({ dataSources: fc.subarray(names.map(full)), equalized: fc.boolean(), withBen: fc.boolean() })
    .map(({ withBen, ...of }) =>
      make('project', {
        name: 'p',
        members: [{ user: 'ann' }, ...(withBen ? [{ user: 'ben' }] : [])],
        ...of,
      }),
    ),
  { nil: undefined, freq: 1 },
);
const world: fc.Arbitrary<World> = fc.record({
  users: fc.subarray(groups),
  dataSources,
  subscriptions,
  policies,
  blocks,
  project,
});

/** Looks into a world that is all in memory. */
const lookInto = (of: World): Look => {
  const inTag = (tag: string) => (one: ObjectOf['dataSource']) =>
    one.tags.some((own) => own === tag || own.startsWith(`${tag}.`));
  const isOf = (principal: object) => (one: object) => JSON.stringify(one) === JSON.stringify(principal);
  const find = (entry: Entry): unknown => {
    switch (entry.entry) {
      case 'user':
        if (entry.name === 'ben') return make('user', { name: 'ben', groups: ['a'] });
        return entry.name === 'ann'
          ? make('user', { name: 'ann', groups: of.users, attributes: { level: ['1'] } })
          : undefined;
      case 'attributeKnown':
        return entry.name === 'level';
      case 'group':
        return groups.includes(entry.name) ? make('group', { name: entry.name }) : undefined;
      case 'dataSource':
        return of.dataSources.find((one) => full(one) === entry.name);
      case 'subscriptions':
        return of.subscriptions.filter(({ dataSource }) => dataSource === entry.dataSource);
      case 'dataSourcesOf':
        return [
          ...of.subscriptions
            .filter(({ subscriber }) => isOf(entry.principal)(subscriber))
            .map(({ dataSource }) => dataSource),
          ...of.dataSources.filter(({ owners }) => owners.some(isOf(entry.principal))).map(full),
        ];
      case 'dataSourcesIn':
        return of.dataSources.filter(({ schema }) => schema === entry.schema).map(full);
      case 'dataSourcesTagged':
        return of.dataSources.filter(inTag(entry.tag)).map(full);
      case 'blocksOf':
        return of.blocks.filter(({ blocked }) => isOf(entry.principal)(blocked));
      case 'sharedTables': {
        const shared = of.dataSources.filter(({ table }) => table === 'raw.a.shared').map(full);
        return shared.length > 1 ? [shared] : [];
      }
      case 'subscriptionPolicies':
        return of.policies;
      case 'workingProject':
        return of.project && make('workingProject', { user: 'ann', project: 'p' });
      case 'project':
        return of.project;
      default:
        return undefined;
    }
  };
  return find as Look;
};

it('a list of one schema is what the list of all has of it', () => {
  const asker = { userName: 'ann', at };
  fc.assert(
    fc.property(world, (of) => {
      const look = lookInto(of);
      const all = visibleDataSources(look, asker);
      // What exists for her is decided one by one in the same way.
      expect(names.filter((one) => visibleDataSource(look, asker, full(one)) !== undefined)).toEqual(
        names.filter((one) => all.some((found) => full(found) === full(one))),
      );
      const inX = ({ name }: { readonly name: string }): boolean => name === 'x';
      expect(visibleSchemas(look, asker, inX)).toEqual([
        ...new Set(all.filter(inX).map(({ schema }) => schema)),
      ]);
      for (const schema of [...schemas, 'u']) {
        const wanted = all.filter((one) => one.schema === schema);
        expect(visibleDataSources(look, asker, schema)).toEqual(wanted);
        expect(isSchemaVisible(look, asker, schema, inX)).toBe(wanted.some(inX));
      }
    }),
  );
});

/** Remembers what is derived of one world after the other: an entry is dropped if its value is not the same any more. */
function remembering() {
  const memory = createDerivedMemory(1_000);
  const entries = new Map<string, { readonly entry: Entry; readonly held: Held }>();
  return {
    change: (look: Look) => {
      for (const [id, { entry, held }] of entries) {
        if (JSON.stringify(held.value) === JSON.stringify(look(entry))) continue;
        held.dropped = true;
        entries.delete(id);
      }
    },
    ask: <T>(look: Look, question: (look: Look, derive: Derive) => T): T => {
      const find = (entry: Entry): Held => {
        const known = entries.get(entryId(entry)) ?? { entry, held: { value: look(entry), version: {} } };
        entries.set(entryId(entry), known);
        return known.held;
      };
      const run = memory.run(find);
      const answer = question(((entry: Entry) => find(entry).value) as Look, run.derive);
      run.keep();
      return answer;
    },
  };
}

it('a list is what decisions one by one say, at each time and after each change', () => {
  fc.assert(
    fc.property(fc.array(world, { minLength: 1, maxLength: 3 }), (worlds) => {
      const remembered = remembering();
      for (const of of worlds) {
        const look = lookInto(of);
        remembered.change(look);
        for (const time of times) {
          const asker = { userName: 'ann', at: new Date(time) };
          const granted = names.filter((one) => accessOf(accessFactsFor(look, asker, full(one))).granted);
          const expected = (schema: string) => granted.filter((one) => one.schema === schema).map(full);
          for (const schema of schemas) {
            remembered.ask(look, (seen, derive) => {
              expect(visibleDataSources(seen, asker, schema, derive).map(full)).toEqual(expected(schema));
              expect(
                visibleAccess(seen, asker, schema, derive).map(({ dataSource }) => full(dataSource)),
              ).toEqual(expected(schema));
              const any = isSchemaVisible(seen, asker, schema, () => true, derive);
              expect(any).toBe(expected(schema).length > 0);
            });
          }
          const found = remembered.ask(look, (seen, derive) =>
            visibleSchemas(seen, asker, () => true, derive),
          );
          expect(found.toSorted()).toEqual([...new Set(granted.map(({ schema }) => schema))].toSorted());
        }
      }
    }),
  );
});

it('the access of a person depends on no policy that opens nothing to them', () => {
  const looked: Entry[] = [];
  const look = lookInto({
    users: ['a'],
    dataSources: [],
    subscriptions: [],
    policies: groups.map((group) =>
      make('subscriptionPolicy', {
        ...{ name: group, target: { tags: [`T.${group}`] } },
        grant: { condition: { group } },
      }),
    ),
    blocks: [],
    project: undefined,
  });
  const watched = ((entry: Entry) => {
    looked.push(entry);
    return look(entry);
  }) as Look;
  const derive: Derive = (_, compute) => compute(watched, derive, undefined);
  visibleAccess(watched, { userName: 'ann', at }, undefined, derive);
  expect(looked.filter(({ entry }) => entry === 'dataSourcesTagged')).toEqual([
    { entry: 'dataSourcesTagged', tag: 'T.a' },
  ]);
});

describe('a list of schemas', () => {
  const many = Array.from({ length: 100 }, (_, index) => `d${String(index).padStart(3, '0')}`);

  /** Lists the schemas of a world in which only some of many data sources are enabled, and counts what the store reads for it. */
  const listed = async (isEnabled: (name: string) => boolean) => {
    const look = lookInto({
      users: ['a'],
      dataSources: ['s', 't'].flatMap((schema) =>
        many.map((name) =>
          make('dataSource', {
            ...{ schema, name, table: `raw.${schema}.${name}`, tags: ['PII'], enabled: isEnabled(name) },
            columns: [{ name: 'c', type: 'bigint' }],
          }),
        ),
      ),
      subscriptions: [],
      policies: [
        make('subscriptionPolicy', { name: 'p', target: { tags: ['PII'] }, grant: { anyone: true } }),
      ],
      blocks: [],
      project: undefined,
    });
    const readings: (readonly Entry[])[] = [];
    const cache = createWorldCache({
      revision: () => Promise.resolve(1),
      read: (_, wanted) => {
        readings.push(wanted);
        const values = wanted.map((entry) => look(entry)) as Reading['values'];
        return Promise.resolve({ revision: 1, changed: 'all', values });
      },
    });
    const asker = { userName: 'ann', at };
    const found = await cache.ask((seen, { derive, lacking }) =>
      visibleSchemas(seen, asker, () => true, derive, lacking),
    );
    const read = readings.flat().filter(({ entry }) => entry === 'dataSource').length;
    return { found, read, readings: readings.length };
  };

  it('reads a few data sources of each schema if these exist for the person', async () => {
    const { found, read } = await listed(() => true);
    expect(found).toEqual(['s', 't']);
    expect(read).toBe(8);
  });

  it.each([
    ['the last one exists', ['s', 't'], (name: string) => name === many.at(-1)],
    ['none exists', [], () => false],
  ])('reads twice as many each time where %s', async (_, expected, isEnabled) => {
    const { found, read, readings } = await listed(isEnabled);
    expect(found).toEqual(expected);
    expect(read).toBe(200);
    expect(readings).toBeLessThan(12);
  });
});

it('a list of one schema looks at nothing of another', () => {
  const there = names.map((of, index) =>
    make('dataSource', { ...of, table: `raw.a.t${index}`, columns: [{ name: 'c', type: 'bigint' }] }),
  );
  const seen: string[] = [];
  const look = lookInto({
    users: ['a'],
    dataSources: there,
    subscriptions: there.map((one) =>
      make('subscription', { dataSource: full(one), subscriber: { user: 'ann' } }),
    ),
    policies: names.map((one, index) =>
      make('subscriptionPolicy', { name: `p${index}`, dataSource: full(one), grant: { anyone: true } }),
    ),
    blocks: [],
    project: undefined,
  });
  const watched = ((entry: Entry) => {
    if (entry.entry === 'dataSource') seen.push(entry.name);
    return look(entry);
  }) as Look;
  expect(visibleDataSources(watched, { userName: 'ann', at }, 't').map(full)).toEqual(['t.x', 't.y', 't.z']);
  expect([...new Set(seen)]).toEqual(['t.x', 't.y', 't.z']);
});
