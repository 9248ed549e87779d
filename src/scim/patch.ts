import { isDeepStrictEqual } from 'node:util';

import { named } from './attribute.js';
import type { Attribute } from './attribute.js';
import type { Filter } from './filter.js';
import { matchesValue, partOf } from './match-filter.js';
import { parseTarget } from './parse-filter.js';
import type { Target } from './parse-filter.js';
import { labelOf, readExtension } from './read-resource.js';
import { readEach, readNamed, readSingle } from './read-value.js';
import type { Resource } from './resource.js';
import type { ResourceType } from './resource-types.js';
import { badRequest, ScimError } from './scim-error.js';

type Verb = 'add' | 'replace' | 'remove';

/** One operation of a PATCH. */
export interface PatchOperation {
  readonly op: Verb;
  readonly path?: string | undefined;
  readonly value?: unknown;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads the body of a PATCH (RFC 7644, section 3.5.2). `op` may be in any case, because Entra ID capitalizes it.
 * @throws ScimError `invalidSyntax`
 */
export function readPatch(body: unknown): readonly PatchOperation[] {
  const operations = isObject(body)
    ? Object.entries(body).find(([key]) => key.toLowerCase() === 'operations')?.[1]
    : undefined;
  if (!Array.isArray(operations) || operations.length === 0) {
    throw badRequest('invalidSyntax', 'Operations: expected a list of operations');
  }
  return operations.map((operation: unknown, index): PatchOperation => {
    const at = `Operations[${index}]`;
    if (!isObject(operation)) throw badRequest('invalidSyntax', `${at}: expected an object`);
    const { op, path, value } = operation;
    const verb = typeof op === 'string' ? op.toLowerCase() : '';
    if (verb !== 'add' && verb !== 'replace' && verb !== 'remove') {
      throw badRequest('invalidSyntax', `${at}.op: expected add, replace or remove`);
    }
    if (path !== undefined && path !== null && typeof path !== 'string') {
      throw badRequest('invalidPath', `${at}.path: expected a text`);
    }
    const given = path === null || path === '' ? undefined : path;
    if (given === undefined && verb === 'remove') {
      throw badRequest('noTarget', `${at}: expected a path to the attribute to remove`);
    }
    if (given === undefined && !isObject(value)) {
      throw badRequest(
        'invalidValue',
        `${at}.value: expected an object with attributes, because there is no path`,
      );
    }
    return { op: verb, path: given, value };
  });
}

/**
 * Applies the operations of a PATCH in their order. Applying them again changes nothing.
 * @throws ScimError `invalidPath`, `invalidValue`, `mutability`; its message names the operation
 */
export function applyPatch(
  type: ResourceType,
  resource: Resource,
  operations: readonly PatchOperation[],
): Resource {
  return operations.reduce((before, { op, path, value }, index) => {
    try {
      return path === undefined
        ? applyParts(type, before, op, value as Resource)
        : applyAt(type, before, op, parseTarget(type, path), value);
    } catch (error) {
      if (!(error instanceof ScimError)) throw error;
      throw new ScimError(error.status, error.scimType, `Operations[${index}]: ${error.message}`);
    }
  }, resource);
}

/** Without a path, every key of the value is a path. Read-only attributes are ignored, because Okta sends `id`. */
function applyParts(type: ResourceType, resource: Resource, op: Verb, value: Resource): Resource {
  return Object.entries(value).reduce((before, [key, part]) => {
    const target = targetOrNothing(type, key);
    if (target === undefined) return before;
    if (target.kind === 'attribute' && isFixed(target.path.attribute)) return before;
    return applyAt(type, before, op, target, part);
  }, resource);
}

function targetOrNothing(type: ResourceType, key: string): Target | undefined {
  try {
    return parseTarget(type, key);
  } catch {
    return undefined;
  }
}

const isFixed = ({ name, mutability }: Attribute): boolean => mutability === 'readOnly' || name === 'schemas';

function applyAt(type: ResourceType, resource: Resource, op: Verb, target: Target, value: unknown): Resource {
  if (target.kind === 'ignored') return resource;
  if (target.kind === 'schema') return applyToSchema(type, resource, op, target, value);
  const { schema, attribute, sub } = target.path;
  const label = labelOf(type, schema, sub === undefined ? attribute.name : `${attribute.name}.${sub.name}`);
  if (isFixed(attribute) || sub?.mutability === 'readOnly') {
    throw badRequest('mutability', `${label}: cannot be changed`);
  }
  const holder = schema === type.core ? resource : ((resource[schema.id] as Resource | undefined) ?? {});
  const removes = op === 'remove' || value === null;
  const next = removes
    ? removed(attribute, holder[attribute.name], target, value, label)
    : changed(attribute, holder[attribute.name], target, op, value, label);
  if (next === undefined && (attribute.required || attribute.name === 'active')) {
    throw badRequest('mutability', `${label}: cannot be removed`);
  }
  const others = Object.entries(holder).filter(([name]) => name !== attribute.name);
  const after = Object.fromEntries(next === undefined ? others : [...others, [attribute.name, next]]);
  return schema === type.core ? after : { ...resource, [schema.id]: after };
}

function applyToSchema(
  type: ResourceType,
  resource: Resource,
  op: Verb,
  { schema }: Extract<Target, { kind: 'schema' }>,
  value: unknown,
): Resource {
  if (schema === type.core) {
    if (op === 'remove' || !isObject(value))
      throw badRequest('invalidPath', `${schema.id}: name an attribute`);
    return applyParts(type, resource, op, value);
  }
  if (op === 'remove' || value === null) return { ...resource, [schema.id]: {} };
  if (!isObject(value)) throw badRequest('invalidValue', `${schema.id}: expected an object`);
  const read = readExtension(type, schema, value);
  const gone = Object.keys(value).filter((name) => value[name] === null);
  return [...Object.keys(read), ...gone].reduce(
    (before, name) =>
      applyAt(type, before, op, parseTarget(type, `${schema.id}:${name}`), read[name] ?? null),
    resource,
  );
}

type AttributeTarget = Extract<Target, { kind: 'attribute' }>;

/** Entra ID names the values to remove by a value. The standard uses a filter in the path. */
const namesValues = ({ path: { sub }, filter }: AttributeTarget, value: unknown): boolean =>
  filter === undefined && sub === undefined && value !== undefined && value !== null;

/** Members that an operation removes by a value. */
export interface NamedMembers {
  /** The index of the operation in the PATCH. */
  readonly operation: number;
  readonly ids: readonly string[];
}

/**
 * The members that operations remove by a value.
 * @param operations operations that were applied, so they are valid
 */
export const membersToRemove = (
  type: ResourceType,
  operations: readonly PatchOperation[],
): readonly NamedMembers[] =>
  operations.flatMap(({ op, path, value }, operation) => {
    if (op !== 'remove' || path === undefined) return [];
    const target = parseTarget(type, path);
    if (target.kind !== 'attribute' || target.path.attribute.name !== 'members') return [];
    if (!namesValues(target, value)) return [];
    const ids = readNamed(target.path.attribute, value, 'members').map((one) => String(partOf(one, 'value')));
    return [{ operation, ids }];
  });

/** The value after a removal. */
function removed(
  attribute: Attribute,
  before: unknown,
  target: AttributeTarget,
  value: unknown,
  label: string,
): unknown {
  const {
    path: { sub },
    filter,
  } = target;
  if (!attribute.multiValued) return sub === undefined ? undefined : withoutPart(before, sub.name);
  const list = Array.isArray(before) ? before : [];
  const gone = namesValues(target, value) ? readNamed(attribute, value, label) : undefined;
  const goes = (one: unknown): boolean =>
    filter !== undefined
      ? matchesValue(filter, one)
      : gone === undefined || gone.some((other) => isMeant(attribute, one, other));
  const rest = list.flatMap((one: unknown) => {
    if (!goes(one)) return [one];
    const left = sub === undefined ? undefined : withoutPart(one, sub.name);
    return left === undefined ? [] : [left];
  });
  return rest.length === 0 ? undefined : rest;
}

function withoutPart(value: unknown, name: string): unknown {
  if (!isObject(value)) return undefined;
  const rest = Object.entries(value).filter(([key]) => key !== name);
  return rest.length === 0 ? undefined : Object.fromEntries(rest);
}

/** The value after a change. */
function changed(
  attribute: Attribute,
  before: unknown,
  { path: { sub }, filter }: AttributeTarget,
  op: 'add' | 'replace' | 'remove',
  value: unknown,
  label: string,
): unknown {
  if (!attribute.multiValued) {
    const given = sub === undefined ? value : { [sub.name]: value };
    const read = readSingle(attribute, given, sub === undefined ? label : attribute.name);
    return attribute.type === 'complex' && isObject(before) && isObject(read) ? { ...before, ...read } : read;
  }
  const list: readonly unknown[] = Array.isArray(before) ? before : [];
  if (filter === undefined && sub === undefined) {
    const read = readEach(attribute, value, label);
    return combined(attribute, op === 'add' ? list : [], read);
  }
  const part = readSingle(attribute, sub === undefined ? value : { [sub.name]: value }, label);
  const meant = (one: unknown): boolean => filter === undefined || matchesValue(filter, one);
  const joinedWith = (one: unknown): unknown =>
    isObject(one) && isObject(part) ? { ...one, ...part } : part;
  if (list.some(meant)) {
    const next = list.map((one) => (meant(one) ? joinedWith(one) : one));
    return combined(attribute, [], next);
  }
  // Entra ID sets `emails[type eq "work"].value` for a person without such an e-mail.
  const begun = filter === undefined ? {} : beginning(filter);
  if (begun === undefined) {
    throw badRequest('noTarget', `${label}: no value matches the filter in the path`);
  }
  return combined(attribute, list, [isObject(part) ? { ...begun, ...part } : part]);
}

/** The parts that a new value needs to match a filter; undefined if the filter does not determine them. */
function beginning(filter: Filter): Readonly<Record<string, unknown>> | undefined {
  if (filter.kind === 'and') {
    const parts = filter.parts.map(beginning);
    return parts.every((part) => part !== undefined) ? Object.assign({}, ...parts) : undefined;
  }
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || filter.path.sub === undefined)
    return undefined;
  return { [filter.path.sub.name]: filter.value };
}

/** Adds values to a list without duplicates. The last value with `primary: true` is the primary one. */
function combined(
  attribute: Attribute,
  list: readonly unknown[],
  more: readonly unknown[],
): readonly unknown[] | undefined {
  const all = [...list];
  for (const value of more) {
    if (!all.some((one) => isSame(attribute, one, value))) all.push(value);
  }
  const isMain = (one: unknown): boolean => partOf(one, 'primary') === true;
  const primary = more.findLast(isMain) ?? all.findLast(isMain);
  const next = all.map((one) =>
    primary !== undefined && isObject(one) && one['primary'] === true && !isSame(attribute, one, primary)
      ? { ...one, primary: false }
      : one,
  );
  return next.length === 0 ? undefined : next;
}

/** Whether a value is the named one: by `value`, and by `type` if given. Without a `value`, by all given parts. */
function isMeant({ subAttributes }: Attribute, value: unknown, given: unknown): boolean {
  if (!isObject(given) || !isObject(value)) return isDeepStrictEqual(value, given);
  const key = named(subAttributes, 'value');
  const parts = Object.keys(given).filter((name) => key === undefined || ['value', 'type'].includes(name));
  return parts.every((name) => {
    const caseExact = named(subAttributes, name)?.caseExact === true;
    const plain = (part: unknown): unknown =>
      typeof part === 'string' && !caseExact ? part.toLowerCase() : part;
    return plain(value[name]) === plain(given[name]);
  });
}

/** Members are compared by their id only. Providers cannot set the other parts. */
const isSame = ({ name }: Attribute, a: unknown, b: unknown): boolean =>
  name === 'members' ? partOf(a, 'value') === partOf(b, 'value') : isDeepStrictEqual(a, b);
