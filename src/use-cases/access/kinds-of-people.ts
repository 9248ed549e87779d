import { chunks } from '../../base/chunks.js';
import { didYouMean } from '../../base/nearest.js';
import { required } from '../../base/invariant.js';
import { Refusal } from '../../base/refusal.js';
import { readerFactsFor, sharedDataSource } from '../../facts/facts-for.js';
import type { Block } from '../../model/block.js';
import { formatDataSourceName } from '../../model/names.js';
import { present } from '../../model/present.js';
import type { Project } from '../../model/project.js';
import type { Decision } from '../../policy/decision.js';
import type { ReaderFacts, SourceFacts } from '../../policy/facts.js';
import { mentionedFacts } from '../../policy/mentioned-facts.js';
import type { MentionedFacts } from '../../policy/mentioned-facts.js';
import type { Look } from '../../world/look.js';
import type { Alike, ToldApart } from '../../world/people.js';
import type { Entry, EntryValue } from '../../world/world-store.js';
import { surveyOf } from '../decisions/decide.js';
import type { Survey } from '../decisions/decide.js';
import { programOf } from '../decisions/program-of.js';
import type { Ports } from '../views/ports.js';

/** About which data source all users are asked. */
export interface AboutPeople {
  readonly dataSourceName: string;
  /** The column that alone is asked about. */
  readonly column?: string | undefined;
  readonly at: Date;
  /** Who asks, for the record. */
  readonly client: string;
}

/** All users in kinds, of whose users the same is known as far as it matters for a data source. */
export interface KindsOfPeople {
  readonly source: SourceFacts;
  readonly survey: Survey;
  /** By which facts users were counted. */
  readonly by: ToldApart;
  /** The revision of the world that was counted. */
  readonly revision: number;
  /**
   * Visits each kind, some at a time, so that other requests have their turn.
   * @param read reads what else is needed of one user of the kind
   * @returns false if the world changed meanwhile: then all has to be done again
   */
  each<T>(
    read: (look: Look, reader: ReaderFacts) => T,
    visit: (kind: Kind & { readonly read: T }) => void,
  ): Promise<boolean>;
}

/** Users of whom the same is known, and what is known of one of them. */
export interface Kind {
  readonly alike: Alike;
  readonly reader: ReaderFacts;
}

/** The world may change between the count and the decisions; then both are made again, so often. */
const attempts = 20;
/** Kinds of users that are decided on at once; then other requests have their turn. */
const kindsAtOnce = 250;

/**
 * Counts all users by what decides on a data source, and works with the kinds of one revision.
 * @param work returns undefined if the world changed meanwhile
 * @throws Refusal `invalid` if there is no such data source or column; `unavailable` if the world changes too fast
 */
export async function withKindsOfPeople<T>(
  ports: Pick<Ports, 'world' | 'decisions' | 'people' | 'record'>,
  about: AboutPeople,
  work: (kinds: KindsOfPeople) => Promise<T | undefined>,
): Promise<T> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const kinds = await countKinds(ports, about);
    const done = kinds && (await work(kinds));
    if (done !== undefined) return done;
  }
  throw new Refusal('unavailable', 'the world changes faster than its users can be counted; try again');
}

async function countKinds(
  { world, decisions, people, record }: Pick<Ports, 'world' | 'decisions' | 'people' | 'record'>,
  about: AboutPeople,
): Promise<KindsOfPeople | undefined> {
  const { dataSourceName, at, client } = about;
  const { source, mentioned, revision } = await world.ask((look, { revision, derive }) => {
    const { source } = programOf(derive, decisions, dataSourceName);
    return { source, mentioned: mentionedIn(look, source, about), revision };
  });
  if (typeof mentioned === 'string') throw new Refusal('invalid', mentioned);
  const by = toldApartBy(mentioned, about);
  const counted = await people.alike(by);
  if (revision !== counted.revision) return undefined;
  return {
    ...{ source, by, revision },
    survey: surveyOf({ record }, source, mentioned, { at, client }),
    async each(read, visit) {
      for (const some of chunks(counted.people, kindsAtOnce)) {
        const asked = await world.ask((look, { revision: now }) => ({
          kinds: some.map((alike) => {
            const [userName] = alike.examples;
            const reader = readerFactsFor(lookAs(look, alike), { userName });
            return { alike, reader, read: read(look, reader) };
          }),
          now,
        }));
        if (asked.now !== revision) return false;
        asked.kinds.forEach(visit);
      }
      return true;
    },
  };
}

/** The decisions on some users about a data source, by name; none if there is no such data source. It is recorded as a count of them. */
export async function decideOnPeople(
  ports: Pick<Ports, 'world' | 'decisions' | 'record'>,
  about: AboutPeople,
  users: readonly string[],
): Promise<ReadonlyMap<string, Decision>> {
  const { dataSourceName, at, client } = about;
  const { source, mentioned, readers } = await ports.world.ask((look, { derive }) => {
    const { source } = programOf(derive, ports.decisions, dataSourceName);
    return {
      source,
      mentioned: mentionedIn(look, source, about),
      readers: users.map((userName) => readerFactsFor(look, { userName })),
    };
  });
  if (typeof mentioned === 'string' || users.length === 0) return new Map();
  const survey = surveyOf(ports, source, mentioned, { at, client });
  const decisions = new Map(users.map((name, index) => [name, survey.decide(required(readers[index]))]));
  await survey.putOnRecord();
  return decisions;
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
export const holdingOf = (look: Look, dataSource: string): readonly Project[] =>
  projectsOf(look, look({ entry: 'projectsWith', dataSource }) ?? []);

/** The facts that are mentioned, or what is wrong with the question. */
function mentionedIn(
  look: Look,
  source: SourceFacts,
  { dataSourceName, column }: AboutPeople,
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
  { dataSourceName, at }: AboutPeople,
): ToldApart => ({
  groups: groups === 'all' ? groups : [...groups],
  attributes: [...attributes],
  users: [...users],
  iam,
  dataSource: dataSourceName,
  at,
});
