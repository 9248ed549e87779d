import type { Attribute } from './attribute.js';
import type { Compared, Filter, Operator } from './filter.js';
import { comparable } from './parse-filter.js';
import type { AttributePath } from './parse-path.js';
import type { Resource } from './resource.js';
import type { ResourceType } from './resource-types.js';

/** Whether a resource matches a filter (RFC 7644, section 3.4.2.2). A list matches if one of its values does. */
export const matches = (type: ResourceType, filter: Filter, resource: Resource): boolean =>
  meets(filter, (path) => valuesAt(type, path, resource));

/** Whether one value of a list matches a filter over such values. */
export const matchesValue = (filter: Filter, value: unknown): boolean =>
  meets(filter, ({ sub }) => (sub === undefined ? [value] : presentIn(partOf(value, sub.name))));

function meets(filter: Filter, valuesOf: (path: AttributePath) => readonly unknown[]): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.parts.every((part) => meets(part, valuesOf));
    case 'or':
      return filter.parts.some((part) => meets(part, valuesOf));
    case 'not':
      return !meets(filter.filter, valuesOf);
    case 'present':
      return valuesOf(filter.path).some(isPresent);
    case 'some':
      return valuesOf(filter.path).some((value) => matchesValue(filter.filter, value));
    case 'compare': {
      const { path, operator, value } = filter;
      const found = comparedValues(path, valuesOf(path));
      if (value === null) return (found.length === 0) === (operator === 'eq');
      const target = comparable(path) ?? path.attribute;
      if (operator === 'ne') return !found.some((one) => compare(target, 'eq', one, value));
      return found.some((one) => compare(target, operator, one, value));
    }
  }
}

const comparedValues = ({ attribute, sub }: AttributePath, values: readonly unknown[]): readonly unknown[] =>
  sub === undefined && attribute.type === 'complex'
    ? values.flatMap((value) => presentIn(partOf(value, 'value')))
    : values;

function compare(attribute: Attribute, operator: Operator, found: unknown, wanted: Compared): boolean {
  if (typeof found === 'boolean' || typeof wanted !== 'string') return found === wanted;
  const [a, b] = comparableTexts(attribute, String(found), wanted);
  switch (operator) {
    case 'eq':
      return a === b;
    case 'ne':
      return a !== b;
    case 'co':
      return String(a).includes(String(b));
    case 'sw':
      return String(a).startsWith(String(b));
    case 'ew':
      return String(a).endsWith(String(b));
    case 'gt':
      return a > b;
    case 'ge':
      return a >= b;
    case 'lt':
      return a < b;
    case 'le':
      return a <= b;
  }
}

function comparableTexts(
  { type, caseExact }: Attribute,
  found: string,
  wanted: string,
): readonly [string, string] | readonly [number, number] {
  if (type === 'dateTime') return [Date.parse(found), Date.parse(wanted)];
  return caseExact ? [found, wanted] : [found.toLowerCase(), wanted.toLowerCase()];
}

function valuesAt(
  type: ResourceType,
  { schema, attribute, sub }: AttributePath,
  resource: Resource,
): readonly unknown[] {
  const holder = schema === type.core ? resource : resource[schema.id];
  const values = presentIn(partOf(holder, attribute.name));
  return sub === undefined ? values : values.flatMap((value) => presentIn(partOf(value, sub.name)));
}

/** A part of a complex value, if it is an own property. */
export const partOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;

const presentIn = (value: unknown): readonly unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

/** Not empty (RFC 7644, section 3.4.2.2: `pr`). */
const isPresent = (value: unknown): boolean =>
  value !== '' && !(typeof value === 'object' && value !== null && Object.keys(value).length === 0);
