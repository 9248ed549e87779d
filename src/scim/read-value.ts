import type { Attribute } from './attribute.js';
import { named } from './attribute.js';
import type { Schema } from './resource-types.js';
import { badRequest } from './scim-error.js';
import type { ScimError } from './scim-error.js';

const wrong = (path: string, expected: string): ScimError =>
  badRequest('invalidValue', `${path}: expected ${expected}`);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads the value of an attribute. Accepts deviations of providers if they are unambiguous: `"False"`
 * for false, one value instead of a list, a text instead of a complex value with that `value`.
 *
 * @param path the name of the attribute in messages
 * @returns undefined for null and for an empty list: both mean no value (RFC 7643, section 2.5)
 * @throws ScimError `invalidValue`
 */
export function readValue(attribute: Attribute, value: unknown, path: string): unknown {
  if (value === undefined || value === null) return undefined;
  if (!attribute.multiValued) return readSingle(attribute, value, path);
  // Membership decides what people see. A member without a valid id is therefore an error and is not ignored.
  if (attribute.name === 'members') {
    const members = readEach(attribute, value, path);
    return members.length === 0 ? undefined : members;
  }
  const list = (Array.isArray(value) ? value : [value]).flatMap((one: unknown, index) => {
    const read = one === null ? undefined : readSingle(attribute, one, `${path}[${index}]`);
    return read === undefined ? [] : [read];
  });
  return list.length === 0 ? undefined : list;
}

/**
 * Reads the values of a list. No value may be empty.
 * @throws ScimError `invalidValue`, also for null, and for an object without any known part
 */
export function readEach(attribute: Attribute, value: unknown, path: string): readonly unknown[] {
  return (Array.isArray(value) ? value : [value]).map((one: unknown, index) => {
    const at = `${path}[${index}]`;
    const read = one === null ? undefined : readSingle(attribute, one, at);
    if (read === undefined) throw wrong(at, meaningOf(attribute));
    return read;
  });
}

/**
 * Reads the values to remove from a list. Each must identify a value.
 * @throws ScimError `invalidValue`, also for an empty list
 */
export function readNamed(attribute: Attribute, value: unknown, path: string): readonly unknown[] {
  const list = readEach(attribute, value, path);
  if (list.length === 0) throw wrong(path, `at least one value to remove, or no 'value' to remove all`);
  const key = named(attribute.subAttributes, 'value');
  list.forEach((one, index) => {
    const found = isObject(one) && key !== undefined ? one[key.name] : one;
    if (found === undefined || found === '') throw wrong(`${path}[${index}]`, meaningOf(attribute));
  });
  return list;
}

const meaningOf = ({ name, subAttributes }: Attribute): string => {
  if (subAttributes === undefined) return 'a text';
  if (name === 'members') return 'the id of a user, as {"value": "ID"}';
  return `an object with ${named(subAttributes, 'value') === undefined ? 'a part of it' : '"value"'}`;
};

/** Reads one value of an attribute, or one element of its list. @see readValue */
export function readSingle(attribute: Attribute, value: unknown, path: string): unknown {
  switch (attribute.type) {
    case 'boolean':
      return readBoolean(value, path);
    case 'complex':
      return readComplex(attribute, value, path);
    default:
      return readText(attribute, value, path);
  }
}

function readBoolean(value: unknown, path: string): boolean {
  const text = typeof value === 'string' ? value.toLowerCase() : value;
  if (text === true || text === 'true') return true;
  if (text === false || text === 'false') return false;
  throw wrong(path, `true or false but found ${JSON.stringify(value)}`);
}

function readText({ multiValued }: Attribute, value: unknown, path: string): string {
  // Providers may send a simple list in the form of a list of complex values.
  const text = multiValued && isObject(value) ? value['value'] : value;
  if (typeof text === 'string') return text;
  throw wrong(path, `a text but found ${JSON.stringify(text) ?? 'nothing'}`);
}

function readComplex({ subAttributes }: Attribute, value: unknown, path: string): unknown {
  const main = named(subAttributes, 'value');
  const object = isObject(value) ? value : main && typeof value === 'string' ? { value } : undefined;
  if (object === undefined) throw wrong(path, 'an object');
  const parts = Object.entries(object).flatMap(([key, part]) => {
    const sub = named(subAttributes, key);
    const read = sub && readValue(sub, part, `${path}.${sub.name}`);
    return sub === undefined || read === undefined ? [] : [[sub.name, read] as const];
  });
  return parts.length === 0 ? undefined : Object.fromEntries(parts);
}

/** Reads an extension with arbitrary attribute names: names to lists of texts. @throws ScimError `invalidValue` */
export function readOpen(
  schema: Schema,
  attributeOf: (name: string) => Attribute | undefined,
  value: unknown,
): Readonly<Record<string, unknown>> {
  if (!isObject(value)) throw wrong(schema.id, 'an object');
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, values]) => {
      const attribute = attributeOf(name);
      const read = attribute && readValue(attribute, values, `${schema.id}:${name}`);
      return read === undefined ? [] : [[name, read]];
    }),
  );
}
