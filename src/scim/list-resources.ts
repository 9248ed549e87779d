import type { Directory, DirectoryEntry, DirectoryKind, DirectoryQuery } from '../world/directory.js';
import type { Filter } from './filter.js';
import { matches } from './match-filter.js';
import { parseFilter } from './parse-filter.js';
import { isWanted, projectResource } from './project-resource.js';
import type { Wanted } from './project-resource.js';
import type { Resource } from './resource.js';
import { groupType, urns } from './resource-types.js';
import type { ResourceType } from './resource-types.js';

/** The parameters of a list request. */
export interface ListQuery extends Wanted {
  readonly filter?: string | undefined;
  /** From 1 (RFC 7644, section 3.4.2.4). */
  readonly startIndex: number;
  readonly count: number;
}

/** How to find and show the resources of a kind. */
export interface Listed<K extends DirectoryKind> {
  readonly kind: K;
  readonly type: ResourceType;
  /** The attribute that is the object's name. */
  readonly named: string;
  /** @param whole whether to read costly attributes too */
  readonly shown: (entries: readonly DirectoryEntry<K>[], whole: boolean) => Promise<readonly Resource[]>;
}

/** Number of entries that are read at a time to search for those that match a filter. */
const scan = 500;

/**
 * Lists resources by name (RFC 7644, section 3.4.2). A filter for one name, id or externalId uses an index. Any other filter is
 * evaluated on all resources.
 * @throws ScimError `invalidFilter`
 */
export async function listResources<K extends DirectoryKind>(
  directory: Directory,
  { kind, type, named, shown }: Listed<K>,
  query: ListQuery,
): Promise<Resource> {
  const { startIndex, count } = query;
  const first = startIndex - 1;
  const wholeWanted = type !== groupType || isWanted(type, 'members', query);
  if (query.filter === undefined) {
    const entries = count === 0 ? [] : await directory.list(kind, { offset: first, limit: count });
    const resources = await shown(entries, wholeWanted);
    return listResponse(type, resources, await directory.count(kind), query);
  }
  const filter = parseFilter(type, query.filter);
  const asksMembers = type === groupType && mentions(filter, 'members');
  const narrowed = narrowing(filter, named);
  const page: DirectoryEntry<K>[] = [];
  let total = 0;
  for (let after: string | undefined; ;) {
    const entries = await directory.list(kind, { ...narrowed, after, limit: scan });
    const resources = await shown(entries, asksMembers);
    const found = entries.filter((_, index) => matches(type, filter, resources[index] ?? {}));
    page.push(...found.slice(Math.max(0, first - total), Math.max(0, first + count - total)));
    total += found.length;
    if (entries.length < scan) break;
    after = entries.at(-1)?.key;
  }
  return listResponse(type, await shown(page, wholeWanted), total, query);
}

const listResponse = (
  type: ResourceType,
  resources: readonly Resource[],
  total: number,
  query: ListQuery,
): Resource => ({
  schemas: [urns.list],
  totalResults: total,
  startIndex: query.startIndex,
  itemsPerPage: resources.length,
  Resources: resources.map((one) => projectResource(type, one, query)),
});

/** The condition that every match of a filter satisfies and that the store can look up. */
function narrowing(filter: Filter, named: string): DirectoryQuery {
  if (filter.kind === 'and') return Object.assign({}, ...filter.parts.map((part) => narrowing(part, named)));
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || typeof filter.value !== 'string') return {};
  const { attribute, sub } = filter.path;
  if (sub !== undefined) return {};
  if (attribute.name === named) return { keys: [filter.value] };
  if (attribute.name === 'id') return { ids: [filter.value] };
  return attribute.name === 'externalId' ? { externalId: filter.value } : {};
}

function mentions(filter: Filter, name: string): boolean {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.parts.some((part) => mentions(part, name));
    case 'not':
      return mentions(filter.filter, name);
    default:
      return filter.path.attribute.name === name;
  }
}
