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
import type { Occasion, RecordedDecision } from './decision-record.js';
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

/**
 * Decides what a person sees of a data source, and puts it on record before anybody is answered. Every answer about a person is
 * made here, in `answerByDecisions` or in `explainFor`; lint forbids other imports of the decision itself.
 */
export const decideFor = (
  ports: Recording & Pick<Ports, 'decisions'>,
  { dataSourceName, ...asker }: Asked,
  occasion: Occasion,
): Promise<Decided> => answerByDecisions(ports, asker, occasion, ({ decide }) => decide(dataSourceName));

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
 */
export async function answerByDecisions<T>(
  ports: Recording & Pick<Ports, 'decisions'>,
  asker: Asker,
  occasion: Occasion,
  question: (deciding: Deciding) => T,
): Promise<T> {
  const { answer, made, age } = await ports.world.ask((look, { derive, age }) => {
    const { made, deciding } = decidingFor(ports, asker, look, derive, age);
    return { answer: question(deciding), made, age };
  });
  for (const [dataSourceName, { decision }] of made) {
    await putOnRecord(ports, { ...asker, dataSourceName }, occasion, { decision, age });
  }
  return answer;
}

/** A question, once it has been read. */
export interface AskedAgain<T> {
  readonly userName: string;
  /** A pure function of what it looks up and of the time. Its answer must not refer to values of the world. */
  readonly answer: (deciding: Deciding, asker: Asker) => Answer<T & object>;
}

/** A remembered answer with the decisions that go on record each time that it is given. */
interface Remembered<T> {
  readonly userName: string;
  readonly answer: T;
  readonly decided: readonly (readonly [dataSource: string, decision: RecordedDecision])[];
}

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
  const { remembered, age } = await ports.world.ask((_, { age, remember }) => ({
    age,
    remembered: remember(key, now, (look, derive, at): Answer<Remembered<T>> => {
      const { userName, answer } = question();
      const asker = { userName, at };
      const { made, deciding } = decidingFor(ports, asker, look, derive, age);
      const { value, bytes } = answer(deciding, asker);
      const decided = [...made].map(([name, { decision }]) => [name, recordedOf(decision)] as const);
      return { value: { userName, answer: value, decided }, bytes: bytes + bytesOf([userName, decided]) };
    }),
  }));
  const { userName, decided } = remembered;
  for (const [dataSourceName, decision] of decided) {
    await putOnRecord(ports, { userName, dataSourceName }, occasion, { decision, age });
  }
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
const recordedOf = ({ access: { because }, ...decision }: Decision): RecordedDecision => ({
  kind: decision.kind,
  access: { because },
  ...(decision.kind === 'closed' && { problems: decision.problems }),
});

/** Decides as `decideFor`, with the facts and with a report of every policy there is. */
export async function explainFor(
  ports: Recording,
  asked: Asked,
  occasion: Occasion,
): Promise<{ readonly facts: Facts; readonly decision: Decision }> {
  // A question may be asked again for what it lacked: the decision is made once.
  const { facts, age } = await ports.world.ask((look, seen) => ({
    facts: factsFor(look, asked, 'all'),
    age: seen.age,
  }));
  const decision = decide(facts);
  await putOnRecord(ports, asked, occasion, { decision, age });
  return { facts, decision };
}

const putOnRecord = (
  { record }: Recording,
  { userName: user, dataSourceName: dataSource }: Pick<Asked, 'userName' | 'dataSourceName'>,
  occasion: Occasion,
  { decision, age }: { readonly decision: RecordedDecision; readonly age: number | undefined },
): Promise<void> => record({ ...occasion, user, dataSource, decision, age });

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
