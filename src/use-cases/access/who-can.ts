import { z } from 'zod';

import { invariant } from '../../base/invariant.js';
import { didYouMean } from '../../base/nearest.js';
import { Refusal } from '../../base/refusal.js';
import { factsFor, governing, sharedDataSource } from '../../facts/facts-for.js';
import type { Alike, People, ToldApart } from '../../world/people.js';
import type { Look } from '../../world/look.js';
import type { WorldCache } from '../../world/world-cache.js';
import { formatDataSourceName } from '../../model/names.js';
import { present } from '../../model/present.js';
import type { Project } from '../../model/project.js';
import type { Decision } from '../../policy/decision.js';
import type { Facts } from '../../policy/facts.js';
import { mentionedFacts } from '../../policy/mentioned-facts.js';
import { gatherSources } from '../../policy/sources/gather-sources.js';
import type { Ports } from '../views/ports.js';
import { decideOnEach } from '../decisions/decide.js';
import { reasonsOf } from '../views/reasons.js';
import { essenceOfSight, seeing } from '../views/sight.js';
import type { Sight } from '../views/sight.js';
import { stepsOf } from './steps.js';
import type { Step, Stepped } from './steps.js';
import { dataSourceOf, viewNameOf } from '../views/view-name.js';
import type { ViewName } from '../views/view-name.js';
import { dataSourceName, rawColumnName } from '../../model/names.js';
import { useCase } from '../use-case.js';

/** Users to whom the same is shown. */
export interface WhoCanClass {
  readonly users: number;
  /** Names of some of them: at most three. */
  readonly examples: readonly string[];
  /** Why it is this: the facts that mattered, each entry for some of them; the first few. */
  readonly because: readonly string[];
  readonly sight: Sight;
}

/** Users who may do the same by themselves, and would then see the same, which is not what they see now. */
interface CouldSeeClass extends WhoCanClass {
  readonly by: Step;
}

/** Who sees what of a data source, or of one of its columns. */
export interface WhoCan {
  readonly dataSource: string;
  /** The column that alone was asked about. */
  readonly column: string | null;
  readonly at: string;
  /** How many users there are: the sum over the classes. */
  readonly users: number;
  /** By what users see now, the largest first. */
  readonly classes: readonly WhoCanClass[];
  /**
   * By what users could see instead if they switched projects or acknowledged purposes, which they may do by themselves; the largest
   * first. A user is counted once for each step that shows them something else, and not at all if none does.
   */
  readonly couldSee: readonly CouldSeeClass[];
}

/** Examples, and reasons, that are told of a class. */
const told = 3;
/** The world may change between the count and the decisions; then both are made again, so often. */
const attempts = 20;

/** One kind of users, and what is decided on them. */
interface Kind {
  readonly alike: Alike;
  readonly facts: Facts;
  readonly decision: Decision;
  /** Equal for those to whom the same is shown. */
  readonly essence: string;
}

/**
 * Counts who sees what of a data source, and who could see something else by what they may do themselves. Users are not decided on
 * one by one: the store counts them by the facts that anything about the data source mentions, one of each kind is decided on, and
 * kinds to whom the same is shown are joined.
 *
 * People are taken to work in the project that they switched to; one that a client names in its source is not known here.
 * @param column asks about this column alone
 * @throws Refusal `invalid` when there is no such data source or column
 */
export async function whoCan(
  { world, people, views, now, record }: Pick<Ports, 'world' | 'people' | 'views' | 'now' | 'record'>,
  view: ViewName,
  column?: string,
): Promise<WhoCan> {
  const at = now();
  const dataSourceName = dataSourceOf(view);
  const counted = await countConsistently({ world, people }, dataSourceName, column, at);

  const decisions = await decideOnEach(
    { record },
    counted.flatMap(({ facts, steps }) => [facts, ...steps.map((step) => step.facts)]),
    { dataSource: dataSourceName, client: 'operator' },
  );
  const kindOf = (alike: Alike, facts: Facts): Kind => {
    const decision = decisions.get(facts);
    invariant(decision !== undefined, 'each kind of users is decided on');
    return { alike, facts, decision, essence: essenceOfSight(decision, column) };
  };
  const kinds: Kind[] = [];
  const stepped = new Map<string, { readonly by: Step; readonly kinds: Kind[] }>();
  for (const { alike, facts, steps } of counted) {
    const now = kindOf(alike, facts);
    kinds.push(now);
    for (const { step, kind } of telling(
      now,
      steps.map((one) => ({ step: one.step, kind: kindOf(alike, one.facts) })),
    )) {
      const key = JSON.stringify(step);
      const others = stepped.get(key);
      if (others === undefined) stepped.set(key, { by: step, kinds: [kind] });
      else others.kinds.push(kind);
    }
  }

  const classes = classesOf(kinds, column, views);
  return {
    dataSource: dataSourceName,
    column: column ?? null,
    at: at.toISOString(),
    users: classes.reduce((sum, { users }) => sum + users, 0),
    classes,
    couldSee: [...stepped.values()]
      .flatMap((one) => classesOf(one.kinds, column, views).map((of) => ({ by: one.by, ...of })))
      .toSorted(largestFirst),
  };
}

/** The steps after which data is shown, and other data than now and than after the same step without acknowledging anything. */
const telling = (
  now: Kind,
  steps: readonly { readonly step: Step; readonly kind: Kind }[],
): readonly { readonly step: Step; readonly kind: Kind }[] =>
  steps.filter(
    ({ step, kind: { decision, essence } }) =>
      decision.kind === 'open' &&
      essence !== now.essence &&
      !steps.some(
        (other) =>
          step.acknowledge.length > 0 &&
          other.step.acknowledge.length === 0 &&
          other.step.project === step.project &&
          other.kind.essence === essence,
      ),
  );

const largestFirst = (a: WhoCanClass, b: WhoCanClass): number => b.users - a.users;

/** Joins kinds to whom the same is shown; the largest class first. */
function classesOf(
  kinds: readonly Kind[],
  column: string | undefined,
  views: Ports['views'],
): readonly WhoCanClass[] {
  const joined = new Map<string, [Kind, ...Kind[]]>();
  for (const kind of kinds) {
    const known = joined.get(kind.essence);
    if (known === undefined) joined.set(kind.essence, [kind]);
    else known.push(kind);
  }
  return [...joined.values()]
    .map((of): WhoCanClass => {
      const [{ facts, decision }] = of;
      const notShown =
        decision.kind === 'hidden' || facts.dataSource === undefined
          ? new Map<string, string>()
          : views.compile(facts.dataSource, decision, facts.settings).notShown;
      const reasons = of.map((one) => reasonsOf(one.facts, one.decision, one.alike.users));
      return {
        users: of.reduce((sum, { alike: { users } }) => sum + users, 0),
        examples: [...new Set(of.flatMap(({ alike: { examples } }) => examples))].toSorted().slice(0, told),
        because: [...new Set(reasons)].slice(0, told),
        sight: seeing(decision, column, notShown),
      };
    })
    .toSorted(largestFirst);
}

/** Users of one kind, the facts of one of them, and what they may do by themselves. */
interface Counted {
  readonly alike: Alike;
  readonly facts: Facts;
  readonly steps: readonly Stepped[];
}

/** Counts users, and gathers the facts of one of each kind, at one and the same revision of the world. */
async function countConsistently(
  { world, people }: { readonly world: WorldCache; readonly people: People },
  dataSourceName: string,
  column: string | undefined,
  at: Date,
): Promise<readonly Counted[]> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const by = await world.ask((look, { revision }) => {
      const toldApart = tellApart(look, dataSourceName, column, at);
      return { toldApart, revision };
    });
    if (typeof by.toldApart === 'string') throw new Refusal('invalid', by.toldApart);
    const counted = await people.alike(by.toldApart);
    const asked = await world.ask((look, { revision }) => {
      const holding = holdingOf(look, dataSourceName);
      return {
        kinds: counted.people.map((alike): Counted => {
          const facts = factsFor(look, { userName: alike.examples[0], dataSourceName, at });
          return { alike, facts, steps: stepsOf(look, facts, holding) };
        }),
        revision,
      };
    });
    if (by.revision === counted.revision && asked.revision === counted.revision) return asked.kinds;
  }
  throw new Refusal('unavailable', 'the world changes faster than its users can be counted; try again');
}

const projectsOf = (look: Look, names: readonly string[]): readonly Project[] =>
  names.map((name) => look({ entry: 'project', name })).filter((project) => project !== undefined);

/** The projects that hold a data source, by name. */
const holdingOf = (look: Look, dataSource: string): readonly Project[] =>
  projectsOf(look, look({ entry: 'projectsWith', dataSource }) ?? []);

/** By which facts users are told apart, or what is wrong with the question. */
function tellApart(
  look: Look,
  dataSourceName: string,
  column: string | undefined,
  at: Date,
): ToldApart | string {
  const dataSource = look({ entry: 'dataSource', name: dataSourceName });
  if (dataSource === undefined) return `there is no data source '${dataSourceName}'`;
  const columns = present(dataSource).columns.map(({ name }) => name);
  if (column !== undefined && !columns.includes(column)) {
    const of = formatDataSourceName(dataSource);
    return `data source '${of}' has no column '${column}'${didYouMean(column, columns)}`;
  }
  const { groups, attributes, users, iam } = mentionedFacts({
    dataSource: sharedDataSource(look, dataSource),
    sources: gatherSources(dataSource, (source) => governing(look, source)),
    blocks: look({ entry: 'blocks' }) ?? [],
    policies: look({ entry: 'policies' }) ?? [],
    subscriptionPolicies: look({ entry: 'subscriptionPolicies' }) ?? [],
    subscriptions: look({ entry: 'subscriptions', dataSource: dataSourceName }) ?? [],
    projects: [
      ...projectsOf(look, look({ entry: 'projectsAtWork' }) ?? []),
      ...holdingOf(look, dataSourceName),
    ],
  });
  return {
    groups: groups === 'all' ? groups : [...groups],
    attributes: [...attributes],
    users: [...users],
    iam,
    dataSource: dataSourceName,
    at,
  };
}

/** @see whoCan */
export const whoCanUseCase = useCase({
  name: 'whoCan',
  whoMay: 'administrator',
  input: z.strictObject({ dataSource: dataSourceName, column: rawColumnName.optional() }),
  run: ({ ports }, { dataSource, column }) => whoCan(ports, viewNameOf(dataSource), column),
});
