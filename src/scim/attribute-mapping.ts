import { principalName } from '../model/names.js';
import type { User } from '../model/principals.js';
import { partOf } from './match-filter.js';
import { parseAttributePath } from './parse-path.js';
import type { AttributePath } from './parse-path.js';
import type { Resource } from './resource.js';
import { schemaIn, urns, userType } from './resource-types.js';

/** Which attributes of scrim's follow from which attributes of SCIM, by the names of scrim's. */
export type AttributeMapping = ReadonlyMap<string, AttributePath>;

/**
 * Reads one attribute of SCIM that an attribute of scrim's follows from: `title`, `addresses.country`, `department`, or with its URN.
 * @returns what is wrong with it, as a text
 */
export function readMappedPath(text: string): AttributePath | string {
  const bare = parseAttributePath(userType, text);
  const path = 'problem' in bare ? parseAttributePath(userType, `${urns.enterprise}:${text}`) : bare;
  if ('problem' in path) return `a User of SCIM has no attribute '${text}'`;
  const { schema, attribute, sub } = path;
  if (schema.open || attribute.mutability === 'readOnly' || attribute.name === 'schemas') {
    return `'${text}' is none that a provider says of a user`;
  }
  if (attribute.type !== 'complex' || sub !== undefined) return path;
  const value = attribute.subAttributes?.find(({ name }) => name === 'value');
  return value === undefined ? `'${text}' has parts: name one of them` : { ...path, sub: value };
}

/** @param configured scrim's attribute to SCIM's, as the configuration has them; what is wrong in it was refused before */
export const attributeMapping = (configured: Readonly<Record<string, string>>): AttributeMapping =>
  new Map(
    Object.entries(configured).flatMap(([name, text]) => {
      const path = readMappedPath(text);
      return typeof path === 'string' || !principalName('it').safeParse(name).success ? [] : [[name, path]];
    }),
  );

/** A user's attributes with those that follow from what the provider says; one that it says nothing of is gone. */
export function withMapped(
  mapping: AttributeMapping,
  attributes: User['attributes'],
  resource: Resource,
): User['attributes'] {
  const others = Object.entries(attributes).filter(([name]) => !mapping.has(name));
  const mapped = [...mapping].flatMap(([name, path]): [string, string[]][] => {
    const values = [...new Set(textsAt(path, resource))];
    return values.length === 0 ? [] : [[name, values]];
  });
  return Object.fromEntries([...others, ...mapped]);
}

function textsAt({ schema, attribute, sub }: AttributePath, resource: Resource): readonly string[] {
  const extension = schemaIn(userType, schema.id) !== userType.core;
  const found = partOf(extension ? resource[schema.id] : resource, attribute.name);
  const list: readonly unknown[] = Array.isArray(found) ? found : [found];
  return list
    .map((one) => (sub === undefined ? one : partOf(one, sub.name)))
    .flatMap((one) =>
      typeof one === 'string' ? (one === '' ? [] : [one]) : typeof one === 'boolean' ? [String(one)] : [],
    );
}
