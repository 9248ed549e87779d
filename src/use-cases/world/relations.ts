import { accessFactsFor, askerFactsFor } from '../../facts/facts-for.js';
import { personOf } from '../../world/person.js';
import { isMember, workingInNone } from '../../world/work.js';
import type { Look } from '../../world/world-cache.js';
import type { Actor } from '../../identity/actor.js';
import type { DataSource } from '../../model/data-source.js';
import { formatDataSourceName } from '../../model/names.js';
import { isOpen } from '../../model/present.js';
import type { Project } from '../../model/project.js';
import type { Kind, ObjectOf } from '../../model/world.js';
import { accessOf, blockOf, covers } from '../../policy/access.js';
import { askRules } from '../access/standing.js';

/** Who wants to know or to change something, and when. */
export interface Asking {
  readonly actor: Actor;
  readonly at: Date;
}

/** How a user stands to a data source. */
interface Standing {
  readonly owner: boolean;
  readonly approver: boolean;
  /** Whether they may learn that it exists: they own it, have access to it, or may ask for it. */
  readonly discovers: boolean;
}

const stranger: Standing = { owner: false, approver: false, discovers: false };

function standingTo(look: Look, { actor: { user }, at }: Asking, name: string): Standing {
  if (user === undefined) return stranger;
  const facts = accessFactsFor(look, askerFactsFor(look, { userName: user, at }), name);
  const { self, dataSource, subscriptionPolicies, blocks } = facts;
  if (self === undefined || dataSource === undefined || blockOf({ blocks }, dataSource, at)) return stranger;
  const who = { principal: { user }, person: self };
  const owner = dataSource.owners.some((one) => covers(one, who));
  const rules = isOpen(dataSource) ? askRules(subscriptionPolicies, dataSource) : [];
  return {
    owner,
    approver: rules.some(({ approvers }) => approvers.some((one) => covers(one, who))),
    discovers: owner || rules.length > 0 || accessOf({ ...facts, work: workingInNone }).granted,
  };
}

type Relation<K extends Kind> = (look: Look, asking: Asking, object: ObjectOf[K]) => boolean;

const never = (): boolean => false;
const named: Relation<'acknowledgement' | 'workingProject'> = (_look, { actor }, { user }) =>
  user === actor.user;
const ofOwned: Relation<'policy' | 'subscriptionPolicy' | 'tagProposal'> = (look, asking, { dataSource }) =>
  dataSource !== undefined && standingTo(look, asking, dataSource).owner;
/** Owners read the blocks from their data sources; they lift those that an owner set, not those of a governor. */
const blockOfOwned =
  (writes: boolean): Relation<'block'> =>
  (look, asking, { scope, blockedBy = '' }) => {
    if (!('dataSource' in scope) || !standingTo(look, asking, scope.dataSource).owner) return false;
    if (!writes || blockedBy === asking.actor.name) return true;
    const setter = { principal: { user: blockedBy }, person: personOf(look, blockedBy) };
    const { owners = [] } = look({ entry: 'dataSource', name: scope.dataSource }) ?? {};
    return owners.some((owner) => covers(owner, setter));
  };
const owned: Relation<'dataSource'> = (look, asking, object) =>
  standingTo(look, asking, formatDataSourceName(object)).owner;

/** Whose an object is to know, for those who know only what is their own. */
const readable: { readonly [K in Kind]: Relation<K> } = {
  settings: never,
  tag: never,
  purpose: never,
  group: never,
  lookupTable: (_look, _asking, { usableBy }) => usableBy === 'owners',
  monitoredSchema: never,
  user: (_look, { actor }, { name }) => name === actor.user,
  dataSource: (look, asking, object) => standingTo(look, asking, formatDataSourceName(object)).discovers,
  subscription: (look, asking, { dataSource, subscriber }) => {
    const { user } = asking.actor;
    const person = user === undefined ? undefined : personOf(look, user);
    if (user === undefined || person === undefined) return false;
    const { owner, approver } = standingTo(look, asking, dataSource);
    return owner || approver || covers(subscriber, { principal: { user }, person });
  },
  block: blockOfOwned(false),
  tagProposal: ofOwned,
  subscriptionPolicy: ofOwned,
  policy: ofOwned,
  project: (look, { actor: { user } }, object) => {
    const person = user === undefined ? undefined : personOf(look, user);
    return user !== undefined && person !== undefined && isMember(object, user, person);
  },
  acknowledgement: named,
  workingProject: named,
};

/** Whose an object is to write, for those who write only what is their own. */
const writable: { readonly [K in Kind]: Relation<K> } = {
  settings: never,
  tag: never,
  purpose: never,
  group: never,
  lookupTable: never,
  monitoredSchema: never,
  user: never,
  dataSource: owned,
  tagProposal: ofOwned,
  subscription: (look, asking, { dataSource }) => standingTo(look, asking, dataSource).owner,
  block: blockOfOwned(true),
  subscriptionPolicy: ofOwned,
  policy: ofOwned,
  project: never,
  acknowledgement: never,
  workingProject: never,
};

/** Whether an object is one of the actor's own to know. */
export const isOwnToRead = <K extends Kind>(
  look: Look,
  asking: Asking,
  kind: K,
  object: ObjectOf[K],
): boolean => readable[kind](look, asking, object);

/** Whether an object is one of the actor's own to write. */
export const isOwnToWrite = <K extends Kind>(
  look: Look,
  asking: Asking,
  kind: K,
  object: ObjectOf[K],
): boolean => writable[kind](look, asking, object);

/** The data sources, among some, of which the actor may learn that they exist. */
export const discoverable = (look: Look, asking: Asking, dataSources: readonly string[]): readonly string[] =>
  dataSources.filter((name) => standingTo(look, asking, name).discovers);

/** A project as it is shown to a member: with the data sources that exist for them. */
export const projectFor = (look: Look, asking: Asking, project: Project): Project => ({
  ...project,
  dataSources: [...discoverable(look, asking, project.dataSources)],
});

/** What only its owners, and those who read all, are shown of a data source: what it stands for. */
const behind = ['table', 'query', 'reads'] as const;

/** What says which raw data a data source stands for: on which platform its table is, too. */
export const standingFor = ['platform', 'external', ...behind] as const;

/** A data source as it is shown to whoever may know that it exists. */
export function shownOf(look: Look, asking: Asking, dataSource: DataSource): DataSource {
  if (owned(look, asking, dataSource)) return dataSource;
  const hidden: readonly string[] = behind;
  return Object.fromEntries(
    Object.entries(dataSource).filter(([key]) => !hidden.includes(key)),
  ) as unknown as DataSource;
}
