import { addBit, allBits, bitsOf, countBits, dropBits, noBits } from '../../base/bits.js';
import type { Bits } from '../../base/bits.js';
import { accessSourceIn } from '../../facts/derived-facts.js';
import { readerFactsFor, sourceFactsFor } from '../../facts/facts-for.js';
import type { Kind } from '../../model/world.js';
import { createDecisionMemory } from '../../policy/decision-memory.js';
import type { DecisionMemory } from '../../policy/decision-memory.js';
import type { Decision } from '../../policy/decision.js';
import type { ReaderFacts, SourceFacts } from '../../policy/facts.js';
import type { Derive } from '../../world/derive.js';
import type { Look } from '../../world/look.js';
import type { MemoryWorld } from '../../world/memory/memory-world.js';
import { decideOnClasses } from '../decisions/decide.js';
import type { DecideOnClass } from '../decisions/decide.js';
import { isSameSource } from '../decisions/program-of.js';
import { factsToCompare } from './facts-to-compare.js';
import type { Both } from './both.js';
import { createPopulation } from './population.js';
import type { Population } from './population.js';

/** Users on whom both worlds decide in the same way about a data source. */
export interface ComparedClass {
  readonly users: number;
  /** The names of some of them. */
  readonly examples: readonly string[];
  /** What is known of the first of them, and the decision about them. */
  readonly reader: Both<ReaderFacts>;
  readonly decision: Both<Decision>;
  /** Where the data source exists in neither world for them yet: the decisions when a block ends that ends in one of the worlds. */
  readonly later?: Later;
  /** Whether the decisions lack row filters that both worlds have. @see factsToCompare */
  readonly lacksCommonRows: boolean;
}

/** Decisions at a moment to come. */
export interface Later {
  readonly at: Date;
  readonly decision: Both<Decision>;
}

/** A data source about which the worlds may decide differently. */
export interface ComparedSource {
  readonly dataSource: string;
  readonly facts: Both<SourceFacts>;
  /**
   * The classes that exist in one of the worlds at least. They are found while one goes through them. Of people of whom the same is known in
   * both worlds, the decisions lack the row filters of both. @see factsToCompare
   */
  readonly classes: Iterable<ComparedClass>;
}

/** Examples that are told of a class. */
const defaultExamples = 3;
/** Bytes of the decisions that are remembered while worlds are compared. */
const decisionBytes = 64 * 1024 * 1024;

/** Kinds of objects that may change what is known of a person. */
const aboutPeople: ReadonlySet<Kind> = new Set([
  'settings',
  'purpose',
  'group',
  'user',
  'block',
  'project',
  'acknowledgement',
  'workingProject',
]);

/** Kinds of objects that may change which groups, purposes and attributes are known. */
const aboutNames: ReadonlySet<Kind> = new Set(['settings', 'purpose', 'group', 'user']);

/**
 * Compares the decisions of two worlds, of which one was made by changing the other. Users are not decided on one by one: what a decision
 * read of one of them finds all others to whom it applies.
 * @param changed the kinds of the objects that differ
 * @param mostExamples names that are told of each class
 */
export function* compareWorlds(
  worlds: Both<MemoryWorld>,
  changed: ReadonlySet<Kind>,
  at: Date,
  mostExamples = defaultExamples,
): Generator<ComparedSource> {
  const sides = { before: sideOf(worlds.before), after: sideOf(worlds.after) };
  const names = union(worlds, 'user');
  const before = populationOf(sides.before, names, at);
  const same = ![...changed].some((kind) => aboutPeople.has(kind));
  const people = { before, after: same ? before : populationOf(sides.after, names, at) };
  const changedPeople = same ? noBits(names.length) : usersWithOtherFacts(people);
  const isAnybodyChanged = countBits(changedPeople) > 0;
  const isSameNames = ![...changed].some((kind) => aboutNames.has(kind));
  const memory = createDecisionMemory(decisionBytes);
  for (const dataSource of union(worlds, 'dataSource')) {
    const facts = { before: factsIn(sides.before, dataSource), after: factsIn(sides.after, dataSource) };
    const isSame = isSameSource(facts.before, facts.after);
    if (isSame && !isAnybodyChanged) continue;
    const comparing = { names, people, at, mostExamples, memory };
    const users = isSame ? noBits(names.length) : allBits(names.length);
    dropBits(users, changedPeople);
    yield {
      dataSource,
      facts,
      classes: joined(
        classesOf({ ...comparing, facts: factsToCompare(facts, isSameNames), all: facts }, users),
        classesOf({ ...comparing, facts, all: facts }, changedPeople.slice()),
      ),
    };
  }
}

function* joined<T>(...lists: readonly Iterable<T>[]): Generator<T> {
  for (const list of lists) yield* list;
}

/** One of the worlds. */
interface Side {
  readonly look: Look;
  readonly derive: Derive;
}

function sideOf(world: MemoryWorld): Side {
  const look: Look = world.entries();
  const known = new Map<string, object>();
  const derive: Derive = (key, compute) => {
    const value =
      (known.get(key) as ReturnType<typeof compute> | undefined) ?? compute(look, derive, undefined);
    known.set(key, value);
    return value;
  };
  return { look, derive };
}

const union = ({ before, after }: Both<MemoryWorld>, kind: Kind): readonly string[] =>
  before.objects().keys(kind) === after.objects().keys(kind)
    ? before.objects().keys(kind)
    : [...new Set([...before.objects().keys(kind), ...after.objects().keys(kind)])].sort();

const populationOf = ({ look }: Side, names: readonly string[], at: Date): Population =>
  createPopulation(names, (userName) => readerFactsFor(look, { userName }), at);

const factsIn = ({ look, derive }: Side, dataSource: string): SourceFacts =>
  sourceFactsFor(look, dataSource, 'about', accessSourceIn(derive, dataSource));

/** The users of whom something else is known after the change. */
function usersWithOtherFacts({ before, after }: Both<Population>): Bits {
  const users = noBits(before.size);
  for (let position = 0; position < before.size; position += 1) {
    if (!isSameReader(before.readerOf(position), after.readerOf(position))) addBit(users, position);
  }
  return users;
}

/** Whether the same is known of a person. What is shared in an equalized project depends on its other members, and counts as different. */
const isSameReader = (one: ReaderFacts, other: ReaderFacts): boolean =>
  one.work.project === other.work.project &&
  one.work.equalized === undefined &&
  other.work.equalized === undefined &&
  textOf(one) === textOf(other);

const textOf = ({ self, inactive, blocks, work }: ReaderFacts): string =>
  JSON.stringify([
    self && [self.iam, [...self.groups].toSorted(), [...self.attributes].toSorted(byFirst)],
    inactive,
    blocks,
    work.purposes,
    work.withheld,
  ]);

const byFirst = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
  one < other ? -1 : 1;

interface Comparing {
  readonly names: readonly string[];
  readonly people: Both<Population>;
  /** What decisions are made from. */
  readonly facts: Both<SourceFacts>;
  /** All that there is. */
  readonly all: Both<SourceFacts>;
  readonly memory: DecisionMemory;
  readonly at: Date;
  readonly mostExamples: number;
}

/** @param left the users who are to be classified; it is empty at the end */
function* classesOf(of: Comparing, left: Bits): Generator<ComparedClass> {
  const { names, people, memory, at, mostExamples } = of;
  let { facts } = of;
  let decide = decidersOf(facts, memory);
  const unproven = new Set<'before' | 'after'>(facts === of.all ? [] : ['before', 'after']);
  let from = 0;
  for (;;) {
    const { value: first } = bitsOf(left, from).next();
    if (first === undefined) return;
    from = first;
    const reader = { before: people.before.readerOf(first), after: people.after.readerOf(first) };
    const decisionsBy = (by: typeof decide, when = at) => ({
      before: by.before(reader.before, when),
      after: by.after(reader.after, when),
    });
    let decided = decisionsBy(decide);
    const open = [...unproven].filter((side) => decided[side].decision.kind === 'open');
    if (open.length > 0) {
      // A row rule that cannot be enforced closes the data source to everybody: then it must not be missing.
      const whole = decisionsBy(decidersOf(of.all, memory));
      for (const side of open) unproven.delete(side);
      if (open.some((side) => whole[side].decision.kind !== 'open')) {
        unproven.clear();
        facts = of.all;
        decide = decidersOf(facts, memory);
        decided = whole;
      }
    }
    const alike = left.slice();
    for (const read of decided.before.reads) people.before.keepAlike(alike, read, first, facts.before);
    for (const read of decided.after.reads) people.after.keepAlike(alike, read, first, facts.after);
    dropBits(left, alike);
    const later = laterOf({ before: decided.before.decision, after: decided.after.decision }, (when) => {
      const { before, after } = decisionsBy(decide, when);
      return { before: before.decision, after: after.decision };
    });
    yield {
      users: countBits(alike),
      examples: examplesOf(alike, names, mostExamples),
      reader,
      decision: { before: decided.before.decision, after: decided.after.decision },
      ...(later === undefined ? {} : { later }),
      lacksCommonRows: lacksRules(facts.before, of.all.before),
    };
  }
}

/** The first end of a block at which a data source that is hidden in both worlds becomes visible in one of them. */
function laterOf(
  { before, after }: Both<Decision>,
  decideAt: (when: Date) => Both<Decision>,
): Later | undefined {
  if (before.kind !== 'hidden' || after.kind !== 'hidden') return undefined;
  const [was, is] = [before.access.until?.getTime(), after.access.until?.getTime()];
  if (was === is) return undefined;
  return [was, is]
    .filter((end) => end !== undefined)
    .toSorted((one, other) => one - other)
    .map((end): Later => ({ at: new Date(end), decision: decideAt(new Date(end)) }))
    .find(({ decision }) => (decision.before.kind === 'hidden') !== (decision.after.kind === 'hidden'));
}

/** Whether rules are left out of the policies. */
const lacksRules = ({ policies }: SourceFacts, all: SourceFacts): boolean =>
  policies.some((policy, index) => policy !== all.policies[index]);

const decidersOf = ({ before, after }: Both<SourceFacts>, memory: DecisionMemory): Both<DecideOnClass> => ({
  before: decideOnClasses(before, memory),
  after: decideOnClasses(after, memory),
});

function examplesOf(users: Bits, names: readonly string[], most: number): readonly string[] {
  const examples: string[] = [];
  for (const position of bitsOf(users)) {
    examples.push(names[position] ?? '');
    if (examples.length === most) break;
  }
  return examples;
}
