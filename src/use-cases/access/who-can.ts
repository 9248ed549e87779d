import { z } from 'zod';

import type { Alike } from '../../world/people.js';
import type { Decision } from '../../policy/decision.js';
import type { ReaderFacts, SourceFacts } from '../../policy/facts.js';
import type { Ports } from '../views/ports.js';
import { notShownIn } from '../views/not-shown.js';
import { reasonsAbout } from '../views/reasons.js';
import { essenceOfSight, seeing } from '../views/sight.js';
import type { Sight } from '../views/sight.js';
import { holdingOf, withKindsOfPeople } from './kinds-of-people.js';
import type { Kind, KindsOfPeople } from './kinds-of-people.js';
import { stepsOf } from './steps.js';
import type { Step } from './steps.js';
import { dataSourceOf, viewNameOf } from '../views/view-name.js';
import type { ViewName } from '../views/view-name.js';
import { dataSourceName, rawColumnName } from '../../model/names.js';
import { asOf, toldOfPast, worldOfThen } from '../what-if/as-of.js';
import { supposing } from '../what-if/supposing.js';
import type { ToldOfWorld } from '../what-if/supposing.js';
import { aboutWorld } from '../what-if/suppositions.js';
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
export interface WhoCan extends ToldOfWorld {
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

/** One kind of users, and what is decided on them. */
interface DecidedKind extends Kind {
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
  ports: Pick<Ports, 'world' | 'decisions' | 'people' | 'views' | 'now' | 'record'>,
  view: ViewName,
  column?: string,
): Promise<WhoCan> {
  const at = ports.now();
  const dataSourceName = dataSourceOf(view);
  return withKindsOfPeople(
    ports,
    { dataSourceName, column, at, client: 'operator' },
    async (kinds): Promise<WhoCan | undefined> => {
      const found = await joinAll(kinds, { dataSourceName, column, views: ports.views });
      if (found === undefined) return undefined;
      await kinds.survey.putOnRecord();
      const classes = found.now.list();
      return {
        dataSource: dataSourceName,
        column: column ?? null,
        at: at.toISOString(),
        users: classes.reduce((sum, { users }) => sum + users, 0),
        classes,
        couldSee: [...found.stepped.values()]
          .flatMap(({ by, classes }) => classes.list().map((of) => ({ by, ...of })))
          .toSorted(largestFirst),
      };
    },
  );
}

/** The steps after which data is shown, and other data than now and than after the same step without acknowledging anything. */
const telling = (
  now: DecidedKind,
  steps: readonly { readonly step: Step; readonly kind: DecidedKind }[],
): readonly { readonly step: Step; readonly kind: DecidedKind }[] =>
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

/** Kinds to whom the same is shown, joined as they come. */
interface Classes {
  add(kind: DecidedKind): void;
  /** The largest first. */
  list(): readonly WhoCanClass[];
}

/** What is kept of the kinds of one class: its first kind, and what is told of all. */
interface Joined {
  readonly first: DecidedKind;
  readonly because: Set<string>;
  users: number;
  examples: readonly string[];
}

function joinKinds(source: SourceFacts, column: string | undefined, views: Ports['views']): Classes {
  const joined = new Map<string, Joined>();
  const reasonsOf = reasonsAbout(source.policies);
  const notShownTo = notShownIn(source, views);

  return {
    add(kind) {
      const { users, examples } = kind.alike;
      let of = joined.get(kind.essence);
      if (of === undefined) {
        of = { first: kind, because: new Set(), users: 0, examples: [] };
        joined.set(kind.essence, of);
      }
      of.users += users;
      of.examples = [...of.examples, ...examples].toSorted().slice(0, told);
      if (of.because.size < told) of.because.add(reasonsOf(kind.reader, kind.decision, users));
    },
    list: () =>
      [...joined.values()]
        .map(({ first, because, users, examples }): WhoCanClass => ({
          users,
          examples,
          because: [...because],
          sight: seeing(first.decision, column, notShownTo(first.decision)),
        }))
        .toSorted(largestFirst),
  };
}

/** Classes by what is seen now, and by each step what is seen after it. */
interface Found {
  readonly now: Classes;
  readonly stepped: ReadonlyMap<string, { readonly by: Step; readonly classes: Classes }>;
}

/**
 * Decides on one user of each kind, and joins the kinds to whom the same is shown.
 * @returns undefined when the world changed meanwhile
 */
async function joinAll(
  { source, survey, each }: KindsOfPeople,
  {
    dataSourceName,
    column,
    views,
  }: { readonly dataSourceName: string; readonly column: string | undefined } & Pick<Ports, 'views'>,
): Promise<Found | undefined> {
  const joining = (): Classes => joinKinds(source, column, views);
  const now = joining();
  const stepped = new Map<string, { readonly by: Step; readonly classes: Classes }>();
  const kindOf = (alike: Alike, reader: ReaderFacts): DecidedKind => {
    const decision = survey.decide(reader);
    return { alike, reader, decision, essence: essenceOfSight(decision, column) };
  };
  const isWhole = await each(
    (look, reader) => stepsOf(look, reader, holdingOf(look, dataSourceName)),
    ({ alike, reader, read: steps }) => {
      const kind = kindOf(alike, reader);
      now.add(kind);
      if (steps.length === 0) return;
      for (const { step, kind: after } of telling(
        kind,
        steps.map((one) => ({ step: one.step, kind: kindOf(alike, one.reader) })),
      )) {
        const key = JSON.stringify(step);
        const others = stepped.get(key) ?? { by: step, classes: joining() };
        stepped.set(key, others);
        others.classes.add(after);
      }
    },
  );
  return isWhole ? { now, stepped } : undefined;
}

/** @see whoCan */
export const whoCanUseCase = useCase({
  name: 'whoCan',
  whoMay: 'administrator',
  input: z.strictObject({
    dataSource: dataSourceName,
    column: rawColumnName.optional(),
    asOf,
    ...aboutWorld,
  }),
  run: async (administration, { dataSource, column, asOf, ...suppositions }): Promise<WhoCan> => {
    const then = await worldOfThen(administration, asOf, suppositions.suppose.at !== undefined);
    const { ports, told } = await supposing(then, suppositions);
    const found = await whoCan(ports, viewNameOf(dataSource), column);
    return { ...found, ...(await toldOfPast(administration.history, then, told)) };
  },
});
