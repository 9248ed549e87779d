import { stringify } from 'yaml';

import type { WorldFile } from '../../src/model/world.js';
import type { DraftWorld } from './arbitrary-world.js';
import type { Mismatch } from './compare.js';
import { minimize } from './minimize.js';

/** How often a world is tried again with a bit less in it. */
const attempts = 80;

/** How a world is tried, and what is told of it. */
export interface Trial {
  /** Applies a world alone, its objects named by a prefix, and asks as one of its people; undefined where it cannot be applied. */
  readonly again: (
    draft: DraftWorld,
    prefix: string,
    user: string,
  ) => Promise<{ readonly world: WorldFile; readonly mismatches: readonly Mismatch[] } | undefined>;
  /** The SQL of the view in question. */
  readonly sqlOf: (mismatch: Mismatch) => Promise<string>;
}

/** Whether both are about the decision, the same on either side, or both about what is shown. */
const isAlike = (one: Mismatch, other: Mismatch): boolean =>
  typeof other.expected === 'string'
    ? one.expected === other.expected && one.found === other.found
    : typeof one.expected !== 'string';

/** Makes a world smaller in which something is wrong, and tells of it. Each try has names of its own. */
export async function reportMismatch(
  draft: DraftWorld,
  prefix: string,
  first: Mismatch,
  { again, sqlOf }: Trial,
): Promise<string> {
  let tried = 0;
  const isWrong = async (smaller: DraftWorld) => {
    tried += 1;
    const own = `m${tried}x`;
    const found = await again(smaller, own, first.user.replace(prefix, own)).catch(() => undefined);
    const dataSource = first.dataSource.replace(prefix, own);
    const mismatch = found?.mismatches.find((one) => one.dataSource === dataSource && isAlike(one, first));
    return found && mismatch && { world: found.world, mismatch };
  };
  const least = await minimize(draft, isWrong, attempts);
  const last = await isWrong(least);
  if (last === undefined) return `not found again: ${JSON.stringify(first, null, 1)}`;
  const sql = await sqlOf(last.mismatch);
  return [stringify({ ...last.world, tags: undefined }), sql, JSON.stringify(last.mismatch, null, 1)].join(
    '\n',
  );
}
