import { isAtMost } from './durations.js';
import { opposite } from './formula.js';
import type { Atom, Formula } from './formula.js';
import { intersection, isEmpty } from './value-set.js';
import type { ValueSet } from './value-set.js';

/** How much is tried before a proof is given up: atoms that are considered, and parts of sets of values. */
const mostSteps = 100_000;
const rangesPerStep = 16;

/** Alternatives within alternatives. */
const deepest = 100;

interface Tries {
  left: number;
}

type Age = Extract<Atom, { kind: 'age' }>;

/** What is known of the parts of a row. */
interface Known {
  readonly states: Map<string, number>;
  readonly values: Map<string, ValueSet>;
  readonly ages: Map<string, readonly Age[]>;
}

/**
 * Whether no row can meet all of these statements. Sound, not complete: parts of a row that are not understood are taken to be
 * independent of each other, and a long proof is given up.
 */
export const isImpossible = (...all: readonly Formula[]): boolean =>
  contradicts(all, { states: new Map(), values: new Map(), ages: new Map() }, [], 0, { left: mostSteps });

function contradicts(
  all: readonly Formula[],
  given: Known,
  open: readonly Alternatives[],
  depth: number,
  tries: Tries,
): boolean {
  const known: Known = {
    states: new Map(given.states),
    values: new Map(given.values),
    ages: new Map(given.ages),
  };
  tries.left -= known.states.size + known.values.size + known.ages.size;
  const todo = [...all];
  let alternatives = [...open];
  for (;;) {
    for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
      if (tries.left < 0) return false;
      if (next.kind === 'all') todo.push(...next.parts);
      else if (next.kind === 'any') alternatives.push(next.parts);
      else if (!learn(next, known, tries)) return true;
    }
    const left: Alternatives[] = [];
    for (const parts of alternatives) {
      if (parts.some((part) => holds(part, known, tries))) continue;
      const possible = parts.filter((part) => mayHold(part, known, tries));
      const [only] = possible;
      if (only === undefined) return true;
      if (possible.length === 1) todo.push(only);
      else left.push(possible);
    }
    alternatives = left;
    if (todo.length === 0) break;
  }
  if (tries.left < 0 || depth >= deepest) return false;
  const fewest = alternatives.toSorted((a, b) => a.length - b.length)[0];
  if (fewest === undefined) return false;
  const others = alternatives.filter((one) => one !== fewest);
  return fewest.every((part) => contradicts([part], known, others, depth + 1, tries));
}

type Alternatives = readonly Formula[];

/** Adds an atom to what is known; false if it contradicts that. */
function learn(atom: Atom, known: Known, tries: Tries): boolean {
  tries.left -= 1;
  switch (atom.kind) {
    case 'state': {
      const left = (known.states.get(atom.of) ?? atom.states) & atom.states;
      known.states.set(atom.of, left);
      return left !== 0;
    }
    case 'values': {
      const had = known.values.get(atom.of);
      const left = had === undefined ? atom.values : intersection(had, atom.values);
      tries.left -= (atom.values.ranges.length + (had?.ranges.length ?? 0)) / rangesPerStep;
      known.values.set(atom.of, left);
      return !isEmpty(left);
    }
    case 'age': {
      const had = known.ages.get(atom.of) ?? [];
      tries.left -= had.length;
      known.ages.set(atom.of, [...had, atom]);
      return !had.some((other) => exclude(atom, other));
    }
  }
}

/** Whether no point in time is newer than one and older than the other. */
function exclude(one: Age, other: Age): boolean {
  if (one.keep === other.keep) return false;
  const [newer, older] = one.keep === 'newer' ? [one, other] : [other, one];
  return isAtMost(newer.than, older.than);
}

/** Whether an atom does not contradict what is known. */
const agrees = (atom: Atom, known: Known, tries: Tries): boolean => {
  tries.left -= 1;
  switch (atom.kind) {
    case 'state':
      return ((known.states.get(atom.of) ?? atom.states) & atom.states) !== 0;
    case 'values': {
      const had = known.values.get(atom.of);
      tries.left -= (atom.values.ranges.length + (had?.ranges.length ?? 0)) / rangesPerStep;
      return !isEmpty(had === undefined ? atom.values : intersection(had, atom.values));
    }
    case 'age':
      return !(known.ages.get(atom.of) ?? []).some((other) => exclude(atom, other));
  }
};

/** Whether a statement is not seen to be false at once. */
function mayHold(formula: Formula, known: Known, tries: Tries): boolean {
  if (formula.kind === 'any') return true;
  if (formula.kind === 'all') {
    return formula.parts.every((part) =>
      part.kind === 'all' || part.kind === 'any' ? true : agrees(part, known, tries),
    );
  }
  return agrees(formula, known, tries);
}

/** Whether a statement is seen to be true at once. */
const holds = (formula: Formula, known: Known, tries: Tries): boolean => {
  if (formula.kind === 'any') return formula.parts.some((part) => holds(part, known, tries));
  if (formula.kind === 'all') return formula.parts.every((part) => holds(part, known, tries));
  return !agrees(opposite(formula) as Atom, known, tries);
};
