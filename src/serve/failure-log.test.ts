import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { pino } from 'pino';

import { Refusal } from '../base/refusal.js';
import { HttpProblem } from '../http/api/problem.js';
import { failureLog } from './failure-log.js';
import { logOutages } from './log-outages.js';

const request = { method: 'GET', path: '/v1/config', ip: '127.0.0.1', user: 'ann', client: 'trino' };

/** A log of failures, and the lines that it wrote. */
function failures(level: string) {
  const lines: Record<string, unknown>[] = [];
  const logger = pino({ level }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const outages = logOutages({ logger, maxStaleness: 0 });
  return { lines, log: failureLog(logger, outages), outages };
}

function logged(error: unknown, level: string): Record<string, unknown> | undefined {
  const { log, lines } = failures(level);
  log(error, request);
  return lines[0];
}

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

it('says as a warning who was not believed, and why', () => {
  expect(logged(new Refusal('unauthenticated', 'wrong secret'), 'warn')).toMatchObject({
    level: 40,
    ...request,
    kind: 'unauthenticated',
    because: 'wrong secret',
    msg: 'request refused',
  });
});

describe('what a caller does wrong', () => {
  it.each(['forbidden', 'not-visible', 'invalid', 'unsupported', 'conflict'] as const)(
    'is for those who look: %s',
    (kind) => {
      const refusal = new Refusal(kind, 'no', 'for operators');
      expect(logged(refusal, 'info')).toBeUndefined();
      expect(logged(refusal, 'debug')).toMatchObject({
        level: 20,
        ...request,
        kind,
        because: 'no',
        detail: 'for operators',
      });
    },
  );

  it.each(['bad-request', 'not-found', 'too-large', 'unsupported-media-type'] as const)(
    'is for those who look, without a stack: %s',
    (problem) => {
      expect(logged(new HttpProblem(problem, 'no'), 'info')).toBeUndefined();
      const line = logged(new HttpProblem(problem, 'no'), 'debug');
      expect(line).toMatchObject({ level: 20, kind: problem, because: 'no', msg: 'request refused' });
      expect(line).not.toHaveProperty('err');
    },
  );

  it('does not fill the log', () => {
    const { log, lines } = failures('info');
    for (let count = 0; count < 1_000; count += 1) log(new Refusal('unauthenticated', 'no'), request);
    expect(lines.length).toBe(60);
    jest.advanceTimersByTime(60_000);
    expect(lines.at(-1)).toMatchObject({
      level: 40,
      kind: 'unauthenticated',
      count: 940,
      msg: 'more requests of this kind failed in the last minute',
    });
    log(new Refusal('unauthenticated', 'no'), request);
    expect(lines.length).toBe(62);
    jest.advanceTimersByTime(60_000);
    expect(lines.length).toBe(62);
  });
});

it('says as an error, with its stack, that scrim failed', () => {
  const error = new Error('a fault');
  expect(logged(error, 'error')).toMatchObject({
    level: 50,
    ...request,
    err: { message: error.message, stack: expect.stringContaining('failure-log.test') },
    msg: 'request failed',
  });
});

it('says as an error what cannot be reached, without a stack and not for each request', () => {
  const { log, lines } = failures('info');
  for (let count = 0; count < 100; count += 1) {
    log(new Refusal('unavailable', 'the keys of the provider cannot be had now', 'ECONNREFUSED'), request);
  }
  expect(lines.length).toBe(60);
  expect(lines[0]).toMatchObject({ level: 50, detail: 'ECONNREFUSED', msg: 'request failed' });
  expect(lines[0]).not.toHaveProperty('err');
});

it('has one line at the begin of an outage of the store, and one with a count at its end', async () => {
  const { log, lines, outages } = failures('info');
  const lost = new Refusal('unavailable', 'the store cannot be reached', 'connect ECONNREFUSED');
  for (let count = 0; count < 100; count += 1) log(lost, request);
  log(new Refusal('unavailable', 'the change may hold', undefined, { cause: lost }), request);
  const store = outages.watch({
    revision: () => Promise.resolve(1),
    read: () => Promise.reject(lost),
    snapshot: () => Promise.reject(lost),
    change: () => Promise.reject(lost),
  });
  await store.revision();
  log(lost, request);
  expect(lines).toMatchObject([
    {
      level: 50,
      because: 'connect ECONNREFUSED',
      msg: 'the store cannot be reached: requests are refused until it can be reached again',
    },
    { level: 30, refused: 101, msg: 'the store can be reached again' },
  ]);
});
