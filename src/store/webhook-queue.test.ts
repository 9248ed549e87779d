import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Webhook as Receiver } from 'standardwebhooks';

import { openEmptyStore } from '../../test/unit/test-store.js';
import type { FoundQuery } from '../audit/audit-store.js';
import { user } from '../model/principals.js';
import { startWebhook } from '../webhooks/deliver.js';
import type { Outcome, Webhook } from '../webhooks/deliver.js';
import type { WebhookEvent } from '../webhooks/event.js';
import type { Store } from './open-store.js';

interface Received {
  readonly event: WebhookEvent;
  readonly body: string;
  readonly headers: Record<string, string>;
}

let store: Store;
let server: Server;
let url: string;
let received: Received[];
/** What the receiver answers, and after which milliseconds. */
let answer: (event: WebhookEvent) => number | Promise<number>;
let stops: (() => Promise<void>)[];
let hooks = 0;
let name: string;

beforeAll(async () => {
  store = await openEmptyStore();
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts).toString();
      const event = JSON.parse(body) as WebhookEvent;
      received.push({ event, body, headers: request.headers as Record<string, string> });
      void Promise.resolve(answer(event)).then((status) => response.writeHead(status).end());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://hooks.example:${(server.address() as AddressInfo).port}/`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await store.close();
});
beforeEach(async () => {
  received = [];
  stops = [];
  answer = () => 204;
  name = `hook-${(hooks += 1)}`;
  await store.webhooks.register(name);
});
afterEach(async () => {
  await Promise.all(stops.map((stop) => stop()));
});

const secrets = ['a-new-secret-of-32-characters-000', 'an-old-secret-of-32-characters-00'];

/** Delivers as one process does. */
function start(options: Partial<Webhook> = {}) {
  const outcomes: Outcome[] = [];
  const failures: unknown[] = [];
  const { stop } = startWebhook({
    webhook: {
      ...{ name, url, events: ['*'], documents: true, allow: ['127.0.0.1'], timeout: 5, concurrency: 4 },
      ...{ maxAttempts: 50, giveUpAfter: 3_600 },
      ...options,
    },
    ...{ queue: store.webhooks, secrets: () => Promise.resolve(secrets), poll: 20 },
    resolve: () => Promise.resolve(['127.0.0.1']),
    onAttempt: (_claimed, outcome) => outcomes.push(outcome),
    onFailure: (error) => failures.push(error),
    wait: () => 0.05,
  });
  const ended = () => stop(0);
  stops.push(ended);
  return { outcomes, failures, stop: ended };
}

const put = async (...names: readonly string[]): Promise<number> => {
  const users = names.map((of) => user.parse({ name: of, comment: `${Math.random()}` }));
  return (await store.change('ada', (editor) => editor.put('user', users))).revision;
};
const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await holds())) await sleep(10);
};
const statusOf = async () => (await store.webhooks.status()).find(({ webhook }) => webhook === name);
const seen = (of: string) =>
  received.filter(({ event }) => event.object.key === of).map(({ event }) => event.revision);

describe('a webhook', () => {
  it('is sent what changes from its registration on, signed with every secret', async () => {
    const revision = await put('ann');
    start();
    await until(() => received.length === 1);
    const [first] = received;
    expect(first?.event).toEqual({
      ...{ id: expect.stringMatching(/^[0-9a-f]{32}$/), at: expect.any(String) },
      ...{ type: 'user.created', actor: 'ada', revision, object: { kind: 'user', key: 'ann' } },
      ...{ before: null, after: expect.objectContaining({ name: 'ann' }) },
    });
    for (const secret of secrets) {
      const verified = new Receiver(secret, { format: 'raw' }).verify(
        first?.body ?? '',
        first?.headers ?? {},
      );
      expect(verified).toEqual(first?.event);
    }
    expect(first?.headers['webhook-id']).toBe((first?.event as { readonly id: string }).id);
    await until(async () => (await statusOf())?.pending === 0);
    expect(await statusOf()).toEqual({ webhook: name, pending: 0, dead: 0, lag: 0 });
  });

  it('is sent only the events that it asks for, without documents where it wants none', async () => {
    start({ events: ['user.removed'], documents: false });
    await put('bob');
    await store.change('ada', (editor) => editor.remove('user', ['bob']));
    await until(() => received.length === 1);
    expect(Object.keys(received[0]?.event ?? {})).toEqual([
      'id',
      'type',
      'at',
      'actor',
      'revision',
      'object',
    ]);
    expect(received[0]?.event.type).toBe('user.removed');
  });

  it('gets the events of each object in order, and those of others meanwhile', async () => {
    let broken = true;
    answer = ({ object }) => (object.key === 'stuck' && broken ? 500 : 200);
    const { outcomes } = start();
    const [one, two, three] = [await put('stuck', 'free'), await put('stuck', 'free'), await put('stuck')];
    await until(() => seen('free').length === 2 && seen('stuck').length >= 3);
    expect(seen('free')).toEqual([one, two]);
    expect(new Set(seen('stuck'))).toEqual(new Set([one]));
    expect(outcomes).toContainEqual({ result: 'failed', error: 'answered 500', seconds: 0.05 });
    expect((await statusOf())?.pending).toBe(3);
    expect((await statusOf())?.lag).toBeGreaterThan(0);
    const ids = new Set(received.filter(({ event }) => event.object.key === 'stuck').map((r) => r.event.id));
    expect(ids.size).toBe(1);
    broken = false;
    const tried = seen('stuck').length;
    await until(async () => (await statusOf())?.pending === 0);
    expect([...new Set(seen('stuck'))]).toEqual([one, two, three]);
    expect(seen('stuck').slice(tried).slice(-2)).toEqual([two, three]);
  });

  it.each([
    ['attempts', { maxAttempts: 3 }, 3],
    ['time', { giveUpAfter: 0 }, 1],
  ])(
    'gives an event up after its %s, goes on with the next, and sends it again on demand',
    async (_, bound, tries) => {
      const first = await put('dead', 'dead too');
      answer = ({ revision }) => (revision === first ? 410 : 200);
      const { outcomes } = start(bound);
      const second = await put('dead');
      await until(async () => (await statusOf())?.dead === 2 && seen('dead').includes(second));
      expect(seen('dead')).toEqual([...Array.from({ length: tries }, () => first), second]);
      expect(outcomes.filter(({ result }) => result === 'dead')).toEqual([
        { result: 'dead', error: 'answered 410' },
        { result: 'dead', error: 'answered 410' },
      ]);
      const letters = await store.webhooks.dead({ webhook: name, limit: 10 });
      expect(letters.map(({ key }) => key).toSorted()).toEqual(['dead', 'dead too']);
      const [letter] = letters.filter(({ key }) => key === 'dead');
      expect(letter).toEqual({
        ...{ id: received.find(({ event }) => event.object.key === 'dead')?.event.id, webhook: name },
        ...{ type: expect.stringMatching(/^user\./), revision: first, key: 'dead', attempts: tries },
        ...{ error: 'answered 410', deadAt: expect.stringMatching(/^\d{4}-.*Z$/) },
      });
      answer = () => 200;
      expect(await store.webhooks.revive({ webhook: name, id: letter?.id })).toBe(1);
      await until(async () => (await statusOf())?.dead === 1 && (await statusOf())?.pending === 0);
      expect(seen('dead').at(-1)).toBe(first);
      expect(await store.webhooks.revive({ webhook: name })).toBe(1);
      await until(async () => (await statusOf())?.dead === 0 && (await statusOf())?.pending === 0);
      expect(await store.webhooks.revive({ webhook: name })).toBe(0);
    },
  );

  it('goes on after a restart with what was not sent', async () => {
    answer = () => 500;
    const first = start();
    const [one, two] = [await put('r'), await put('r')];
    await until(() => first.outcomes.length >= 2);
    await first.stop();
    const three = await put('r');
    received = [];
    answer = () => 200;
    start();
    await until(() => seen('r').includes(three));
    // What was cut off may come after all.
    expect([...new Set(seen('r'))]).toEqual([one, two, three]);
  });

  it('ends an attempt that takes too long when it is stopped, and makes it again', async () => {
    answer = () => new Promise<number>(() => undefined);
    const first = start();
    await put('slow');
    await until(() => received.length === 1);
    await first.stop();
    expect(first.outcomes).toEqual([{ result: 'failed', error: 'scrim was stopped', seconds: 0.05 }]);
    answer = () => 200;
    const second = start();
    await until(() => second.outcomes.length === 1);
    expect(second.outcomes).toEqual([{ result: 'sent' }]);
  });

  it('is sent each event once though several processes deliver', async () => {
    answer = () => sleep(5).then(() => 200);
    const processes = [start(), start(), start()];
    const made: number[] = [];
    for (let change = 0; change < 8; change += 1) made.push(await put('x', 'y', 'z'));
    await until(async () => received.length >= 24 && (await statusOf())?.pending === 0);
    for (const key of ['x', 'y', 'z']) expect(seen(key)).toEqual(made);
    expect(processes.flatMap(({ outcomes }) => outcomes)).toHaveLength(24);
    expect(processes.flatMap(({ failures }) => failures)).toEqual([]);
  });
});

/** A query that read tables of data sources without scrim. */
const pastScrim = (queryId: string, of: string, ...dataSources: readonly (string | null)[]): FoundQuery => ({
  ...{ cluster: 'main', queryId, at: new Date('2026-05-01T10:00:00Z'), endedAt: new Date(), user: of },
  ...{
    originalUser: null,
    principal: null,
    client: {},
    state: 'FINISHED',
    type: 'SELECT',
    sql: null,
    rows: 1,
  },
  ...{ bytes: 1, writtenRows: null, writtenBytes: null, wallSeconds: 1, cpuSeconds: 1, errorName: null },
  ...{ errorMessage: null, denied: false, because: null, output: null },
  reads: dataSources.map((dataSource) => ({
    ...{ catalog: 'c', schema: 's', table: 't', via: 'past scrim', dataSource, authorization: null },
    ...{ shown: null, revision: null, project: null, purposes: [], policies: [], filters: [], columns: [] },
    ...{ inputRows: 1, inputBytes: 1, alarm: `read '${dataSource}' without scrim` },
  })),
});
const alarms = () => received.map(({ event }) => event.alarm);

describe('alarms of queries', () => {
  it('are sent once, though the event of the query arrives again', async () => {
    start({ events: ['audit.*'], documents: false });
    await put('an unrelated change');
    const query = pastScrim('once', 'ann', 's.one', 's.two', 's.one');
    await store.audit.putQueries([{ ...query, endedAt: null, reads: [] }]);
    await Promise.all([1, 2, 3].map(() => store.audit.putQueries([query], 0)));
    await until(() => received.length === 2);
    await store.audit.putQueries([query], 0);
    await until(async () => (await statusOf())?.pending === 0);
    expect(received.map(({ event }) => event)).toHaveLength(2);
    expect(received.map(({ event }) => event)).toContainEqual({
      ...{ id: expect.stringMatching(/^[0-9a-f]{32}$/), type: 'audit.alarm', at: query.at.toISOString() },
      ...{ actor: 'ann', revision: expect.any(Number), object: { kind: 'dataSource', key: 's.one' } },
      alarm: {
        ...{ cluster: 'main', user: 'ann', dataSource: 's.one', times: 1, until: query.at.toISOString() },
        ...{ queryId: 'once', because: "read 's.one' without scrim" },
      },
    });
    expect(new Set(received.map(({ event }) => event.id)).size).toBe(2);
  });

  it('are about the user where it is not known of which data source a table was read', async () => {
    start({ events: ['audit.alarm'] });
    const query = pastScrim('unknown', 'ann', null);
    await store.audit.putQueries([query], 0);
    await until(() => received.length === 1);
    expect(received[0]?.event).toMatchObject({
      ...{ actor: 'ann', object: { kind: 'user', key: 'ann' } },
      alarm: { user: 'ann', dataSource: null, times: 1, queryId: 'unknown' },
    });
  });

  it('of one user, data source and cluster are counted for a while, and none is lost', async () => {
    start({ events: ['audit.alarm'] });
    const flood = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => pastScrim(`flood-${from + index}`, 'etl', 's.flood'));
    await store.audit.putQueries(flood(0, 1), 1);
    await until(() => received.length === 1);
    for (let from = 1; from < 1_000; from += 100) {
      await Promise.all([
        store.audit.putQueries(flood(from, from + 50), 1),
        store.audit.putQueries(flood(from + 50, from + 100), 1),
      ]);
    }
    await store.audit.putQueries([pastScrim('flood-other', 'bob', 's.flood')], 1);
    const counted = (of: string): number =>
      alarms().reduce((sum, alarm) => sum + (alarm?.user === of ? alarm.times : 0), 0);
    await until(() => counted('etl') === 1_001 && counted('bob') === 1);
    // At most one a second, and the first at once.
    expect(alarms().filter((alarm) => alarm?.user === 'etl').length).toBeLessThan(20);
    expect(alarms()[0]?.times).toBe(1);
  });

  it('wait for a receiver that fails, and a webhook from later gets none of before', async () => {
    answer = () => 500;
    const first = start({ events: ['audit.alarm'] });
    await store.audit.putQueries([pastScrim('waits', 'dora', 's.waits')], 0);
    await until(() => first.outcomes.length > 0);
    expect(await statusOf()).toMatchObject({ pending: 1, lag: expect.any(Number) });
    expect((await statusOf())?.lag).toBeGreaterThan(0);
    await store.webhooks.register('later');
    expect(await store.webhooks.fill('later', () => ({ id: 'x', type: 'audit.alarm' }))).toBe(false);
    await store.webhooks.remove('later');
    // An alarm that is not sent yet outlives the records.
    await store.audit.removeBefore(new Date('2026-05-20T00:00:00Z'));
    answer = () => 200;
    await until(async () => (await statusOf())?.pending === 0);
    expect(received.at(-1)?.event.alarm?.queryId).toBe('waits');
    await store.audit.removeBefore(new Date('2026-05-20T00:00:00Z'));
  });

  it('are not stored if the query is not', async () => {
    const broken = { ...pastScrim('broken', 'eve', 's.broken'), rows: 2 ** 70 };
    await expect(store.audit.putQueries([pastScrim('whole', 'eve', 's.whole'), broken], 0)).rejects.toThrow();
    expect(await store.webhooks.fill(name, () => ({ id: 'x', type: 'audit.alarm' }))).toBe(false);
  });
});

describe('a claim', () => {
  const choose = () => ({ id: 'some', type: 'user.changed' });

  it('is one process’s until its time is over, and then without effect', async () => {
    const { webhooks } = store;
    await put('c');
    expect(await webhooks.fill(name, choose)).toBe(true);
    expect(await webhooks.fill(name, choose)).toBe(false);
    const [long] = await webhooks.claim(name, 10, 60);
    expect(long).toMatchObject({ attempt: 1, entry: { key: 'c', actor: 'ada' } });
    expect(await webhooks.claim(name, 10, 60)).toEqual([]);
    if (long === undefined) throw new Error('nothing was claimed');
    // Given back and claimed for a short time: no busy machine lets it end before the question above.
    await webhooks.retry(name, long, 0, 'again');
    const [mine] = await webhooks.claim(name, 10, 0.05);
    expect(mine).toMatchObject({ attempt: 2, entry: { key: 'c', actor: 'ada' } });
    await sleep(60);
    const [other] = await webhooks.claim(name, 10, 60);
    expect(other).toMatchObject({ attempt: 3, entry: { key: 'c' } });
    if (mine === undefined || other === undefined) throw new Error('nothing was claimed');
    await webhooks.sent(name, mine);
    await webhooks.bury(name, mine, 'late');
    await webhooks.retry(name, mine, 0, 'late');
    expect(await webhooks.claim(name, 10, 60)).toEqual([]);
    expect(await statusOf()).toMatchObject({ pending: 1, dead: 0 });
    await webhooks.sent(name, other);
    expect(await statusOf()).toMatchObject({ pending: 0, dead: 0 });
  });

  it('finds nothing of a webhook that was removed, and one of the same name begins anew', async () => {
    const { webhooks } = store;
    await put('gone');
    await webhooks.fill(name, choose);
    expect(await webhooks.remove(name)).toBe(true);
    expect(await webhooks.remove(name)).toBe(false);
    expect([await webhooks.claim(name, 10, 60), await statusOf()]).toEqual([[], undefined]);
    await webhooks.register(name);
    expect(await webhooks.fill(name, choose)).toBe(false);
  });

  it('is about the oldest event of an object alone, and about no more than are asked for', async () => {
    const { webhooks } = store;
    await put('a', 'b', 'c');
    await put('a', 'b', 'c');
    await webhooks.fill(name, choose);
    const all = await Promise.all([1, 2, 1].map((limit) => webhooks.claim(name, limit, 60)));
    const keys = all.flat().map(({ entry }) => entry.key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(all.every((claimed, index) => claimed.length <= ([1, 2, 1][index] ?? 0))).toBe(true);
    expect(await webhooks.claim('nobody', 10, 60)).toEqual([]);
  });
});
