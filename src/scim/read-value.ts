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
 * Reads what was sent for an attribute. Providers are taken at their habits where these can mean one thing only: `"False"`
 * for false, one value in place of a list of one, a text in place of a complex value whose `value` it is.
 *
 * @param path how messages name it
 * @returns undefined for null and for an empty list, which both mean that it has no value (RFC 7643, section 2.5)
 * @throws ScimError `invalidValue`
 */
export function readValue(attribute: Attribute, value: unknown, path: string): unknown {
  if (value === undefined || value === null) return undefined;
  if (!attribute.multiValued) return readSingle(attribute, value, path);
  // Who is in a group decides what they see: a member that names nobody is an error, and not one member less.
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
 * Reads the values of a list, each of which must say something.
 * @throws ScimError `invalidValue` also for null, and for an object without any part that the attribute has
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
 * Reads the values that are to be removed from a list: each must say which one is meant.
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

/** Reads one value of an attribute, which may be one of many. @see readValue */
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
  // A simple list may come in the form of one whose values are complex.
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

/** The attributes of an extension that takes any name: names to lists of texts. @throws ScimError `invalidValue` */
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
