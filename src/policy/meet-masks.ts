import type { Column } from '../model/data-source.js';
import { strictness } from '../model/mask.js';
import type { ColumnDecision, MaskLayer } from './decision.js';

/** A mask that a rule asks for on a column. */
export interface MaskCandidate extends MaskLayer {
  readonly column: Column;
  readonly index: number;
  readonly local: boolean;
  readonly overridable: boolean;
  readonly closeness: number;
  readonly by: string;
}

const rank = ({ mask }: MaskCandidate): number => strictness[mask.type];
const isForEveryCell = ({ where }: MaskCandidate): boolean => where === undefined;

/** The total order of meeting rule 3: closest first, then strictest, then by policy name and place in the policy. */
const precedence = (a: MaskCandidate, b: MaskCandidate): number => {
  if (a.closeness !== b.closeness) return a.closeness > b.closeness ? -1 : 1;
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (a.policy !== b.policy) return a.policy < b.policy ? -1 : 1;
  return a.index - b.index || (JSON.stringify(a.mask) < JSON.stringify(b.mask) ? -1 : 1);
};

/**
 * Chooses the masks of each column (meeting rule 3 of the model): of each cell the first in order of those that are for it.
 * A local policy may stand before a global one only with a stricter mask, unless the global one says that it is overridable.
 *
 * @returns the columns in their order, and for each candidate that lost, by what it lost
 */
export function meetMasks(
  columns: readonly Column[],
  candidates: readonly MaskCandidate[],
): { columns: readonly ColumnDecision[]; verdicts: ReadonlyMap<MaskCandidate, string> } {
  const verdicts = new Map<MaskCandidate, string>();
  const decided = columns.map((column): ColumnDecision => {
    const own = candidates.filter((candidate) => candidate.column.name === column.name).toSorted(precedence);
    const ordered = bindLocal(own);
    const end = ordered.findIndex(isForEveryCell);
    const used = end < 0 ? ordered : ordered.slice(0, end + 1);
    const winner = ordered[end];
    if (winner !== undefined) {
      for (const loser of ordered.slice(end + 1)) verdicts.set(loser, reasonOf(winner, loser));
    }
    return {
      column,
      masks: used.map(({ mask, policy, where }) => ({
        mask,
        policy,
        ...(where === undefined ? {} : { where }),
      })),
    };
  });
  return { columns: decided, verdicts };
}

/** Puts before each local mask the global ones that it must not weaken: those that would be seen if it were not there. */
function bindLocal(sorted: readonly MaskCandidate[]): readonly MaskCandidate[] {
  const ordered = new Set<MaskCandidate>();
  for (const candidate of sorted) {
    if (candidate.local) binding(candidate, sorted).forEach((global) => ordered.add(global));
    ordered.add(candidate);
  }
  return [...ordered];
}

function binding(local: MaskCandidate, sorted: readonly MaskCandidate[]): readonly MaskCandidate[] {
  const globals = sorted.filter((candidate) => !candidate.local && !candidate.overridable);
  const end = globals.findIndex(isForEveryCell);
  return globals.slice(0, end < 0 ? undefined : end + 1).filter((global) => rank(global) <= rank(local));
}

function reasonOf(winner: MaskCandidate, loser: MaskCandidate): string {
  const by = `policy '${winner.policy}'`;
  if (loser.local && !winner.local && precedence(loser, winner) < 0) {
    return `a local policy cannot weaken the global ${by}, which is not overridable`;
  }
  if (winner.closeness !== loser.closeness) return `${by} names the column more closely (${winner.by})`;
  if (rank(winner) !== rank(loser)) return `${by} is stricter (${winner.mask.type})`;
  return `${by} comes first by name`;
}
