import { principalName } from '../model/names.js';
import type { User } from '../model/principals.js';
import { partOf } from './match-filter.js';
import { parseAttributePath } from './parse-path.js';
import type { AttributePath } from './parse-path.js';
import type { Resource } from './resource.js';
import { schemaIn, urns, userType } from './resource-types.js';

/** For the name of each mapped attribute of scrim, the SCIM attribute that it follows from. */
export type AttributeMapping = ReadonlyMap<string, AttributePath>;

/**
 * Parses the path of a SCIM attribute: `title`, `addresses.country`, `department`, or with its URN.
 * @returns the path, or an error message
 */
export function readMappedPath(text: string): AttributePath | string {
  const bare = parseAttributePath(userType, text);
  const path = 'problem' in bare ? parseAttributePath(userType, `${urns.enterprise}:${text}`) : bare;
  if ('problem' in path) return `a User of SCIM has no attribute '${text}'`;
  const { schema, attribute, sub } = path;
  if (schema.open || attribute.mutability === 'readOnly' || attribute.name === 'schemas') {
    return `'${text}' cannot be mapped: providers do not send it for a user`;
  }
  if (attribute.type !== 'complex' || sub !== undefined) return path;
  const value = attribute.subAttributes?.find(({ name }) => name === 'value');
  return value === undefined
    ? `'${text}' has parts: add the name of one, such as .value`
    : { ...path, sub: value };
}

/** @param configured the name of scrim's attribute to the path of SCIM's; errors in it were refused when the configuration was read */
export const attributeMapping = (configured: Readonly<Record<string, string>>): AttributeMapping =>
  new Map(
    Object.entries(configured).flatMap(([name, text]) => {
      const path = readMappedPath(text);
      return typeof path === 'string' || !principalName('it').safeParse(name).success ? [] : [[name, path]];
    }),
  );

/** A user's attributes, with the mapped ones set from the resource. A mapped attribute without a value in the resource is removed. */
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
