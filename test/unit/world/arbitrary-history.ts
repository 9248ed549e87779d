import fc from 'fast-check';

import type { Editor, Entry } from '../../../src/world/world-store.js';
import { keyOf, kinds, schemaOf } from '../../../src/model/world.js';
import type { Kind, ObjectOf } from '../../../src/model/world.js';

export const names = ['a', 'b'];
const schemas = ['s', 't'];
export const dataSourceNames = schemas.flatMap((schema) => names.map((name) => `${schema}.${name}`));
const tags = ['T', 'T.U', 'T.U.V', 'TU'];

const name = fc.constantFrom(...names);
const comment = fc.constantFrom('x', 'y');
const tables = ['c.s.t', 'c.s.u'];
const dataSourceName = fc.constantFrom(...dataSourceNames);
const principal = fc.oneof(
  name.map((user) => ({ user })),
  name.map((group) => ({ group })),
);
const tagList = fc.subarray(tags);
const named = fc.record({ name, comment });
const attributes = fc.record(
  { region: fc.constantFrom([], ['x'], ['y']), level: fc.constant(['1']) },
  { requiredKeys: [] },
);

/** A table, or a query that reads one. */
const definitions = fc.constantFrom(...tables).chain((table) => {
  const columns = [{ name: 'c0', type: 'bigint' }];
  return fc.constantFrom<object>(
    { table },
    { query: `SELECT c0 FROM ${table}`, reads: [{ table, columns }] },
  );
});

/** Objects of each kind, few enough for changes to meet. */
const inputs: { readonly [K in Kind]: fc.Arbitrary<unknown> } = {
  settings: fc.record({ definer: name }),
  tag: named,
  purpose: named,
  group: fc.record({ name, comment, attributes }),
  user: fc.record({ name, groups: fc.subarray(names), attributes }),
  dataSource: fc
    .record({
      schema: fc.constantFrom(...schemas),
      name,
      definition: definitions,
      owners: fc.array(principal, { maxLength: 2 }),
      tags: tagList,
      columns: fc
        .array(tagList, { minLength: 1, maxLength: 2 })
        .map((lists) => lists.map((list, index) => ({ name: `c${index}`, type: 'bigint', tags: list }))),
    })
    .map(({ definition, ...of }) => ({ ...of, ...definition })),
  subscription: fc.record({
    dataSource: dataSourceName,
    subscriber: principal,
    status: fc.constantFrom('approved', 'revoked'),
  }),
  recertification: fc.record({
    name,
    dataSource: dataSourceName,
    due: fc.constant('2999-01-01T00:00:00Z'),
    startedBy: name,
    startedAt: fc.constant('2026-01-01T00:00:00Z'),
    accesses: fc.array(
      principal.map((subscriber) => ({ subscriber })),
      { maxLength: 2 },
    ),
  }),
  block: fc.record({
    blocked: principal,
    scope: fc.oneof(
      dataSourceName.map((dataSource) => ({ dataSource })),
      fc.constantFrom(...schemas).map((schema) => ({ schema })),
      fc.constant({ everything: true }),
    ),
    reason: comment,
  }),
  subscriptionPolicy: fc.record({
    name,
    comment,
    dataSource: dataSourceName,
    grant: fc.constant({ anyone: true }),
  }),
  policy: fc.record({
    name,
    comment,
    rules: fc.constant([{ mask: { type: 'null' }, columns: { tags: ['T'] } }]),
  }),
  project: fc.record({
    name,
    dataSources: fc.subarray(dataSourceNames),
    members: fc.array(principal, { maxLength: 2 }),
  }),
  lookupTable: fc.record({
    table: name,
    columns: fc.constant([{ name: 'c', type: 'bigint' }]),
    comment,
  }),
  monitoredSchema: fc.record({ catalog: name }),
  tagProposal: fc.record({
    dataSource: dataSourceName,
    column: fc.constant('c0'),
    tag: fc.constantFrom(...tags),
    detector: fc.constant('email'),
    byName: fc.boolean(),
  }),
  operationRule: fc.record({
    name,
    comment,
    who: fc.array(principal, { minLength: 1, maxLength: 2 }),
    allow: fc.constant(['ReadSystemInformation']),
  }),
  acknowledgement: fc.record({ user: name, purpose: name }),
  workingProject: fc.record({ user: name, project: name }),
};

type Step = (editor: Editor) => Promise<void>;

const stepsOf = <K extends Kind>(kind: K): fc.Arbitrary<readonly [string, Step]> => {
  const object = inputs[kind].map((input) => schemaOf[kind].parse(input) as ObjectOf[K]);
  return fc
    .tuple(object, fc.boolean())
    .map(([one, remove]) => [
      `${remove ? 'remove' : 'put'} ${kind} ${JSON.stringify(one)}`,
      (editor) => (remove ? editor.remove(kind, [keyOf[kind](one)]) : editor.put(kind, [one])),
    ]);
};
const step = fc.oneof(...kinds.map(stepsOf));
/** Transactions of two to six steps. */
export const history = fc.array(fc.array(step, { minLength: 2, maxLength: 6 }), {
  minLength: 1,
  maxLength: 6,
});

/** Every entry that these changes can alter; the compiler asks for a line here for each new one. */
const entries: { readonly [E in Entry['entry']]: readonly Extract<Entry, { entry: E }>[] } = {
  settings: [{ entry: 'settings' }],
  policies: [{ entry: 'policies' }],
  subscriptionPolicies: [{ entry: 'subscriptionPolicies' }],
  lookupTables: [{ entry: 'lookupTables' }],
  tablesRead: [{ entry: 'tablesRead' }],
  operationRules: [{ entry: 'operationRules' }],
  user: names.map((of) => ({ entry: 'user', name: of })),
  group: names.map((of) => ({ entry: 'group', name: of })),
  attributeNames: [{ entry: 'attributeNames' }],
  attributeKnown: ['region', 'level'].map((of) => ({ entry: 'attributeKnown', name: of })),
  purpose: names.map((of) => ({ entry: 'purpose', name: of })),
  project: names.map((of) => ({ entry: 'project', name: of })),
  dataSource: dataSourceNames.map((of) => ({ entry: 'dataSource', name: of })),
  subscriptions: dataSourceNames.map((dataSource) => ({ entry: 'subscriptions', dataSource })),
  blocks: [{ entry: 'blocks' }],
  blocksOf: names.flatMap((of) => [
    { entry: 'blocksOf', principal: { user: of } },
    { entry: 'blocksOf', principal: { group: of } },
  ]),
  dataSourcesOf: names.flatMap((of) => [
    { entry: 'dataSourcesOf', principal: { user: of } },
    { entry: 'dataSourcesOf', principal: { group: of } },
  ]),
  dataSourcesIn: schemas.map((schema) => ({ entry: 'dataSourcesIn', schema })),
  dataSourcesOver: tables.map((table) => ({ entry: 'dataSourcesOver', table })),
  sharedTables: [{ entry: 'sharedTables' }],
  dataSourcesTagged: tags.map((tag) => ({ entry: 'dataSourcesTagged', tag })),
  acknowledgements: names.map((user) => ({ entry: 'acknowledgements', user })),
  workingProject: names.map((user) => ({ entry: 'workingProject', user })),
  projectsAtWork: [{ entry: 'projectsAtWork' }],
  projectsWith: dataSourceNames.map((dataSource) => ({ entry: 'projectsWith', dataSource })),
};
export const wanted: readonly Entry[] = Object.values(entries).flat();
