import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { createWorldCache } from '../../src/world/world-cache.js';
import { user } from '../../src/model/principals.js';
import { openStore } from '../../src/store/open-store.js';
import type { Store } from '../../src/store/open-store.js';
import { startPostgres } from './support/postgres-server.js';
import type { PostgresServer } from './support/postgres-server.js';

/** Milliseconds: for each wait of a question, and in which any question is over, however the server fails. */
const timeout = 500;
const atMost = 4 * timeout + 5_000;

describe('a PostgreSQL that fails', () => {
  let server: PostgresServer;
  let store: Store;
  beforeAll(async () => {
    server = await startPostgres({ fsync: 'off' });
    store = await openStore(server.url, { timeout });
    await store.change('test', (editor) => editor.put('user', [user.parse({ name: 'ann' })]));
  });
  afterAll(async () => {
    await store.close();
    await server.dispose();
  });

  const lost = { kind: 'unavailable', message: 'the store cannot be reached' };
  const ask = (cache = createWorldCache(store)) =>
    cache.ask((look) => look({ entry: 'user', name: 'ann' })?.name);
  const refusedSoon = async (): Promise<void> => {
    const began = Date.now();
    const asked = await Promise.allSettled(Array.from({ length: 30 }, () => ask()));
    expect(Date.now() - began).toBeLessThan(atMost);
    for (const one of asked) expect(one).toMatchObject({ status: 'rejected', reason: lost });
  };

  it.each([
    ['is stopped', () => server.halt(), () => server.start()],
    ['crashes', () => server.kill(), () => server.start()],
    ['hangs', () => server.freeze(), () => server.thaw()],
  ])('refuses every question soon when it %s, and answers when it is back', async (_, fail, mend) => {
    expect(await ask()).toBe('ann');
    await fail();
    await refusedSoon();
    await mend();
    expect(await ask()).toBe('ann');
  });

  it('fails a question that it had begun to answer', async () => {
    const waiting = store.change('test', async (editor) => {
      await editor.put('user', [user.parse({ name: 'zoe' })]);
      await server.halt();
      await editor.get('user', 'zoe');
    });
    await expect(waiting).rejects.toMatchObject(lost);
    await server.start();
    expect((await store.read(-1, [{ entry: 'user', name: 'zoe' }])).values).toEqual([undefined]);
  });

  it('keeps questions answered while changes wait for one another', async () => {
    let finish = (): void => undefined;
    const long = store.change('test', () => new Promise<void>((resolve) => (finish = resolve)));
    const others = Array.from({ length: 20 }, (_, index) =>
      store.change('test', (editor) => editor.put('user', [user.parse({ name: `u${index}` })])),
    );
    await new Promise((resolve) => setTimeout(resolve, 3 * timeout));
    expect(await ask()).toBe('ann');
    finish();
    const { revision } = await long;
    const revisions = (await Promise.all(others)).map((change) => change.revision);
    expect(revisions).toEqual(others.map((_, index) => revision + index + 1));
  });

  it('says of a change whose end was lost that it may hold', async () => {
    const client = new pg.Client({ connectionString: server.url });
    client.on('error', () => undefined);
    await client.connect();
    await client.query(
      `create function linger() returns trigger language plpgsql as 'begin perform pg_sleep(5); return null; end';
       create constraint trigger linger after insert on change deferrable initially deferred
       for each row execute function linger()`,
    );
    const changing = store.change('test', (editor) => editor.put('user', [user.parse({ name: 'zoe' })]));
    for (let committing = false; !committing;) {
      const { rowCount } = await client.query("select from pg_stat_activity where wait_event = 'PgSleep'");
      committing = rowCount === 1;
    }
    await server.kill();
    await expect(changing).rejects.toMatchObject({
      kind: 'unavailable',
      message: 'the store was lost during the change: check whether the change was made before you repeat it',
    });
    await server.start();
    await store.change('test', () => Promise.resolve());
  });
});
