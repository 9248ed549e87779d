import { keptOf } from '../../audit/shown-document.js';
import type { Kept } from '../../audit/shown-document.js';
import { bytesOf } from '../../base/bytes-of.js';
import { readerIn } from '../../facts/derived-facts.js';
import { factsFor } from '../../facts/facts-for.js';
import type { Asked, Asker } from '../../facts/facts-for.js';
import { decide } from '../../policy/decide.js';
import type { Decision } from '../../policy/decision.js';
import type { Facts, OpenFacts, ReaderFacts, SourceFacts } from '../../policy/facts.js';
import type { MentionedFacts } from '../../policy/mentioned-facts.js';
import { createSurveyProgram, createTracedProgram } from '../../policy/program.js';
import type { TracedDecision } from '../../policy/program.js';
import type { Derive } from '../../world/derive.js';
import type { Look } from '../../world/look.js';
import type { Answer } from '../../world/remembered-answers.js';
import type { Ports } from '../views/ports.js';
import type { Occasion, PersonRecord, RecordedDecision } from '../../audit/decision-record.js';
import { programOf } from './program-of.js';

/** A decision, and what it was made from. */
export interface Decided {
  readonly decision: Decision;
  readonly source: SourceFacts;
  readonly reader: ReaderFacts;
  /** Seconds for which the store has not confirmed what was decided from, when the decision was made without it. */
  readonly age?: number | undefined;
}

/** What a decision is recorded with. */
type Recording = Pick<Ports, 'world' | 'record'>;

/** What a decision comes to. */
interface ShownAs<T> {
  readonly value: T;
  /** What Trino is answered, for the record. */
  readonly answer?: Kept | undefined;
}

/**
 * Decides what a person sees of a data source, and puts it on record before anybody is answered. Every answer about a person is
 * made here, in `answerByDecisions` or in `explainFor`; lint forbids other imports of the decision itself.
 */
export const decideFor = (
  ports: Recording & Pick<Ports, 'decisions'>,
  asked: Asked,
  occasion: Occasion,
): Promise<Decided> => decideAndShow(ports, asked, occasion, (decided) => ({ value: decided }));

/**
 * Decides as `decideFor`, and puts on record also what the decision comes to.
 * @param show makes the answer of the decision
 * @returns what `show` made
 */
export async function decideAndShow<T>(
  ports: Recording & Pick<Ports, 'decisions'>,
  { dataSourceName, ...asker }: Asked,
  occasion: Occasion,
  show: (decided: Decided) => ShownAs<T> | Promise<ShownAs<T>>,
): Promise<T> {
  const { decided, revision } = await ports.world.ask((look, { derive, age, revision }) => ({
    decided: decidingFor(ports, asker, look, derive, age).deciding.decide(dataSourceName),
    revision,
  }));
  const { value, answer } = await show(decided);
  const { decision, reader, age } = decided;
  const recorded = recordedOf(dataSourceName, decision, reader);
  await putOnRecord(ports, asker.userName, dataSourceName, occasion, {
    decision: recorded,
    revision,
    answer,
    age,
  });
  return value;
}

/** What a question for which decisions are made is answered from. */
export interface Deciding {
  readonly look: Look;
  readonly derive: Derive;
  /** Decides what the asker sees of a data source. */
  readonly decide: (dataSourceName: string) => Decided;
}

/**
 * Answers a question for which any number of decisions about one person are made, and puts all of these on record before anybody is
 * answered.
 * @param recorded what Trino is answered, for the record
 */
export async function answerByDecisions<T>(
  ports: Recording & Pick<Ports, 'decisions'>,
  asker: Asker,
  occasion: Occasion,
  question: (deciding: Deciding) => T,
  recorded: (answer: T) => Kept | undefined = () => undefined,
): Promise<T> {
  const { answer, made, age, revision } = await ports.world.ask((look, { derive, age, revision }) => {
    const { made, deciding } = decidingFor(ports, asker, look, derive, age);
    return { answer: question(deciding), made, age, revision };
  });
  await putAllOnRecord(ports, asker.userName, occasion, {
    ...{ decided: allRecorded(made), answer: recorded(answer), revision, age },
  });
  return answer;
}

/** A question, once it has been read. */
export interface AskedAgain<T> {
  readonly userName: string;
  /** A pure function of what it looks up and of the time. Its answer must not refer to values of the world. */
  readonly answer: (deciding: Deciding, asker: Asker) => Answer<T & object> & Pick<ShownAs<T>, 'answer'>;
}

/** What is recorded of the decisions for one question, by data source. */
type AllRecorded = readonly (readonly [dataSource: string, decision: RecordedDecision])[];

/** A remembered answer with the decisions that go on record each time that it is given. */
interface Remembered<T> {
  readonly userName: string;
  readonly answer: T;
  readonly recorded: Kept | undefined;
  readonly decided: AllRecorded;
}

/** A document in memory is its digest alone: the first record of it keeps the document. */
const digestAlone = (kept: Kept | undefined): Kept | undefined =>
  kept && { digest: kept.digest, document: undefined };

/**
 * Answers as `answerByDecisions` does, from memory if the same was asked before and nothing has changed from which the answer was computed. What
 * was decided then is put on record again.
 * @param key identifies the question: who asks, and what
 * @param question reads the question, if it has to be answered anew
 */
export async function answerAgain<T>(
  ports: Recording & Pick<Ports, 'decisions' | 'now'>,
  key: string,
  occasion: Occasion,
  question: () => AskedAgain<T>,
): Promise<Pick<Remembered<T>, 'userName' | 'answer'>> {
  const now = ports.now();
  /** What is recorded if the question has to be answered anew. */
  let fresh: Pick<Remembered<T>, 'recorded' | 'decided'> | undefined;
  const { remembered, age, revision } = await ports.world.ask((_, { age, remember, revision }) => {
    fresh = undefined;
    const remembered = remember(key, now, (look, derive, at): Answer<Remembered<T>> => {
      const { userName, answer } = question();
      const asker = { userName, at };
      const { made, deciding } = decidingFor(ports, asker, look, derive, age);
      const { value, bytes, answer: recorded } = answer(deciding, asker);
      const decided = allRecorded(made);
      fresh = { recorded, decided };
      const known = {
        recorded: digestAlone(recorded),
        decided: decided.map(
          ([name, decision]) => [name, { ...decision, shown: digestAlone(decision.shown) }] as const,
        ),
      };
      return { value: { userName, answer: value, ...known }, bytes: bytes + bytesOf([userName, known]) };
    });
    return { remembered, age, revision };
  });
  const { userName } = remembered;
  const { recorded, decided } = fresh ?? remembered;
  await putAllOnRecord(ports, userName, occasion, { decided, answer: recorded, revision, age });
  return remembered;
}

/** Decides for one person on data sources, on each at most once. */
function decidingFor(
  { decisions }: Pick<Ports, 'decisions'>,
  asker: Asker,
  look: Look,
  derive: Derive,
  age: number | undefined,
): { readonly deciding: Deciding; readonly made: ReadonlyMap<string, Decided> } {
  const made = new Map<string, Decided>();
  const decide = (dataSourceName: string): Decided => {
    const known = made.get(dataSourceName);
    if (known !== undefined) return known;
    const { source, decide: decideWith } = programOf(derive, decisions, dataSourceName);
    const reader = readerIn(derive, asker);
    const decided = { decision: decideWith(reader, asker.at), source, reader, age };
    made.set(dataSourceName, decided);
    return decided;
  };
  return { deciding: { look, derive, decide }, made };
}

/** What is recorded of a decision, without what it was made from. */
const recordedOf = (
  dataSourceName: string,
  decision: Decision,
  { work }: Pick<ReaderFacts, 'work'>,
): RecordedDecision => ({
  kind: decision.kind,
  access: { because: decision.access.because },
  problems: decision.kind === 'closed' ? decision.problems : undefined,
  shown: keptOf(dataSourceName, decision),
  project: work.project?.name ?? null,
  purposes: work.purposes,
});

/** Decides as `decideFor`, with the facts and with a report of every policy there is. */
export async function explainFor(
  ports: Recording,
  asked: Asked,
  occasion: Occasion,
): Promise<{ readonly facts: Facts; readonly decision: Decision }> {
  // A question may be asked again for what it lacked: the decision is made once.
  const { facts, age, revision } = await ports.world.ask((look, { age, revision }) => ({
    facts: factsFor(look, asked, 'all'),
    ...{ age, revision },
  }));
  const decision = decide(facts);
  const recorded = recordedOf(asked.dataSourceName, decision, facts);
  await putOnRecord(ports, asked.userName, asked.dataSourceName, occasion, {
    decision: recorded,
    revision,
    age,
  });
  return { facts, decision };
}

const allRecorded = (made: ReadonlyMap<string, Decided>): AllRecorded =>
  [...made].map(([name, { decision, reader }]) => [name, recordedOf(name, decision, reader)]);

/** Puts all decisions for one question on record. What Trino was answered belongs to those that show something. */
async function putAllOnRecord(
  ports: Recording,
  userName: string,
  occasion: Occasion,
  {
    decided,
    answer,
    revision,
    age,
  }: Pick<PersonRecord, 'revision' | 'answer' | 'age'> & { readonly decided: AllRecorded },
): Promise<void> {
  await Promise.all(
    decided.map(([dataSourceName, decision]) =>
      putOnRecord(ports, userName, dataSourceName, occasion, {
        revision,
        age,
        decision,
        answer: decision.kind === 'open' ? answer : undefined,
      }),
    ),
  );
}

/** Each field by its name: a spread costs a warm view 4 % of its time. */
const putOnRecord = (
  { record }: Recording,
  user: string,
  dataSource: string,
  occasion: Occasion,
  { decision, revision, answer, age }: Pick<PersonRecord, 'decision' | 'revision' | 'answer' | 'age'>,
): Promise<void> =>
  record({
    for: occasion.for,
    client: occasion.client,
    by: occasion.by,
    requestId: occasion.requestId,
    supposed: occasion.supposed,
    user,
    dataSource,
    decision,
    revision,
    answer,
    age,
  });

/** Decides what users of several kinds see of a data source, to count them. */
export interface Survey {
  /** @param reader what is known of one user of a kind */
  decide(reader: ReaderFacts): Decision;
  /** Puts on record that it was done; before that, nobody is answered. */
  putOnRecord(): Promise<void>;
}

/**
 * @param source what is known of the data source, at the revision of which all users are
 * @param mentioned the facts by which users are counted
 * @see Survey
 */
export function surveyOf(
  { record }: Pick<Ports, 'record'>,
  source: SourceFacts,
  mentioned: MentionedFacts,
  { at, client }: { readonly at: Date; readonly client: string },
): Survey {
  const program = createSurveyProgram(source, mentioned);
  let decisions = 0;
  return {
    decide(reader) {
      decisions += 1;
      return program.decide(reader, at);
    },
    putOnRecord: () => record({ for: 'who-can', dataSource: source.dataSourceName, client, decisions }),
  };
}

/** Decides about a data source on one user of each class. */
export type DecideOnClass = (reader: ReaderFacts, at: Date) => TracedDecision;

/**
 * Decides on classes of people, to compare a world with another one. `putComparisonOnRecord` records it, before anybody is answered.
 * @param source what is known of the data source in one of the worlds
 */
export const decideOnClasses = (source: SourceFacts, memory: Ports['decisions']): DecideOnClass =>
  createTracedProgram(source, memory).decide;

/** Puts on record that the decisions of two worlds were compared, so many of them. */
export const putComparisonOnRecord = (
  { record }: Pick<Ports, 'record'>,
  { client, decisions }: { readonly client: string; readonly decisions: number },
): Promise<void> => record({ for: 'plan', client, decisions });

/**
 * Decides what each of those sees who read one view for all. Nobody is answered, so nothing is put on record: the push reports the
 * views that it makes.
 */
export const decideForEveryone = (facts: OpenFacts): Decision => decide(facts);
