import { z } from 'zod';

import { chunks } from '../../base/chunks.js';
import { didYouMean } from '../../base/nearest.js';
import { Refusal } from '../../base/refusal.js';
import { readerFactsFor, sharedDataSource } from '../../facts/facts-for.js';
import type { Block } from '../../model/block.js';
import type { Alike, ToldApart } from '../../world/people.js';
import type { Look } from '../../world/look.js';
import type { Entry, EntryValue } from '../../world/world-store.js';
import { formatDataSourceName } from '../../model/names.js';
import { present } from '../../model/present.js';
import type { Project } from '../../model/project.js';
import type { Decision } from '../../policy/decision.js';
import { essenceOfColumn } from '../../policy/essence.js';
import type { ReaderFacts, SourceFacts } from '../../policy/facts.js';
import { mentionedFacts } from '../../policy/mentioned-facts.js';
import type { MentionedFacts } from '../../policy/mentioned-facts.js';
import type { Ports } from '../views/ports.js';
import { surveyOf } from '../decisions/decide.js';
import type { Survey } from '../decisions/decide.js';
import { programOf } from '../decisions/program-of.js';
import { reasonsAbout } from '../views/reasons.js';
import { essenceOfSight, seeing } from '../views/sight.js';
import type { Sight } from '../views/sight.js';
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
/** The world may change between the count and the decisions; then both are made again, so often. */
const attempts = 20;
/** Kinds of users that are decided on at once; then other requests have their turn. */
const kindsAtOnce = 250;

/** One kind of users, and what is decided on them. */
interface Kind {
  readonly alike: Alike;
  readonly reader: ReaderFacts;
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
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const found = await countAndDecide(ports, { dataSourceName, column, at });
    if (found === undefined) continue;
    await found.survey.putOnRecord();
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
  }
  throw new Refusal('unavailable', 'the world changes faster than its users can be counted; try again');
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

/** Kinds to whom the same is shown, joined as they come. */
interface Classes {
  add(kind: Kind): void;
  /** The largest first. */
  list(): readonly WhoCanClass[];
}

/** What is kept of the kinds of one class: its first kind, and what is told of all. */
interface Joined {
  readonly first: Kind;
  readonly because: Set<string>;
  users: number;
  examples: readonly string[];
}

function joinKinds(
  { dataSource, settings, policies }: SourceFacts,
  column: string | undefined,
  views: Ports['views'],
): Classes {
  const joined = new Map<string, Joined>();
  const reasonsOf = reasonsAbout(policies);
  /** By what is shown of columns: the same for many classes, which differ in their rows. */
  const notShown = new Map<string, ReadonlyMap<string, string>>();

  const notShownTo = ({ decision }: Kind): ReadonlyMap<string, string> => {
    if (decision.kind === 'hidden' || dataSource === undefined) return new Map();
    const key = decision.kind === 'closed' ? '' : JSON.stringify(decision.shown.columns.map(essenceOfColumn));
    const known = notShown.get(key) ?? views.compile(dataSource, decision, settings).notShown;
    notShown.set(key, known);
    return known;
  };

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
          sight: seeing(first.decision, column, notShownTo(first)),
        }))
        .toSorted(largestFirst),
  };
}

/** What is asked. */
interface Question {
  readonly dataSourceName: string;
  readonly column: string | undefined;
  readonly at: Date;
}

/** Classes by what is seen now, and by each step what is seen after it. */
interface Found {
  readonly survey: Survey;
  readonly now: Classes;
  readonly stepped: ReadonlyMap<string, { readonly by: Step; readonly classes: Classes }>;
}

/**
 * Counts users, and decides on one of each kind, at one and the same revision of the world.
 * @returns undefined when the world changed meanwhile
 */
async function countAndDecide(
  {
    world,
    decisions,
    people,
    views,
    record,
  }: Pick<Ports, 'world' | 'decisions' | 'people' | 'views' | 'record'>,
  question: Question,
): Promise<Found | undefined> {
  const { dataSourceName, column, at } = question;
  const by = await world.ask((look, { revision, derive }) => {
    const { source } = programOf(derive, decisions, dataSourceName);
    return { source, mentioned: mentionedIn(look, source, question), revision };
  });
  const { source, mentioned } = by;
  if (typeof mentioned === 'string') throw new Refusal('invalid', mentioned);
  const counted = await people.alike(toldApartBy(mentioned, question));
  if (by.revision !== counted.revision) return undefined;

  const survey = surveyOf({ record }, source, mentioned, { at, client: 'operator' });
  const joining = (): Classes => joinKinds(source, column, views);
  const now = joining();
  const stepped = new Map<string, { readonly by: Step; readonly classes: Classes }>();
  const kindOf = (alike: Alike, reader: ReaderFacts): Kind => {
    const decision = survey.decide(reader);
    return { alike, reader, decision, essence: essenceOfSight(decision, column) };
  };
  for (const some of chunks(counted.people, kindsAtOnce)) {
    const asked = await world.ask((look, { revision }) => {
      const holding = holdingOf(look, dataSourceName);
      return {
        kinds: some.map((alike) => {
          const [userName] = alike.examples;
          const reader = readerFactsFor(lookAs(look, alike), { userName });
          return { alike, reader, steps: stepsOf(look, reader, holding) };
        }),
        revision,
      };
    });
    if (asked.revision !== counted.revision) return undefined;
    for (const { alike, reader, steps } of asked.kinds) {
      const kind = kindOf(alike, reader);
      now.add(kind);
      if (steps.length === 0) continue;
      for (const { step, kind: after } of telling(
        kind,
        steps.map((one) => ({ step: one.step, kind: kindOf(alike, one.reader) })),
      )) {
        const key = JSON.stringify(step);
        const others = stepped.get(key) ?? { by: step, classes: joining() };
        stepped.set(key, others);
        others.classes.add(after);
      }
    }
  }
  return { survey, now, stepped };
}

/**
 * Looks the first of some users up as what they were counted by, where nothing else matters. So the users of a large world are not
 * read again, and other requests keep what they have in memory.
 */
function lookAs(look: Look, { known, examples: [name] }: Alike): Look {
  if (known === undefined) return look;
  const user = { name, ...known() };
  const asCounted = (entry: Entry): { readonly value: EntryValue[Entry['entry']] } | undefined => {
    if (entry.entry === 'user' && entry.name === name) return { value: user };
    if (entry.entry === 'workingProject' && entry.user === name) return { value: undefined };
    if (entry.entry === 'blocksOf' && 'user' in entry.principal && entry.principal.user === name)
      return { value: noBlocks };
    return undefined;
  };
  return (entry) => {
    const counted = asCounted(entry);
    return counted === undefined ? look(entry) : (counted.value as ReturnType<typeof look<typeof entry>>);
  };
}

/** Blocks that are about a data source make their user one who is counted alone. */
const noBlocks: readonly Block[] = [];

const projectsOf = (look: Look, names: readonly string[]): readonly Project[] =>
  names.map((name) => look({ entry: 'project', name })).filter((project) => project !== undefined);

/** The projects that hold a data source, by name. */
const holdingOf = (look: Look, dataSource: string): readonly Project[] =>
  projectsOf(look, look({ entry: 'projectsWith', dataSource }) ?? []);

/** The facts that are mentioned, or what is wrong with the question. */
function mentionedIn(
  look: Look,
  source: SourceFacts,
  { dataSourceName, column }: Question,
): MentionedFacts | string {
  const dataSource = look({ entry: 'dataSource', name: dataSourceName });
  if (dataSource === undefined) return `there is no data source '${dataSourceName}'`;
  const columns = present(dataSource).columns.map(({ name }) => name);
  if (column !== undefined && !columns.includes(column)) {
    const of = formatDataSourceName(dataSource);
    return `data source '${of}' has no column '${column}'${didYouMean(column, columns)}`;
  }
  return mentionedFacts({
    ...source,
    dataSource: sharedDataSource(look, dataSource),
    blocks: look({ entry: 'blocks' }) ?? [],
    projects: [
      ...projectsOf(look, look({ entry: 'projectsAtWork' }) ?? []),
      ...holdingOf(look, dataSourceName),
    ],
  });
}

/** By which facts users are counted. */
const toldApartBy = (
  { groups, attributes, users, iam }: MentionedFacts,
  { dataSourceName, at }: Question,
): ToldApart => ({
  groups: groups === 'all' ? groups : [...groups],
  attributes: [...attributes],
  users: [...users],
  iam,
  dataSource: dataSourceName,
  at,
});

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
