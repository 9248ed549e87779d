import type { Column } from '../model/data-source.js';
import { strictness } from '../model/mask.js';
import { and, boolean, call, not } from '../sql/build.js';
import type { ColumnDecision, MaskLayer, SettledExpression } from './decision.js';

/** A mask that a rule asks for on a column. */
export interface MaskCandidate extends MaskLayer {
  readonly column: Column;
  /** Of a view that many people read: to whom it applies; to nobody of whom this is false. */
  readonly guard?: SettledExpression;
  /** Of a mask that stands in a second place, for some cells or people only: which it is. */
  readonly copyOf?: MaskCandidate;
  /** Whether its guard asks about the row too. */
  readonly guardsRows?: true;
  readonly index: number;
  readonly local: boolean;
  readonly overridable: boolean;
  readonly closeness: number;
  readonly by: string;
}

const rank = ({ mask }: MaskCandidate): number => strictness[mask.type];
/** Whether it is for every cell, of those to whom it applies. */
const isForEveryCell = ({ where }: MaskCandidate): boolean => where === undefined;
/** Whether it is for every cell of everybody. */
const isForAll = ({ where, guard }: MaskCandidate): boolean => where === undefined && guard === undefined;

/** The total order of meeting rule 3: closest first, then strictest, then by policy name and place in the policy. */
const precedence = (a: MaskCandidate, b: MaskCandidate): number => {
  if (a.closeness !== b.closeness) return a.closeness > b.closeness ? -1 : 1;
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (a.policy !== b.policy) return a.policy < b.policy ? -1 : 1;
  // Of one rule of which both branches hold, its mask goes before its otherwise: the order in which they come.
  return a.index - b.index;
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
    const end = ordered.findIndex(isForAll);
    const used = end < 0 ? ordered : ordered.slice(0, end + 1);
    const winner = ordered[end];
    if (winner !== undefined) {
      for (const loser of own) {
        if (!used.some((one) => one === loser || one.copyOf === loser)) {
          verdicts.set(loser, reasonOf(winner, loser));
        }
      }
    }
    return { column, masks: used.map(layerOf) };
  });
  return { columns: decided, verdicts };
}

/** A mask with its guard among its conditions, since both mean: unless it is false. */
const layerOf = ({ mask, policy, where, guard, guardsRows }: MaskCandidate): MaskLayer => {
  const conditions = [guard, where].filter((condition) => condition !== undefined);
  const all = allOf(conditions);
  return {
    mask,
    policy,
    ...(all === undefined ? {} : { where: all }),
    ...(guard !== undefined && where === undefined && guardsRows !== true
      ? { everyCell: true as const }
      : {}),
  };
};

function allOf(conditions: readonly SettledExpression[]): SettledExpression | undefined {
  const [first, ...more] = conditions;
  if (first === undefined || more.length === 0) return first;
  return {
    text: conditions.map(({ text }) => `(${text})`).join(' and '),
    expression: and(...conditions.map(({ expression }) => expression)),
  };
}

/**
 * Puts before each local mask the global ones that it must not weaken: those that would be seen if it were not there. A local mask
 * that such a one covers whole is not seen at all.
 */
function bindLocal(sorted: readonly MaskCandidate[]): readonly MaskCandidate[] {
  const ordered: MaskCandidate[] = [];
  for (const candidate of sorted) {
    const { masks, coverIt } = candidate.local ? binding(candidate, sorted) : { masks: [], coverIt: false };
    ordered.push(...masks.filter((one) => !ordered.includes(one)));
    if (!coverIt && !ordered.includes(candidate)) ordered.push(candidate);
  }
  // A copy right before what it is a copy of says nothing.
  return ordered.filter((one, index) => one.copyOf === undefined || one.copyOf !== ordered[index + 1]);
}

/**
 * The global masks that a local one must not weaken. Each stands there for the cells that the local one is for; in a view that
 * many people read, for those to whom the local one applies, and to whom no global mask for every cell that comes before it does.
 */
function binding(
  local: MaskCandidate,
  sorted: readonly MaskCandidate[],
): { readonly masks: readonly MaskCandidate[]; readonly coverIt: boolean } {
  const globals = sorted.filter((candidate) => !candidate.local && !candidate.overridable);
  const end = globals.findIndex(isForAll);
  const seen = globals.slice(0, end < 0 ? undefined : end + 1);
  const bound = seen.flatMap((global, index) => {
    if (rank(global) > rank(local)) return [];
    const others = [
      ...(global.guard === undefined ? [] : [global.guard]),
      ...seen
        .slice(0, index)
        .filter(isForEveryCell)
        .flatMap(({ guard }) => (guard === undefined ? [] : [negated(guard)])),
    ];
    const guard = allOf([...[local.where, local.guard].filter((one) => one !== undefined), ...others]);
    return [
      {
        mask:
          guard === undefined
            ? global
            : {
                ...global,
                guard,
                copyOf: global,
                ...(local.where === undefined ? {} : { guardsRows: true as const }),
              },
        covers: others.length === 0 && isForEveryCell(global),
      },
    ];
  });
  return { masks: bound.map(({ mask }) => mask), coverIt: bound.some(({ covers }) => covers) };
}

/** What is false where a guard is not. */
const negated = ({ text, expression }: SettledExpression): SettledExpression => ({
  text: `not (${text})`,
  expression: not(call('coalesce', expression, boolean(true))),
});

function reasonOf(winner: MaskCandidate, loser: MaskCandidate): string {
  const by = `policy '${winner.policy}'`;
  if (loser.local && !winner.local && precedence(loser, winner) < 0) {
    return `a local policy cannot weaken the global ${by}, which is not overridable`;
  }
  if (winner.closeness !== loser.closeness) return `${by} names the column more closely (${winner.by})`;
  if (rank(winner) !== rank(loser)) return `${by} is stricter (${winner.mask.type})`;
  return `${by} comes first by name`;
}
