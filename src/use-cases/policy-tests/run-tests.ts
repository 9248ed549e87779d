import { stat } from 'node:fs/promises';

import { NotEvaluated, QueryFailure } from '../../evaluate/failure.js';
import { isTestFile } from '../../files/find-files.js';
import { readTexts } from '../../files/read-world.js';
import { formatComplaints } from '../../files/place.js';
import { required } from '../../base/invariant.js';
import { createPorts } from '../create-ports.js';
import { answerByDecisions, decideFor, type Decided } from '../decisions/decide.js';
import type { Ports } from '../views/ports.js';
import { worldOfFiles, type PlaceInFiles } from '../what-if/world-of-files.js';
import { createCoverage, type Coverage, type CoverageNotes } from './coverage.js';
import { judgeInvariant } from './invariants.js';
import type { TestOutcome } from './outcome.js';
import { prepare, type Prepared } from './prepare.js';
import { readTestFiles } from './read-test-files.js';
import { createReasons } from './reasons.js';
import { judgeCase } from './run-case.js';
import { seeInMemory, type Seeing } from './seeing.js';

/** The results of all tests, or what is wrong with the world or with the test files. */
export type TestRun =
  | {
      /** `world`: the world files have errors; `tests`: the test files. */
      readonly wrong: 'world' | 'tests';
      readonly errors: readonly string[];
    }
  | {
      readonly outcomes: readonly TestOutcome[];
      /** Of the cases that ran. */
      readonly coverage: Coverage;
    };

/** Which tests run. */
export interface TestInput {
  /** Folders or files with world files; test files among them are the tests. */
  readonly paths: readonly string[];
  /** Only tests whose name contains this text, without regard to letter case. */
  readonly filter?: string | undefined;
  /** Finds what the person of a case sees: on a real Trino, or, by default, in memory. */
  readonly see?: Seeing | undefined;
}

/** Runs the tests of policies in folders of world files, without a store and without a server. */
export async function runTests({ paths, filter, see = seeInMemory }: TestInput): Promise<TestRun> {
  const { tests, world } = await sorted(paths);
  const { read, complaints } = await readTestFiles(tests);
  if (complaints.length > 0) return { wrong: 'tests', errors: formatComplaints(complaints) };
  const { texts, lines, complaints: broken } = await readTexts(world);
  const isEmpty = texts.length === 0 && lines.length === 0;
  const errors = broken.filter(
    ({ place }) => isEmpty || !world.some((path) => path === place.file && tests.includes(path)),
  );
  if (errors.length > 0) return { wrong: 'world', errors: formatComplaints(errors) };
  const made = await worldOfFiles({ files: texts, lines });
  if ('errors' in made) return { wrong: 'world', errors: made.errors };
  const coverage = createCoverage();
  const outcomes: TestOutcome[] = [];
  const wrong = [];
  for (const file of read) {
    const prepared = await prepare(file, made.world);
    if ('complaints' in prepared) wrong.push(...prepared.complaints);
    else outcomes.push(...(await runFile(prepared, { placeOf: made.placeOf, coverage, filter, see })));
  }
  if (wrong.length > 0) return { wrong: 'tests', errors: formatComplaints(wrong) };
  return { outcomes, coverage: coverage.report(made.world.objects(), made.placeOf) };
}

/** Folders have both, files given by their own paths are one of both. */
async function sorted(
  paths: readonly string[],
): Promise<{ readonly tests: readonly string[]; readonly world: readonly string[] }> {
  const folders = new Set<string>();
  for (const path of paths) if (await isFolder(path)) folders.add(path);
  return {
    tests: paths.filter((path) => folders.has(path) || isTestFile(path)),
    world: paths.filter((path) => folders.has(path) || !isTestFile(path)),
  };
}

const isFolder = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
};

/** These decisions are about nobody, so that none is put on record. */
const occasion = { for: 'explain', client: 'operator' } as const;
const unrecorded = (): Promise<void> => Promise.resolve();

/** What files are run with. */
interface Running {
  readonly placeOf: PlaceInFiles;
  readonly coverage: CoverageNotes;
  readonly filter: string | undefined;
  readonly see: Seeing;
}

async function runFile(
  prepared: Prepared,
  { placeOf, coverage, filter, see }: Running,
): Promise<readonly TestOutcome[]> {
  const { file, world, tables } = prepared;
  const ports = await createPorts(world, unrecorded);
  const now = new Date(file.tests.now);
  const reasons = createReasons(placeOf);
  const isWanted = ({ name }: { readonly name: string }): boolean =>
    filter === undefined || name.toLowerCase().includes(filter.toLowerCase());
  const outcomes: TestOutcome[] = [];
  const add = async (
    kind: TestOutcome['kind'],
    index: number,
    name: string,
    judge: () => Judged | Promise<Judged>,
  ): Promise<void> => {
    const { file: path, line } = file.placeOf([kind === 'case' ? 'cases' : 'always', index]);
    outcomes.push({ name, kind, file: path, line, ...(await attempt(judge)) });
  };
  for (const [index, one] of file.tests.cases.entries()) {
    if (!isWanted(one)) continue;
    const user = required(one.who ?? one.user);
    const { decision, source } = await decideFor(
      ports,
      { userName: user, dataSourceName: one.dataSource, at: now },
      occasion,
    );
    coverage.note(decision);
    const dataSource = required(source.dataSource);
    const facts = { dataSource, decision, tables, reasons, now, user };
    await add('case', index, one.name, async () => ({ messages: await judgeCase(one, facts, see) }));
  }
  const always = [...file.tests.always.entries()].filter(([, one]) => isWanted(one));
  if (always.length === 0) return outcomes;
  const decide = await decisionsOf(ports, prepared, now);
  const facts = {
    ...{ objects: world.objects(), everyone: prepared.everyone, decide },
    tables,
    reasons,
    now,
  };
  for (const [index, one] of always) {
    await add('always', index, one.name, () => judgeInvariant(one, facts));
  }
  return outcomes;
}

interface Judged {
  readonly messages: readonly string[];
  readonly note?: string;
}

async function attempt(
  judge: () => Judged | Promise<Judged>,
): Promise<Pick<TestOutcome, 'status' | 'messages' | 'note'>> {
  try {
    const { messages, note } = await judge();
    return {
      status: messages.length === 0 ? 'passed' : 'failed',
      messages,
      ...(note === undefined ? {} : { note }),
    };
  } catch (error) {
    if (error instanceof NotEvaluated) return { status: 'unknown', messages: [error.message] };
    if (error instanceof QueryFailure)
      return { status: 'failed', messages: [`the query fails: ${error.message}`] };
    throw error;
  }
}

/** All decisions about everyone: they are made once, and invariants look them up. */
async function decisionsOf(
  ports: Ports,
  { everyone, world }: Prepared,
  at: Date,
): Promise<(person: string, dataSource: string) => Decided> {
  const names = world.objects().keys('dataSource');
  const made = new Map<string, ReadonlyMap<string, Decided>>();
  for (const person of everyone) {
    const decisions = await answerByDecisions(
      ports,
      { userName: person, at },
      occasion,
      ({ decide }) => new Map(names.map((name) => [name, decide(name)])),
    );
    made.set(person, decisions);
  }
  return (person, dataSource) =>
    required(made.get(person)?.get(dataSource), `there is no decision for ${person}`);
}
