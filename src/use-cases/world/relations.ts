import { accessFactsFor } from '../../facts/facts-for.js';
import { personOf } from '../../world/person.js';
import { workingInNone } from '../../world/work.js';
import type { Look } from '../../world/look.js';
import type { Actor } from '../../identity/actor.js';
import type { DataSource } from '../../model/data-source.js';
import { isOpen } from '../../model/present.js';
import type { Project } from '../../model/project.js';
import type { Claim, Standing } from '../../model/rights.js';
import { kindOf } from '../../model/world.js';
import type { Kind, ObjectOf } from '../../model/world.js';
import { accessOf, blockOf, covers } from '../../policy/access.js';
import { askRules } from '../access/standing.js';

/** The actor of a read or a change, and its time. */
export interface Asking {
  readonly actor: Actor;
  readonly at: Date;
}

const stranger: ReadonlySet<Standing> = new Set();

/** The relations of a user to a data source. */
function standingTo(look: Look, { actor: { user }, at }: Asking, name: string): ReadonlySet<Standing> {
  if (user === undefined) return stranger;
  const facts = accessFactsFor(look, { userName: user, at }, name);
  const { self, dataSource, subscriptionPolicies, blocks } = facts;
  if (self === undefined || dataSource === undefined || blockOf({ blocks }, dataSource, at)) return stranger;
  const who = { principal: { user }, person: self };
  const owner = dataSource.owners.some((one) => covers(one, who));
  const rules = isOpen(dataSource) ? askRules(subscriptionPolicies, dataSource) : [];
  const approver = rules.some(({ approvers }) => approvers.some((one) => covers(one, who)));
  const discoverer = owner || rules.length > 0 || accessOf({ ...facts, work: workingInNone }).granted;
  return new Set([
    ...(owner ? (['owner'] as const) : []),
    ...(approver ? (['approver'] as const) : []),
    ...(discoverer ? (['discoverer'] as const) : []),
  ]);
}

/** Whether the actor meets a claim. */
function isMet(look: Look, asking: Asking, claim: Claim): boolean {
  const { user, name } = asking.actor;
  if (claim === 'anybody') return true;
  if ('name' in claim) return claim.name === user;
  if ('is' in claim) {
    const person = user === undefined ? undefined : personOf(look, user);
    return user !== undefined && person !== undefined && covers(claim.is, { principal: { user }, person });
  }
  const standing = standingTo(look, asking, claim.to);
  if ('as' in claim) return claim.as.some((one) => standing.has(one));
  if (!standing.has('owner')) return false;
  if (claim.setBy === name) return true;
  const setter = { principal: { user: claim.setBy }, person: personOf(look, claim.setBy) };
  const { owners = [] } = look({ entry: 'dataSource', name: claim.to }) ?? {};
  return owners.some((owner) => covers(owner, setter));
}

/** Whether an object is one of the actor's own for reading. */
export const isOwnToRead = <K extends Kind>(
  look: Look,
  asking: Asking,
  kind: K,
  object: ObjectOf[K],
): boolean => kindOf[kind].own?.read?.(object).some((claim) => isMet(look, asking, claim)) ?? false;

/** Whether an object is one of the actor's own for writing. */
export const isOwnToWrite = <K extends Kind>(
  look: Look,
  asking: Asking,
  kind: K,
  object: ObjectOf[K],
): boolean => kindOf[kind].own?.write?.(object).some((claim) => isMet(look, asking, claim)) ?? false;

/** Of some data sources, those that the actor may learn exist. */
export const discoverable = (look: Look, asking: Asking, dataSources: readonly string[]): readonly string[] =>
  dataSources.filter((name) => standingTo(look, asking, name).has('discoverer'));

/** A project as a member sees it: with the data sources that they may learn exist. */
export const projectFor = (look: Look, asking: Asking, project: Project): Project => ({
  ...project,
  dataSources: [...discoverable(look, asking, project.dataSources)],
});

/** The part of a data source that only its owners, and actors who may read everything, are shown: its definition. */
const behind = ['table', 'query', 'reads'] as const;

/** The definition of a data source: its raw data, and their platform. */
export const standingFor = ['platform', 'external', ...behind] as const;

/** A data source as it is shown to an actor who may only know that it exists. */
export function shownOf(look: Look, asking: Asking, dataSource: DataSource): DataSource {
  if (isOwnToWrite(look, asking, 'dataSource', dataSource)) return dataSource;
  const hidden: readonly string[] = behind;
  return Object.fromEntries(
    Object.entries(dataSource).filter(([key]) => !hidden.includes(key)),
  ) as unknown as DataSource;
}
