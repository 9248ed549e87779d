import { parseAttributePath } from './parse-path.js';
import type { AttributePath } from './parse-path.js';
import type { Resource } from './resource.js';
import { schemaIn } from './resource-types.js';
import type { ResourceType, Schema } from './resource-types.js';

/** The requested attributes: only these, or all except these. */
export interface Wanted {
  readonly attributes?: readonly string[] | undefined;
  readonly excludedAttributes?: readonly string[] | undefined;
}

type Part = AttributePath | { readonly schema: Schema; readonly attribute?: undefined };

const always = ['schemas', 'id'];

/**
 * Removes attributes that were not requested (RFC 7644, section 3.9). Attributes that are always returned stay. Unknown names are
 * ignored.
 */
export function projectResource(type: ResourceType, resource: Resource, wanted: Wanted): Resource {
  const { attributes, excludedAttributes = [] } = wanted;
  if (attributes !== undefined && attributes.length > 0)
    return only(type, resource, partsIn(type, attributes));
  return partsIn(type, excludedAttributes).reduce((rest, part) => without(type, rest, part), resource);
}

/** Whether an attribute of the main schema is requested. Otherwise costly attributes need not be read. */
export function isWanted(
  type: ResourceType,
  name: string,
  { attributes, excludedAttributes = [] }: Wanted,
): boolean {
  const names = (list: readonly string[], whole: boolean): boolean =>
    partsIn(type, list).some(
      (part) =>
        part.schema === type.core &&
        (part.attribute === undefined ||
          (part.attribute.name === name && (!whole || part.sub === undefined))),
    );
  return attributes !== undefined && attributes.length > 0
    ? names(attributes, false)
    : !names(excludedAttributes, true);
}

const partsIn = (type: ResourceType, names: readonly string[]): readonly Part[] =>
  names.flatMap((name): Part[] => {
    const schema = schemaIn(type, name);
    if (schema !== undefined) return [{ schema }];
    const path = parseAttributePath(type, name);
    return 'problem' in path ? [] : [path];
  });

const holderOf = (type: ResourceType, resource: Resource, { schema }: Part): Resource | undefined =>
  schema === type.core ? resource : (resource[schema.id] as Resource | undefined);

function only(type: ResourceType, resource: Resource, parts: readonly Part[]): Resource {
  const kept: Record<string, unknown> = pick(resource, always);
  for (const part of parts) {
    const holder = holderOf(type, resource, part);
    if (holder === undefined) continue;
    if (part.attribute === undefined) {
      Object.assign(kept, part.schema === type.core ? resource : { [part.schema.id]: holder });
      continue;
    }
    const { name } = part.attribute;
    if (!Object.hasOwn(holder, name)) continue;
    const target =
      part.schema === type.core
        ? kept
        : (kept[part.schema.id] = { ...(kept[part.schema.id] as object | undefined) } as Record<
            string,
            unknown
          >);
    const { sub } = part;
    target[name] =
      sub === undefined
        ? holder[name]
        : joined(
            target[name],
            shorn(holder[name], (key) => key === sub.name),
          );
  }
  return kept;
}

function without(type: ResourceType, resource: Resource, part: Part): Resource {
  const { schema, attribute } = part;
  const holder = holderOf(type, resource, part);
  if (holder === undefined || (attribute !== undefined && always.includes(attribute.name))) return resource;
  if (attribute === undefined) {
    return schema === type.core ? pick(resource, always) : omit(resource, schema.id);
  }
  const { name } = attribute;
  const { sub } = part;
  const rest =
    sub === undefined || !Object.hasOwn(holder, name)
      ? omit(holder, name)
      : { ...holder, [name]: shorn(holder[name], (key) => key !== sub.name) };
  return schema === type.core ? rest : { ...resource, [schema.id]: rest };
}

const pick = (from: Resource, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(from).filter(([key]) => names.includes(key)));

const omit = (from: Resource, name: string): Resource =>
  Object.fromEntries(Object.entries(from).filter(([key]) => key !== name));

/** A complex value, or each value of a list, with only some of its parts. */
function shorn(value: unknown, keeps: (key: string) => boolean): unknown {
  if (Array.isArray(value)) return value.map((one) => shorn(one, keeps));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => keeps(key)));
}

/** Joins two requests for parts of the same attribute: `name.givenName` and `name.familyName`. */
function joined(before: unknown, more: unknown): unknown {
  if (Array.isArray(before) && Array.isArray(more))
    return before.map((one, index) => joined(one, more[index]));
  return typeof before === 'object' && before !== null && typeof more === 'object' && more !== null
    ? { ...before, ...more }
    : more;
}
