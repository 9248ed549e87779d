import { expect, it } from '@jest/globals';
import fc from 'fast-check';

import { schemaOf } from '../model/world.js';
import type { Kind, ObjectOf } from '../model/world.js';
import { isSchemaVisible, visibleDataSource, visibleDataSources, visibleSchemas } from './visible.js';
import type { Look } from '../world/look.js';
import type { Entry } from '../world/world-store.js';

const at = new Date('2026-01-01T00:00:00Z');
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
  readonly project: ObjectOf['project'] | undefined;
}

const dataSources = fc.subarray(names).chain((there) =>
  fc.tuple(
    ...there.map(({ schema, name }) =>
      fc
        .record({
          owners: fc.subarray([{ user: 'ann' }, { group: 'a' }], { maxLength: 1 }),
          tags: fc.subarray(['PII', 'PII.Email']),
          enabled: fc.constantFrom(true, true, false),
        })
        .map((of) =>
          make('dataSource', {
            ...{ schema, name, table: `raw."${schema}".${name}` },
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
const grant = fc.constantFrom({ anyone: true }, { condition: { group: 'a' } }, { condition: { group: 'b' } });
const policies = fc
  .array(fc.record({ where: fc.oneof(target, fc.constantFrom(...names.map(full))), grant }), { maxLength: 4 })
  .map((list) =>
    list.map(({ where, grant: given }, index) =>
      make('subscriptionPolicy', {
        name: `p${index}`,
        ...(typeof where === 'string' ? { dataSource: where } : { target: where }),
        grant: given,
      }),
    ),
  );
const subscriptions = fc
  .subarray(
    names.flatMap((of) => [{ user: 'ann' }, { group: 'b' }].map((subscriber) => ({ of, subscriber }))),
  )
  .map((list) =>
    list.map(({ of, subscriber }) => make('subscription', { dataSource: full(of), subscriber })),
  );
const project = fc.option(
  fc
    .subarray(names.map(full))
    .map((held) => make('project', { name: 'p', members: [{ user: 'ann' }], dataSources: held })),
  { nil: undefined },
);
const world: fc.Arbitrary<World> = fc.record({
  users: fc.subarray(groups),
  dataSources,
  subscriptions,
  policies,
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
        return entry.name === 'ann' ? make('user', { name: 'ann', groups: of.users }) : undefined;
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
    project: undefined,
  });
  const watched = ((entry: Entry) => {
    if (entry.entry === 'dataSource') seen.push(entry.name);
    return look(entry);
  }) as Look;
  expect(visibleDataSources(watched, { userName: 'ann', at }, 't').map(full)).toEqual(['t.x', 't.y', 't.z']);
  expect([...new Set(seen)]).toEqual(['t.x', 't.y', 't.z']);
});
