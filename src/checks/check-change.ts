import type { Kind, ObjectOf } from '../model/world.js';
import { checkReferences } from './check-references.js';
import { checkClosing, placeOf, wouldClose } from './closures.js';
import { emptyWorld } from './known-objects.js';
import type { ExistingObjects } from './known-objects.js';
import type { Problem } from './problem.js';
import { sqlTexts } from './sql-texts.js';

/**
 * Errors that the checks of `scrim apply` would find in the world after objects of one kind were written. A data source that was closed
 * before does not count: this write did not cause that.
 * @param existing the world before it, as the transaction that writes them sees it
 */
export async function checkChange<K extends Kind>(
  existing: ExistingObjects,
  kind: K,
  objects: readonly ObjectOf[K][],
): Promise<readonly Problem[]> {
  const put = { [kind]: objects };
  const found = await checkReferences({ ...emptyWorld, ...put }, sqlTexts, existing);
  const problems = found.filter(({ closes }) => !closes);
  if (problems.length > 0) return problems;
  const { closed } = await checkClosing(existing, { put });
  return closed.map((closure) => ({ ...placeOf(closure, put), message: wouldClose(closure) }));
}
