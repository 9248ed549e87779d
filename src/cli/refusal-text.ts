import type { Refusal } from '../base/refusal.js';
import { pointerOf } from '../http/api/pointer.js';
import { FaultyObject } from '../use-cases/world/failures.js';

/**
 * What a command prints for a refusal, in lines: each error with its place in the input. A single error about an option, which is one
 * key of the input, needs no place.
 */
export function refusalLines(refusal: Refusal): readonly string[] {
  if (!(refusal instanceof FaultyObject)) return [refusal.message];
  const { faults } = refusal;
  if (faults.length <= 1 && (faults[0]?.path.length ?? 0) <= 1) return [refusal.message];
  return faults.map(({ path, message }) => (path.length === 0 ? message : `${pointerOf(path)}: ${message}`));
}
