import { required } from '../base/invariant.js';
import type { Column } from '../model/data-source.js';
import { and, boolean, call, not, or } from '../sql/build.js';
import type { ColumnDecision, MaskLayer, SettledExpression } from './shown.js';
import { isMoreSpecific, describeFoundBy } from './specificity.js';
import type { FoundBy } from './specificity.js';
import { strictnessOf } from './strictness-of.js';

/** A mask that a rule requires on a column, or from which it exempts the person. */
export interface MaskCandidate extends MaskLayer {
  readonly column: Column;
  /** Of a view that many people read: to whom it applies; to nobody of whom this is false. */
  readonly guard?: SettledExpression;
  /**
   * The rule excepts people: `person` whoever asks, so that the mask applies to no cell; `guarded` those of whom the guard is
   * false. No less specific mask is for the cells of the excepted.
   */
  readonly excepts?: 'person' | 'guarded';
  readonly index: number;
  readonly local: boolean;
  readonly overridable: boolean;
  readonly foundBy: FoundBy;
}

const compare = <T extends number | string>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * The order in which masks apply of which none is set aside: the strictest first, then by policy and place. Of a global and a local
 * one that are equally strict the global goes first, so that its parameters are not weakened.
 */
const precedence = (a: MaskCandidate, b: MaskCandidate): number =>
  compare(strictnessOf(a.mask), strictnessOf(b.mask)) ||
  compare(Number(a.local), Number(b.local)) ||
  compare(a.policy, b.policy) ||
  // Of one rule of which both branches hold, its mask goes before its otherwise: the order in which they come.
  a.index - b.index;

const isBinding = ({ local, overridable }: MaskCandidate): boolean => !local && !overridable;

/** Whether one candidate sets another aside, in the cells that it is for: it is more specific, and does not weaken a global policy. */
const setsAside = (one: MaskCandidate, other: MaskCandidate): boolean =>
  isMoreSpecific(one.foundBy, other.foundBy) && !(one.local && isBinding(other));

/** What is false of a cell that a candidate does not set others aside in; undefined when it does in every cell of everybody. */
const scopeOf = ({ where, guard, excepts }: MaskCandidate): SettledExpression | undefined =>
  allOf(excepts === undefined ? [guard, where] : [where]);

/**
 * Chooses the masks of each column (meeting rule 3 of the model). In each cell a rule that is more specific sets aside the less
 * specific ones, also where it excepts the person; of those that are left the strictest applies. A conditional mask is for the
 * cells only of which its predicate is not false.
 *
 * @returns the columns in their order, and for each candidate that is not used, why
 */
export function meetMasks(
  columns: readonly Column[],
  candidates: readonly MaskCandidate[],
): { columns: readonly ColumnDecision[]; verdicts: ReadonlyMap<MaskCandidate, string> } {
  const verdicts = new Map<MaskCandidate, string>();
  const unmasked = unmaskedOf(columns);
  const decided = columns.map((column, index): ColumnDecision => {
    const own = candidates.filter((candidate) => candidate.column.name === column.name);
    if (own.length === 0) return required(unmasked[index]);
    const left = own.filter((candidate) => {
      const winner = own.find((other) => scopeOf(other) === undefined && setsAside(other, candidate));
      if (winner !== undefined) verdicts.set(candidate, setAsideBy(winner));
      return winner === undefined;
    });
    const ordered = inOrder(left);
    const end = ordered.findIndex(({ layer }) => layer.where === undefined);
    const used = end < 0 ? ordered : ordered.slice(0, end + 1);
    const last = ordered[end]?.candidate;
    for (const loser of left) {
      if (last === undefined || used.some(({ candidate }) => candidate === loser)) continue;
      verdicts.set(loser, reasonOf(last, loser));
    }
    return { column, masks: used.map(({ layer }) => layer) };
  });
  return { columns: decided, verdicts };
}

interface Placed {
  readonly candidate: MaskCandidate;
  readonly layer: MaskLayer;
}

/**
 * Puts candidates in an order in which the first that is for a cell is the one that applies there. Whatever sets another aside
 * comes before it. A stricter one that has to wait for what may set it aside would come after a milder one that is as specific: it
 * is also put before that, for the cells in which nothing sets it aside.
 */
function inOrder(candidates: readonly MaskCandidate[]): readonly Placed[] {
  const placed: Placed[] = [];
  let waiting = candidates.toSorted(precedence);
  while (waiting.length > 0) {
    const next = required(
      waiting.find((one) => !waiting.some((other) => setsAside(other, one))),
      'masks override one another in a circle',
    );
    waiting = waiting.filter((one) => one !== next);
    if (next.excepts === 'person') continue;
    const exceptions = suppressorsOf(next, candidates).filter((one) => mayMiss(one, next, candidates));
    const stricter = waiting.filter((one) => one.excepts !== 'person' && precedence(one, next) < 0);
    if (stricter.every((one) => setsAside(next, one))) {
      placed.push(placedAs(next, exceptions));
      continue;
    }
    placed.push(...stricter.map((one) => placedAs(one, suppressorsOf(one, candidates))));
    // Where a stricter one is for every cell, the column has its type: this one is for those cells only in which that is set aside.
    const whole = stricter.find(
      (one) =>
        allOf([one.guard, one.where]) === undefined &&
        !setsAside(next, one) &&
        suppressorsOf(one, candidates).every((other) => !mayMiss(other, one, candidates)),
    );
    const only = whole && anyOf(suppressorsOf(whole, candidates).map(scopeOf));
    placed.push(placedAs(next, exceptions, only));
  }
  return placed;
}

const suppressorsOf = (of: MaskCandidate, candidates: readonly MaskCandidate[]): readonly MaskCandidate[] =>
  candidates.filter((one) => setsAside(one, of));

/** Whether a candidate may set another aside in a cell to which neither it nor what sets it aside applies: by an exception. */
const mayMiss = (one: MaskCandidate, other: MaskCandidate, candidates: readonly MaskCandidate[]): boolean =>
  one.excepts !== undefined ||
  suppressorsOf(one, candidates).some((by) => by.excepts !== undefined && !setsAside(by, other));

/**
 * A candidate as a layer, for the cells in which none of these sets it aside.
 * @param only for none but these cells
 */
function placedAs(
  candidate: MaskCandidate,
  suppressors: readonly MaskCandidate[],
  only?: SettledExpression,
): Placed {
  const { mask, policy, where, guard } = candidate;
  const scopes = suppressors.map(scopeOf).filter((scope) => scope !== undefined);
  const all = allOf([guard, where, ...scopes.map(negated), only]);
  return {
    candidate,
    layer: {
      mask,
      policy,
      ...(all === undefined ? {} : { where: all }),
      ...(all !== undefined &&
      only === undefined &&
      [candidate, ...suppressors].every((one) => one.where === undefined)
        ? { everyCell: true as const }
        : {}),
    },
  };
}

function allOf(parts: readonly (SettledExpression | undefined)[]): SettledExpression | undefined {
  const conditions = parts.filter((condition) => condition !== undefined);
  const [first, ...more] = conditions;
  if (first === undefined || more.length === 0) return first;
  return {
    text: conditions.map(({ text }) => `(${text})`).join(' and '),
    expression: and(...conditions.map(({ expression }) => expression)),
  };
}

/** What is false where each of some conditions is. */
function anyOf(parts: readonly (SettledExpression | undefined)[]): SettledExpression | undefined {
  const conditions = parts.filter((condition) => condition !== undefined);
  const [first, ...more] = conditions;
  if (first === undefined || more.length === 0) return first;
  return {
    text: conditions.map(({ text }) => `(${text})`).join(' or '),
    expression: or(...conditions.map(({ expression }) => call('coalesce', expression, boolean(true)))),
  };
}

/** What is false where a condition is not. */
const negated = ({ text, expression }: SettledExpression): SettledExpression => ({
  text: `not (${text})`,
  expression: not(call('coalesce', expression, boolean(true))),
});

/** Columns that nothing masks: most are, for everybody, so that all decisions share the objects. */
const clear = new WeakMap<readonly Column[], readonly ColumnDecision[]>();

const noMasks: readonly MaskLayer[] = [];

function unmaskedOf(columns: readonly Column[]): readonly ColumnDecision[] {
  const decisions = clear.get(columns) ?? columns.map((column) => ({ column, masks: noMasks }));
  clear.set(columns, decisions);
  return decisions;
}

const setAsideBy = ({ policy, foundBy, excepts }: MaskCandidate): string =>
  `policy '${policy}' names the column more specifically (${describeFoundBy(foundBy)})${excepts === 'person' ? ', and exempts the person' : ''}`;

function reasonOf(winner: MaskCandidate, loser: MaskCandidate): string {
  const by = `policy '${winner.policy}'`;
  if (setsAside(winner, loser)) return setAsideBy(winner);
  if (loser.local && isBinding(winner) && isMoreSpecific(loser.foundBy, winner.foundBy)) {
    return `a local policy cannot weaken the global ${by}, which is not overridable`;
  }
  if (strictnessOf(winner.mask) !== strictnessOf(loser.mask))
    return `${by} is stricter (${winner.mask.type})`;
  return loser.local && isBinding(winner)
    ? `a local policy cannot weaken the global ${by}, which is not overridable`
    : `${by} comes first by name`;
}
