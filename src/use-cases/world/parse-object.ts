import type { z } from 'zod';

import { readBy } from '../../base/explain-issues.js';
import { inputProblems } from '../../base/input.js';
import type { InputProblem } from '../../base/input.js';
import { FaultyObject } from './failures.js';
import type { Fault } from './failures.js';

/**
 * Reads a value by a schema.
 * @throws FaultyObject with all errors in it
 */
export function parseObject<T>(schema: z.ZodType<T>, value: unknown): T {
  const read = readValue(schema, value);
  if ('faults' in read) throw new FaultyObject(read.faults);
  return read.value;
}

/** Reads a value by a schema, or returns all errors in it. */
export function readValue<T>(
  schema: z.ZodType<T>,
  value: unknown,
): { readonly value: T } | { readonly faults: readonly Fault[] } {
  const broken = inputProblems(value);
  if (broken.length > 0) return { faults: broken.map(faultOf) };
  const read = readBy(schema, value);
  return 'value' in read ? read : { faults: read.issues.map(faultOf) };
}

const faultOf = ({ path, message, more }: InputProblem): Fault => ({
  path,
  message,
  ...(more === undefined ? {} : { more }),
});
