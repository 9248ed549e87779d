import type { DirectoryEntry, Profile } from '../world/directory.js';
import type { User } from '../model/principals.js';
import { withMapped } from './attribute-mapping.js';
import type { AttributeMapping } from './attribute-mapping.js';
import type { Resource } from './resource.js';
import { urns } from './resource-types.js';

/** The attributes that are in the world. All other attributes of a user are its profile. */
const ofWorld: readonly string[] = ['schemas', 'userName', 'active', urns.scrimUser];

/** The part of a user that a provider may change. */
export const userContent = ({
  object,
  profile,
}: Pick<DirectoryEntry<'user'>, 'object' | 'profile'>): Resource => ({
  ...profile,
  userName: object.name,
  active: object.active !== false,
  [urns.scrimUser]: object.attributes,
});

/** A user as in responses, without `meta`. */
export function userResource(entry: DirectoryEntry<'user'>, groupIds: ReadonlyMap<string, string>): Resource {
  const { [urns.scrimUser]: attributes, ...rest } = userContent(entry);
  const groups = entry.object.groups.flatMap((name) => {
    const id = groupIds.get(name);
    return id === undefined ? [] : [{ value: id, display: name, type: 'direct', $ref: `Groups/${id}` }];
  });
  const extended = Object.keys(entry.object.attributes).length > 0;
  return {
    schemas: [
      urns.user,
      ...(Object.hasOwn(entry.profile, urns.enterprise) ? [urns.enterprise] : []),
      ...(extended ? [urns.scrimUser] : []),
    ],
    id: entry.id,
    ...rest,
    ...(groups.length === 0 ? {} : { groups }),
    ...(extended ? { [urns.scrimUser]: attributes } : {}),
  };
}

/**
 * Converts a resource to the user and its profile. Properties that SCIM does not have stay as they were. So
 * do the attributes, if the resource has none.
 */
export function userOf(
  resource: Resource,
  before: User | undefined,
  mapping: AttributeMapping,
): { readonly user: unknown; readonly profile: Profile } {
  const own = (resource[urns.scrimUser] ?? before?.attributes ?? {}) as User['attributes'];
  const { active: wasActive = true, ...rest } = before ?? { groups: [] };
  const active = resource['active'] ?? wasActive;
  return {
    user: {
      ...rest,
      name: resource['userName'],
      attributes: withMapped(mapping, own, resource),
      ...(active === false ? { active } : {}),
    },
    profile: Object.fromEntries(
      Object.entries(resource).filter(
        ([key, value]) =>
          !ofWorld.includes(key) && !(key === urns.enterprise && Object.keys(value as object).length === 0),
      ),
    ),
  };
}
