import type { Finder, ObjectQuery } from '../entitlements/stored-objects.js';
import type { Editor } from '../entitlements/world-store.js';
import type { Kind, ObjectOf } from '../model/world.js';
import { checkEnforceable } from '../world/check-enforceable.js';
import { referencesOf } from '../world/references.js';
import { emptyWorld } from './check-change.js';

/** An object that refers to another one. */
export interface Found<K extends Kind = Kind> {
  readonly kind: K;
  readonly key: string;
  readonly object: ObjectOf[K];
  readonly message: string;
}

type Queries = { readonly [K in Kind]?: readonly ObjectQuery[] };

const all: readonly ObjectQuery[] = [{}];

/** Where objects are that may refer to one of this kind; of kinds of which there can be very many, only those few that do. */
const places: { readonly [K in Kind]: (key: string) => Queries } = {
  settings: () => ({}),
  tag: (tag) => ({
    monitoredSchema: all,
    dataSource: [{ tagged: [tag] }],
    policy: all,
    subscriptionPolicy: all,
  }),
  purpose: (purpose) => ({
    policy: all,
    subscriptionPolicy: all,
    project: all,
    acknowledgement: [{ containing: [{ purpose }] }],
  }),
  group: (group) => ({
    user: [{ containing: [{ groups: [group] }] }],
    monitoredSchema: all,
    dataSource: [{ containing: [{ owners: [{ group }] }] }],
    subscription: [{ containing: [{ subscriber: { group } }] }],
    block: [{ containing: [{ blocked: { group } }] }],
    policy: all,
    subscriptionPolicy: all,
    project: all,
  }),
  user: (user) => ({
    monitoredSchema: all,
    dataSource: [{ containing: [{ owners: [{ user }] }] }],
    subscription: [{ containing: [{ subscriber: { user } }] }],
    block: [{ containing: [{ blocked: { user } }] }],
    acknowledgement: [{ containing: [{ user }] }],
    workingProject: [{ keys: [user] }],
    policy: all,
    subscriptionPolicy: all,
    project: all,
  }),
  dataSource: (dataSource) => ({
    subscription: [{ containing: [{ dataSource }] }],
    block: [{ containing: [{ scope: { dataSource } }] }],
    policy: all,
    subscriptionPolicy: all,
    project: all,
  }),
  project: (project) => ({ workingProject: [{ containing: [{ project }] }] }),
  lookupTable: () => ({}),
  monitoredSchema: () => ({}),
  tagProposal: () => ({}),
  subscription: () => ({}),
  block: () => ({}),
  subscriptionPolicy: () => ({}),
  policy: () => ({}),
  acknowledgement: () => ({}),
  workingProject: () => ({}),
};

/** The objects that name the object of this kind and key. */
export async function referrersOf(editor: Finder, kind: Kind, key: string): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const [from, queries] of Object.entries(places[kind](key)) as [Kind, readonly ObjectQuery[]][]) {
    for (const query of queries) found.push(...(await referringIn(editor, from, query, { kind, key })));
  }
  return found;
}

async function referringIn<K extends Kind>(
  editor: Finder,
  from: K,
  query: ObjectQuery,
  to: { readonly kind: Kind; readonly key: string },
): Promise<readonly Found[]> {
  const stored = await editor.find(from, query);
  return stored.flatMap(({ key, object }) => {
    const reference = referencesOf(from, object).find(
      ({ to: kind, name }) => kind === to.kind && name === to.key,
    );
    if (reference === undefined) return [];
    return [{ kind: from, key, object, message: `names it at ${reference.path.join('.')}` } as Found];
  });
}

/**
 * Does something that may take away what policies and queries rest on, and tells which of them cannot be enforced any more. One
 * that could not be before does not count.
 */
export async function newlyClosed(editor: Editor, work: () => Promise<void>): Promise<readonly Found[]> {
  const before = new Set((await unenforceable(editor)).map(({ message }) => message));
  await work();
  return (await unenforceable(editor)).filter(({ message }) => !before.has(message));
}

async function unenforceable(editor: Editor): Promise<readonly Found[]> {
  const policy = await editor.find('policy', {});
  const dataSource = await editor.find('dataSource', {});
  const world = {
    ...emptyWorld,
    policy: policy.map(({ object }) => object),
    dataSource: dataSource.map(({ object }) => object),
  };
  return (await checkEnforceable(world, editor)).flatMap(({ kind, index, message }): readonly Found[] => {
    const stored = (kind === 'policy' ? policy : dataSource)[index];
    return stored === undefined ? [] : [{ kind, key: stored.key, object: stored.object, message }];
  });
}
