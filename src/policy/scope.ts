import type { DataSource } from '../model/data-source.js';
import { formatDataSourceName, tagReaches } from '../model/names.js';
import type { Target } from '../model/policy-head.js';

/** Where a policy says that it holds: on one data source, or on all that meet every key of a target. */
export interface Scope {
  readonly dataSource?: string | undefined;
  readonly target?: Target | undefined;
}

const carries = (dataSource: DataSource, wanted: string): boolean =>
  [dataSource, ...dataSource.columns].some(({ tags }) => tags.some((tag) => tagReaches(wanted, tag)));

/** Whether a data source lies in a scope, and why; undefined for a scope that says nothing. */
export function inScope(
  { dataSource: local, target }: Scope,
  dataSource: DataSource,
): { readonly about: boolean; readonly because: string } | undefined {
  const name = formatDataSourceName(dataSource);
  if (local !== undefined) return { about: local === name, because: `local to '${local}'` };
  if (target === undefined) return undefined;
  const checks: readonly (readonly [readonly string[] | undefined, (entry: string) => boolean, string])[] = [
    [target.tags, (tag) => carries(dataSource, tag), 'tag'],
    [target.schemas, (schema) => schema === dataSource.schema, 'schema'],
    [target.dataSources, (source) => source === name, 'data source'],
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
