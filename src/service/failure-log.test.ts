import { expect, it } from '@jest/globals';
import { pino } from 'pino';

import { Refusal } from '../base/refusal.js';
import { failureLog } from './failure-log.js';

const request = { method: 'GET', path: '/v1/config', ip: '127.0.0.1' };

function logged(error: unknown, level: string): Record<string, unknown> | undefined {
  const lines: string[] = [];
  failureLog(pino({ level }, { write: (line: string) => lines.push(line) }))(error, request);
  return lines[0] === undefined ? undefined : (JSON.parse(lines[0]) as Record<string, unknown>);
}

it('says as a warning who was not believed, and why', () => {
  expect(logged(new Refusal('unauthenticated', 'wrong secret'), 'warn')).toMatchObject({
    level: 40,
    ...request,
    kind: 'unauthenticated',
    because: 'wrong secret',
    msg: 'request refused',
  });
});

it.each(['forbidden', 'not-visible', 'invalid', 'unsupported', 'conflict'] as const)(
  'says %s to those who look',
  (kind) => {
    const refusal = new Refusal(kind, 'no', 'for operators');
    expect(logged(refusal, 'info')).toBeUndefined();
    expect(logged(refusal, 'debug')).toMatchObject({
      level: 20,
      kind,
      because: 'no',
      detail: 'for operators',
    });
  },
);

it.each([new Refusal('unavailable', 'the store is gone'), new Error('a fault')])(
  'says as an error, with its stack, that scrim failed: %s',
  (error) => {
    expect(logged(error, 'error')).toMatchObject({
      level: 50,
      ...request,
      err: { message: error.message, stack: expect.stringContaining('failure-log.test') },
      msg: 'request failed',
    });
  },
);
