import type { Column } from '../model/data-source.js';
import { strictness } from '../model/mask.js';
import type { AppliedMask, ColumnDecision } from './decision.js';

/** A mask that a rule asks for on a column. */
export interface MaskCandidate {
  readonly column: Column;
  readonly mask: AppliedMask;
  readonly policy: string;
  readonly index: number;
  readonly local: boolean;
  readonly overridable: boolean;
  readonly closeness: number;
  readonly by: string;
}

const rank = ({ mask }: MaskCandidate): number => strictness[mask.type];

/** The total order of meeting rule 3: closest first, then strictest, then by policy name and place in the policy. */
const precedence = (a: MaskCandidate, b: MaskCandidate): number => {
  if (a.closeness !== b.closeness) return a.closeness > b.closeness ? -1 : 1;
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (a.policy !== b.policy) return a.policy < b.policy ? -1 : 1;
  return a.index - b.index || (JSON.stringify(a.mask) < JSON.stringify(b.mask) ? -1 : 1);
};

/**
 * Chooses one mask for each column (meeting rule 3 of the model). A local policy may stand in for a global one only
 * with a stricter mask, unless the global one says that it is overridable.
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
    const winner = choose(own);
    if (winner === undefined) return { column };
    for (const loser of own) {
      if (loser !== winner) verdicts.set(loser, reasonOf(winner, loser));
    }
    return { column, mask: winner.mask, policy: winner.policy };
  });
  return { columns: decided, verdicts };
}

function choose(ordered: readonly MaskCandidate[]): MaskCandidate | undefined {
  const [first] = ordered;
  if (first === undefined || !first.local) return first;
  const binding = ordered.find(({ local, overridable }) => !local && !overridable);
  return binding !== undefined && rank(binding) <= rank(first) ? binding : first;
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
