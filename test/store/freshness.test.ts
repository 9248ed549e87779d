import { describe, expect, it } from '@jest/globals';

import { openStore } from '../../src/store/open-store.js';
import { often } from '../support/runs.js';
import { emptyDatabase } from '../unit/test-store.js';
import type { ReplicaReport, ReplicaTask } from './support/replica.js';
import { objects } from './support/replica-world.js';
import { nextMessage, startChild } from './support/start-child.js';

const replicas = 3;
/** Changes of each. */
const changes = often(500, 3_334);

/** An answer that showed less than had returned to its writer before the question was asked. */
interface Stale {
  readonly object: number;
  readonly shown: number;
  readonly written: number;
}

interface Outcome {
  readonly stale: readonly Stale[];
  readonly versionsSeen: number;
  readonly changes: number;
  readonly questions: number;
  readonly revisionReads: number;
}

/** Lets processes change and ask at the same time, and compares what each answer showed with what had returned by then. */
async function ask(task: Pick<ReplicaTask, 'changes' | 'readers' | 'blindFor'>): Promise<Outcome> {
  const url = await emptyDatabase();
  const store = await openStore(url);
  await store.change('test', async (editor) => {
    for (const put of objects) await put(editor, 0);
  });
  await store.close();

  const children = Array.from({ length: replicas }, () => startChild('replica.ts'));
  const all = <T>() => Promise.all(children.map((child) => nextMessage<T>(child)));
  const ready = all();
  children.forEach((child, remainder) =>
    child.send({ ...task, url, remainder, replicas } satisfies ReplicaTask),
  );
  await ready;
  const changed = all();
  children.forEach((child) => child.send('go'));
  await changed;
  const reporting = all<ReplicaReport>();
  children.forEach((child) => child.send('stop'));
  const reports = await reporting;

  const returned = objects.map((): { at: number; version: number }[] => []);
  for (const { changes } of reports) {
    for (const [at, object, version] of triples(changes)) returned[object]?.push({ at, version });
  }
  for (const list of returned) list.sort((a, b) => a.at - b.at);
  const stale: Stale[] = [];
  let versionsSeen = 0;
  for (const { seen } of reports) {
    for (const [began, object, shown] of triples(seen)) {
      const written = lastBefore(returned[object] ?? [], began);
      versionsSeen += 1;
      if (!(shown >= written)) stale.push({ object, shown, written });
    }
  }
  const sum = (of: (report: ReplicaReport) => number) => reports.reduce((total, one) => total + of(one), 0);
  return {
    stale,
    versionsSeen,
    changes: sum(({ changes }) => changes.length / 3),
    questions: sum(({ questions }) => questions),
    revisionReads: sum(({ revisionReads }) => revisionReads),
  };
}

function* triples(flat: Float64Array): Generator<readonly [number, number, number]> {
  for (let index = 0; index < flat.length; index += 3) {
    yield [flat[index] ?? NaN, flat[index + 1] ?? NaN, flat[index + 2] ?? NaN];
  }
}

/** The version that the last change had which returned before a moment: each object has one writer, in order. */
function lastBefore(returned: readonly { at: number; version: number }[], moment: number): number {
  let [from, to] = [0, returned.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((returned[middle]?.at ?? Infinity) < moment) from = middle + 1;
    else to = middle;
  }
  return returned[from - 1]?.version ?? 0;
}

describe('three processes on one PostgreSQL', () => {
  it('never answer with anything older than what had returned before the question', async () => {
    const began = Date.now();
    const outcome = await ask({ changes, readers: 2, blindFor: 0 });
    const { stale, questions, revisionReads } = outcome;
    process.stdout.write(
      `freshness: ${questions} questions during ${outcome.changes} changes by ${replicas} processes in ` +
        `${Math.round((Date.now() - began) / 1_000)} s; ${revisionReads} readings of the revision, ` +
        `${(questions / revisionReads).toFixed(2)} questions each; ${stale.length} stale\n`,
    );
    expect(outcome.changes).toBe(replicas * changes);
    expect(outcome.versionsSeen).toBe(questions * 5);
    expect(questions).toBeGreaterThan(1_000);
    expect(stale.slice(0, 5)).toEqual([]);
  }, 900_000);

  it('would be caught if a revision were believed for as little as 20 milliseconds', async () => {
    const { stale } = await ask({ changes: 60, readers: 2, blindFor: 20 });
    expect(stale.length).toBeGreaterThan(0);
  });
});
