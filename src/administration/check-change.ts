import { kinds } from '../model/world.js';
import type { Kind, ObjectOf, WorldObjects } from '../model/world.js';
import { checkEnforceable } from '../world/check-enforceable.js';
import { checkReferences } from '../world/check-references.js';
import type { ExistingObjects } from '../world/known-objects.js';
import type { Problem } from '../world/problem.js';
import { sqlTexts } from '../world/sql-texts.js';

/** A world without objects. */
export const emptyWorld = Object.fromEntries(kinds.map((kind) => [kind, []])) as unknown as WorldObjects;

/**
 * What would be wrong with the world after objects of one kind were written, by the checks of `scrim apply`.
 * @param existing the world before it, as the transaction that writes them sees it
 */
export async function checkChange<K extends Kind>(
  existing: ExistingObjects,
  kind: K,
  objects: readonly ObjectOf[K][],
): Promise<readonly Problem[]> {
  const world: WorldObjects = { ...emptyWorld, [kind]: objects };
  const problems = await checkReferences(world, sqlTexts, existing);
  // Only these can be unenforceable; to look would read every data source.
  if (problems.length > 0 || (kind !== 'dataSource' && kind !== 'policy')) return problems;
  return checkEnforceable(world, existing);
}
