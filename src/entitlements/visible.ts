import type { DataSource } from '../model/data-source.js';
import type { Principal } from '../model/principals.js';
import { accessOf } from '../policy/access.js';
import { accessFactsFor } from './facts-for.js';
import { personOf } from './person.js';
import type { Look } from './world-cache.js';

/** The data sources that exist for a person, by name. */
export function visibleDataSources(look: Look, userName: string, at: Date): readonly DataSource[] {
  const person = personOf(look, userName);
  if (person === undefined) return [];
  const principals: Principal[] = [{ user: userName }, ...[...person.groups].map((group) => ({ group }))];
  const names = new Set(principals.flatMap((principal) => look({ entry: 'dataSourcesOf', principal }) ?? []));
  return [...names].toSorted().flatMap((dataSourceName): DataSource[] => {
    const facts = accessFactsFor(look, { userName, dataSourceName, at });
    return facts.dataSource !== undefined && accessOf(facts).granted ? [facts.dataSource] : [];
  });
}
