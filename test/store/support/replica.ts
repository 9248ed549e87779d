// One replica: a pool, a memory and decisions of its own. It makes its share of the changes while it asks, and then tells what
// it saw when. Times are of the machine's one monotonic clock, so that those of all processes compare.
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

import { createWorldCache } from '../../../src/world/world-cache.js';
import { createDecisionMemory } from '../../../src/policy/decision-memory.js';
import { decideFor } from '../../../src/use-cases/decisions/decide.js';
import { openStore } from '../../../src/store/open-store.js';
import { dataSources, objects, objectsOf, users, versionsIn } from './replica-world.js';

/** What a replica is told to do. */
export interface ReplicaTask {
  readonly url: string;
  /** It changes the objects whose index leaves this remainder. */
  readonly remainder: number;
  readonly replicas: number;
  readonly changes: number;
  /** People who ask, each a few questions at once. */
  readonly readers: number;
  /** Milliseconds for which it takes a revision for the present one without asking; 0 as scrim does it. */
  readonly blindFor: number;
}

/** What a replica did. */
export interface ReplicaReport {
  /** For each change that returned: when (nanoseconds), the object, its version. */
  readonly changes: Float64Array;
  /** For each version that an answer showed: when its question was asked, the object, the version. */
  readonly seen: Float64Array;
  readonly questions: number;
  readonly revisionReads: number;
}

const now = (): number => Number(process.hrtime.bigint());
const random = (below: number): number => Math.floor(Math.random() * below);

process.once('message', (message) => void run(message as ReplicaTask));

async function run({ url, remainder, replicas, changes, readers, blindFor }: ReplicaTask): Promise<void> {
  const store = await openStore(url);
  let revisionReads = 0;
  let known = { at: -Infinity, revision: 0 };
  const revision = async (): Promise<number> => {
    if (performance.now() - known.at < blindFor) return known.revision;
    revisionReads += 1;
    known = { at: performance.now(), revision: await store.revision() };
    return known.revision;
  };
  const ports = {
    decisions: createDecisionMemory(),
    world: createWorldCache({ revision, read: (...args) => store.read(...args) }),
    record: () => Promise.resolve(),
  };
  const mine = objects.map((_, index) => index).filter((index) => index % replicas === remainder);
  const versions = objects.map(() => 0);
  const made: number[] = [];
  const seen: number[] = [];
  let questions = 0;
  let over = false;

  const askOne = async (): Promise<void> => {
    const [of, to] = [random(users), random(dataSources)];
    const began = now();
    const decided = await decideFor(
      ports,
      { userName: `u${of}`, dataSourceName: `s.d${to}`, at: new Date() },
      { for: 'view', client: 'test' },
    );
    const shown = versionsIn(decided, of);
    objectsOf(of, to).forEach((object, index) => seen.push(began, object, shown[index] ?? NaN));
    questions += 1;
  };
  // A few at once, as a query over several views asks.
  const read = async (): Promise<void> => {
    while (!over) {
      await Promise.all([askOne(), askOne(), askOne(), askOne()]);
      await sleep(random(100));
    }
  };

  process.send?.('ready');
  await new Promise((resolve) => process.once('message', resolve));
  const reading = Array.from({ length: readers }, read);
  for (let change = 0; change < changes; change += 1) {
    const object = mine[random(mine.length)] ?? 0;
    const version = (versions[object] ?? 0) + 1;
    versions[object] = version;
    await store.change(
      `replica ${remainder}`,
      (editor) => objects[object]?.(editor, version) ?? Promise.resolve(),
    );
    made.push(now(), object, version);
  }
  process.send?.('changed');
  // The others' last changes are asked about too.
  await new Promise((resolve) => process.once('message', resolve));
  over = true;
  await Promise.all(reading);
  await store.close();
  const report: ReplicaReport = {
    changes: Float64Array.from(made),
    seen: Float64Array.from(seen),
    questions,
    revisionReads,
  };
  process.send?.(report, () => {
    process.disconnect();
  });
}
