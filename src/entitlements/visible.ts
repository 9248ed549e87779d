import { hasEnded } from '../model/block.js';
import type { DataSource } from '../model/data-source.js';
import type { Principal } from '../model/principals.js';
import type { SubscriptionPolicy } from '../model/subscription-policy.js';
import { accessOf } from '../policy/access.js';
import type { Access } from '../policy/access.js';
import { considerGrant } from '../policy/consider-subscription-policy.js';
import type { AskerFacts } from '../policy/facts.js';
import { accessFactsFor, askerFactsFor } from './facts-for.js';
import type { Asker } from './facts-for.js';
import type { Look } from './world-cache.js';

/** The data sources that exist for a person, by name; only those that may are looked at. */
export const visibleDataSources = (look: Look, asker: Asker): readonly DataSource[] =>
  visibleAccess(look, asker).map(({ dataSource }) => dataSource);

/** A data source that exists for a person, and why it does. */
export interface VisibleAccess {
  readonly dataSource: DataSource;
  readonly access: Access;
}

/** The data sources that exist for a person with the access that they have, by name. */
export function visibleAccess(look: Look, asker: Asker): readonly VisibleAccess[] {
  const facts = askerFactsFor(look, asker);
  return [...new Set(candidates(look, facts))].toSorted().flatMap((name): VisibleAccess[] => {
    const known = accessFactsFor(look, facts, name);
    const access = accessOf(known);
    return known.dataSource !== undefined && access.granted ? [{ dataSource: known.dataSource, access }] : [];
  });
}

/** Names of data sources that may exist for a person: of all others it is certain that they do not. */
function candidates(look: Look, facts: AskerFacts): readonly string[] {
  const { self, work, userName, subscriptionPolicies, blocks, at } = facts;
  if (self === undefined) return [];
  if (blocks.some((block) => 'everything' in block.scope && !hasEnded(block, at))) return [];
  if (work.project !== undefined) return work.project.dataSources;
  const principals: Principal[] = [{ user: userName }, ...[...self.groups].map((group) => ({ group }))];
  const opening = subscriptionPolicies.filter(
    ({ enabled, grant }) =>
      enabled && grant !== undefined && considerGrant(grant, { ...facts, person: self }).grants,
  );
  return [
    ...principals.flatMap((principal) => look({ entry: 'dataSourcesOf', principal }) ?? []),
    ...opening.flatMap((policy) => reachOf(look, policy)),
  ];
}

/** At least the data sources that a policy is about, by whichever key of its target finds the fewest. */
function reachOf(look: Look, { dataSource, target }: SubscriptionPolicy): readonly string[] {
  if (dataSource !== undefined) return [dataSource];
  const { dataSources, schemas, tags = [] } = target ?? {};
  if (dataSources !== undefined) return dataSources;
  return schemas === undefined
    ? tags.flatMap((tag) => look({ entry: 'dataSourcesTagged', tag }) ?? [])
    : schemas.flatMap((schema) => look({ entry: 'dataSourcesIn', schema }) ?? []);
}
