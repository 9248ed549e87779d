import { randomBytes } from 'node:crypto';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';

import { freePort } from '../../src/demo/trino/free-port.js';
import { openStore } from '../../src/store/open-store.js';
import { often } from '../support/runs.js';
import type { EventsTask } from './support/events-server.js';
import { startPostgres } from './support/postgres-server.js';
import { nextMessage, startChild } from './support/start-child.js';

/** Queries, each with the events of its beginning and of its end, and kills meanwhile. A store folder takes seconds to open. */
const sizes = {
  server: { queries: often(2_000, 5_000), kills: often(5, 10) },
  embedded: { queries: often(1_000, 5_000), kills: often(2, 10) },
};
/** Events that are under way at once. */
const connections = 48;
const patience = 600_000;

interface Tally {
  sent: number;
  /** Events for which no answer came, or 503: sent again. */
  again: number;
}

/** Sends an event as Trino does: until it is told that the event is stored. */
async function send(body: string, task: EventsTask, agent: Agent, tally: Tally): Promise<void> {
  const headers = { authorization: `Bearer ${task.token}`, 'content-type': 'application/json' };
  for (;;) {
    tally.sent += 1;
    const status = await new Promise<number | undefined>((resolve) => {
      const asked = request(
        { host: '127.0.0.1', port: task.port, path: '/events/main', method: 'POST', headers, agent },
        (answer) => {
          answer.resume();
          answer.once('close', () => {
            resolve(answer.statusCode);
          });
        },
      );
      asked.once('error', () => {
        resolve(undefined);
      });
      asked.end(body);
    });
    if (status === 200) return;
    if (status !== undefined && status !== 503) throw new Error(`an event was answered ${status}`);
    tally.again += 1;
    await sleep(100);
  }
}

/** The events of queries, in an order in which some ends come before their beginnings. */
async function eventsOf(numbers: readonly number[]): Promise<readonly string[]> {
  const text = await readFile(
    new URL('../fixtures/events/select-through-view.json', import.meta.url),
    'utf8',
  );
  const [beginning, end] = JSON.parse(text) as readonly { readonly metadata: object }[];
  const now = Date.now();
  return numbers.flatMap((number) => {
    const createTime = new Date(now - number).toISOString();
    const queryId = `query_${number}`;
    const first = { ...beginning, createTime, metadata: { ...beginning?.metadata, queryId } };
    const last = { ...end, createTime, metadata: { ...end?.metadata, queryId } };
    const both = [JSON.stringify(first), JSON.stringify(last)];
    return number % 7 === 0 ? both.toReversed() : both;
  });
}

/** Sends all events to a process that is killed again and again, and returns how often each query is on record. */
async function burst(
  store: string,
  { queries, kills }: { readonly queries: number; readonly kills: number },
) {
  const task: EventsTask = { store, port: await freePort(), token: randomBytes(16).toString('hex') };
  const serve = async (child: ChildProcess): Promise<ChildProcess> => {
    child.send(task);
    await nextMessage(child);
    return child;
  };
  const kill = async (child: ChildProcess): Promise<void> => {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  const events = await eventsOf(Array.from({ length: queries }, (_, index) => index));
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const tally: Tally = { sent: 0, again: 0 };
  let next = 0;
  let stored = 0;
  const sendAll = async (): Promise<void> => {
    for (let event = events[next++]; event !== undefined; event = events[next++]) {
      await send(event, task, agent, tally);
      stored += 1;
    }
  };

  const started = performance.now();
  let child = await serve(startChild('events-server.ts'));
  const sending = Promise.all(Array.from({ length: connections }, sendAll));
  for (let killed = 0; killed < kills; killed += 1) {
    // Each time in the midst of the events, wherever the writes of them are.
    const following = startChild('events-server.ts');
    const due = ((killed + Math.random()) * events.length) / (kills + 1);
    while (stored < due) await sleep(1);
    await sleep(Math.random() * 30);
    await kill(child);
    child = await serve(following);
  }
  await sending;
  const seconds = (performance.now() - started) / 1_000;
  await kill(child);
  agent.destroy();

  const opened = await openStore(store);
  const found: { readonly id: string; readonly ended: boolean; readonly reads: number }[] = [];
  let before: Parameters<typeof opened.audit.queries>[0]['before'];
  for (;;) {
    const page = await opened.audit.queries({ limit: 1_000, before });
    found.push(
      ...page.map(({ queryId, endedAt, reads }) => ({
        id: queryId,
        ended: endedAt !== null,
        reads: reads.length,
      })),
    );
    before = page.at(-1);
    if (before === undefined) break;
  }
  await opened.close();
  return { found, tally, seconds };
}

describe('events in a burst, with a scrim that is killed again and again', () => {
  const expectAll = async (engine: keyof typeof sizes, store: string): Promise<void> => {
    const { queries, kills } = sizes[engine];
    const { found, tally, seconds } = await burst(store, sizes[engine]);
    process.stdout.write(
      `burst, ${engine}: ${queries * 2} events in ${seconds.toFixed(1)} s with ${kills} kills, ${tally.again} sent again\n`,
    );
    expect(tally.again).toBeGreaterThan(kills);
    expect(found.length).toBe(queries);
    expect(new Set(found.map(({ id }) => id)).size).toBe(queries);
    expect(found.filter(({ ended, reads }) => !ended || reads === 0)).toEqual([]);
  };

  it(
    'are all on record, each once, on PostgreSQL',
    async () => {
      const server = await startPostgres();
      try {
        await expectAll('server', server.url);
      } finally {
        await server.dispose();
      }
    },
    patience,
  );

  it(
    'are so in a store folder',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'scrim-burst-'));
      try {
        await expectAll('embedded', join(folder, 'store'));
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    patience,
  );
});
