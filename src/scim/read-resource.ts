import { parseAttributePath } from './parse-path.js';
import { readOpen, readValue } from './read-value.js';
import type { Resource } from './resource.js';
import { attributeIn, schemaIn } from './resource-types.js';
import type { ResourceType, Schema } from './resource-types.js';
import { badRequest } from './scim-error.js';

/**
 * Reads the resource in a POST or PUT. Read-only and unknown attributes are left out.
 * @throws ScimError `invalidSyntax` if the body is not an object, `invalidValue`
 */
export function readResource(type: ResourceType, body: unknown): Resource {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw badRequest('invalidSyntax', `the body must be a ${type.name}, as a JSON object`);
  }
  const resource: Record<string, unknown> = {};
  const extend = (schema: Schema, parts: object): void => {
    resource[schema.id] = { ...(resource[schema.id] as object | undefined), ...parts };
  };
  for (const [key, value] of Object.entries(body)) {
    const schema = schemaIn(type, key);
    if (schema !== undefined) {
      if (schema !== type.core && value !== null) extend(schema, readExtension(type, schema, value));
      continue;
    }
    const path = parseAttributePath(type, key);
    if ('problem' in path || path.sub !== undefined || path.attribute.mutability === 'readOnly') continue;
    if (path.attribute.name === 'schemas') continue;
    const { name } = path.attribute;
    const read = readValue(path.attribute, value, labelOf(type, path.schema, name));
    if (path.schema !== type.core) extend(path.schema, read === undefined ? {} : { [name]: read });
    else if (read !== undefined) resource[name] = read;
  }
  for (const { name, required } of type.core.attributes) {
    if (required && resource[name] === undefined) {
      throw badRequest('invalidValue', `${name}: is required but missing`);
    }
  }
  return resource;
}

/** The name of an attribute in messages. Attributes of extensions have their URN. */
export const labelOf = (type: ResourceType, schema: Schema, name: string): string =>
  schema === type.core ? name : `${schema.id}:${name}`;

/** Reads the attributes of an extension from the object under its URN. @throws ScimError `invalidValue` */
export function readExtension(type: ResourceType, schema: Schema, value: unknown): Resource {
  if (schema.open) return readOpen(schema, (name) => attributeIn(type, schema, name), value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badRequest('invalidValue', `${schema.id}: expected an object`);
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]) => {
      const attribute = attributeIn(type, schema, key);
      const read = attribute && readValue(attribute, part, `${schema.id}:${attribute.name}`);
      return attribute === undefined || read === undefined ? [] : [[attribute.name, read]];
    }),
  );
}
