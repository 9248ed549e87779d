import type { DataSource } from '../model/data-source.js';
import { formatDataSourceName, tagReaches } from '../model/names.js';
import type { Target } from '../model/policy-head.js';
import type { SharingDataSource } from './sources/share-table.js';

/** Where a policy applies: to one data source, or to all that match every key of a target. */
export interface Scope {
  readonly dataSource?: string | undefined;
  readonly target?: Target | undefined;
}

const carries = (dataSource: DataSource, wanted: string): boolean =>
  [dataSource, ...dataSource.columns].some(({ tags }) => tags.some((tag) => tagReaches(wanted, tag)));

/**
 * Whether a data source lies in a scope, and why; undefined for a scope that says nothing. One that shares its raw table with others
 * lies wherever any of them does.
 */
export function inScope(
  { dataSource: local, target }: Scope,
  dataSource: SharingDataSource,
): { readonly about: boolean; readonly because: string } | undefined {
  const all = [dataSource, ...(dataSource.sharedWith ?? [])];
  const names = all.map(formatDataSourceName);
  if (local !== undefined) return { about: names.includes(local), because: `local to '${local}'` };
  if (target === undefined) return undefined;
  const checks: readonly (readonly [readonly string[] | undefined, (entry: string) => boolean, string])[] = [
    [target.tags, (tag) => carries(dataSource, tag), 'tag'],
    [target.schemas, (schema) => all.some((one) => one.schema === schema), 'schema'],
    [target.dataSources, (source) => names.includes(source), 'data source'],
  ];
  const reasons: string[] = [];
  for (const [wanted, meets, word] of checks) {
    if (wanted === undefined) continue;
    const found = wanted.find(meets);
    if (found === undefined) return { about: false, because: `not of ${word} ${wanted.join(' or ')}` };
    reasons.push(`${word} ${found}`);
  }
  return { about: true, because: reasons.join(' and ') };
}
