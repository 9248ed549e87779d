import { z } from 'zod';

import { nearest } from './nearest.js';

/** A schema without the wrappers for optional values and defaults. */
export function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  let current = schema;
  while (
    current instanceof z.ZodOptional ||
    current instanceof z.ZodDefault ||
    current instanceof z.ZodPrefault ||
    current instanceof z.ZodNullable ||
    current instanceof z.ZodLazy
  ) {
    current = current.unwrap();
  }
  return current;
}

const isPlainObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Number of keys that are compared to find the intended form of an object; more do not help. */
const mostCompared = 100;

/**
 * How well an object fits a schema. A known key counts 1, a misspelt key one half. A key whose value is the literal that
 * the schema requires counts 1 more.
 */
function fit(value: Readonly<Record<string, unknown>>, schema: z.core.$ZodType): number {
  const inner = unwrapped(schema);
  const shape: z.core.$ZodShape = inner instanceof z.ZodObject ? inner.shape : {};
  const known = Object.keys(shape);
  const score = (key: string): number => {
    const part = shape[key] && unwrapped(shape[key]);
    if (part === undefined) return nearest(key, known) === undefined ? 0 : 0.5;
    return part instanceof z.ZodLiteral && part.values.has(value[key] as z.core.util.Literal) ? 2 : 1;
  };
  return Object.keys(value)
    .slice(0, mostCompared)
    .reduce((sum, key) => sum + score(key), 0);
}

/** A union's alternatives; none for any other schema. */
export function optionsOf(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  const inner = unwrapped(schema);
  return inner instanceof z.ZodUnion ? inner.options : [];
}

/**
 * The alternative of a union that a wrong value was probably meant to be. For an object it is the one that knows most of its keys, for a list
 * the only one that accepts lists. Undefined if that is not clear.
 */
export function intendedOption(options: readonly z.core.$ZodType[], value: unknown): number | undefined {
  const indices = options.map((_, index) => index);
  const among = (test: (inner: z.core.$ZodType) => boolean): readonly number[] =>
    indices.filter((index) => {
      const option = options[index];
      return option !== undefined && test(unwrapped(option));
    });
  if (Array.isArray(value)) {
    const lists = among((inner) => inner instanceof z.ZodArray);
    return lists.length === 1 ? lists[0] : undefined;
  }
  if (!isPlainObject(value)) return undefined;
  const objects = among((inner) => inner instanceof z.ZodObject);
  if (objects.length === 1) return objects[0];
  const scored = objects
    .map((index) => ({ index, score: fit(value, options[index] ?? z.never()) }))
    .toSorted((a, b) => b.score - a.score);
  const [first, second] = scored;
  if (first === undefined || first.score === 0 || first.score === second?.score) return undefined;
  return first.index;
}

/** The keys that a schema knows for a value: those of the object, or of the alternative that the value was probably meant to be. */
export function keysOf(schema: z.core.$ZodType, value: unknown): readonly string[] {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodObject) return Object.keys(inner.shape);
  const options = optionsOf(inner);
  const index = intendedOption(options, value);
  const option = index === undefined ? undefined : options[index];
  return option === undefined ? [] : keysOf(option, value);
}

/** One step of a path: the schema of a value's part, if it is clear. */
function child(schema: z.core.$ZodType, key: PropertyKey, value: unknown): z.core.$ZodType | undefined {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodObject) return (inner.shape as z.core.$ZodShape)[String(key)];
  if (inner instanceof z.ZodArray) return inner.element;
  if (inner instanceof z.ZodRecord) return inner.valueType;
  const options = optionsOf(inner);
  const index = intendedOption(options, value);
  const option = index === undefined ? undefined : options[index];
  return option && child(option, key, value);
}

/** The part of a value at a path; undefined if there is none. */
export const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (part, key) =>
      typeof part === 'object' && part !== null ? (part as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );

/** The schema of the part of a value at a path; undefined if that is not clear. */
export function schemaAt(
  schema: z.core.$ZodType,
  value: unknown,
  path: readonly PropertyKey[],
): z.core.$ZodType | undefined {
  let current: z.core.$ZodType | undefined = schema;
  path.forEach((key, depth) => {
    current = current && child(current, key, valueAt(value, path.slice(0, depth)));
  });
  return current;
}
