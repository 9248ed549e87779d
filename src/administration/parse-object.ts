import type { z } from 'zod';

import { explainIssues } from '../base/explain-issues.js';
import { FaultyObject } from './failures.js';
import type { Fault } from './failures.js';

/** What no store could keep in a text: a NUL character, or half of a surrogate pair. */
const unstorable = (text: string): boolean => text.includes('\0') || /\p{Cs}/u.test(text);

function unstorableIn(value: unknown, path: Fault['path'] = []): readonly Fault[] {
  if (typeof value === 'string') {
    return unstorable(value)
      ? [{ path, message: 'text must be well-formed Unicode without NUL characters' }]
      : [];
  }
  if (Array.isArray(value)) return value.flatMap((entry, index) => unstorableIn(entry, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, entry]) =>
    unstorable(key)
      ? [{ path, message: 'keys must be well-formed Unicode without NUL characters' }]
      : unstorableIn(entry, [...path, key]),
  );
}

/**
 * Reads a value by a schema.
 * @throws FaultyObject with everything that is wrong with it
 */
export function parseObject<T>(schema: z.ZodType<T>, value: unknown): T {
  const read = readValue(schema, value);
  if ('faults' in read) throw new FaultyObject(read.faults);
  return read.value;
}

/** Reads a value by a schema, or tells everything that is wrong with it. */
export function readValue<T>(
  schema: z.ZodType<T>,
  value: unknown,
): { readonly value: T } | { readonly faults: readonly Fault[] } {
  const broken = unstorableIn(value);
  if (broken.length > 0) return { faults: broken };
  const parsed = schema.safeParse(value);
  if (parsed.success) return { value: parsed.data };
  return { faults: explainIssues(schema, value).map(({ path, message }) => ({ path, message })) };
}
