import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { OpaEndpoint } from '../../src/http/opa/closed-answer.js';
import { closedResult, opaSecret, opaService, questions } from '../unit/serve/opa-service.js';
import { startPostgres } from './support/postgres-server.js';
import type { PostgresServer } from './support/postgres-server.js';

const endpoints = Object.keys(questions) as OpaEndpoint[];

describe('access control while the store fails', () => {
  let server: PostgresServer;
  let started: Awaited<ReturnType<typeof opaService>>;
  beforeAll(async () => {
    server = await startPostgres({ fsync: 'off' });
    started = await opaService(server.url, { storeTimeout: 1 });
  });
  afterAll(async () => {
    await started.service.stop();
    await server.dispose();
  });

  const asked = () =>
    Promise.all(endpoints.map(async (endpoint) => started.ask(endpoint, questions[endpoint]('ann'))));

  it.each([
    ['is stopped', () => server.halt(), () => server.start()],
    ['crashes', () => server.kill(), () => server.start()],
    ['hangs', () => server.freeze(), () => server.thaw()],
  ])('answers with nothing when it %s, and as before when it is back', async (_, fail, mend) => {
    const before = await asked();
    expect(before[0]).toEqual([200, true]);
    await fail();
    expect(await asked()).toEqual(
      endpoints.map((endpoint) => [200, closedResult(endpoint, endpoint === 'masks' ? 3 : 0)]),
    );
    await mend();
    expect(await asked()).toEqual(before);
  });

  it('logs outages, and not each question', () => {
    const messages = started.lines.map((line) => (JSON.parse(line) as { readonly msg: string }).msg);
    expect(messages).toContain('the store can be reached again');
    expect(messages).not.toContain('OPA question answered with nothing');
    expect(started.lines.join('')).not.toContain(opaSecret);
  });
});
