import { describe, expect, it } from '@jest/globals';

import { Refusal } from '../base/refusal.js';
import { orUnreachable } from './unreachable.js';

const failure = (message: string, code?: string): Error =>
  Object.assign(new Error(message), code === undefined ? {} : { code });

describe('an error of the driver', () => {
  it.each([
    ['refused', failure('connect ECONNREFUSED 127.0.0.1:5432', 'ECONNREFUSED')],
    ['broken pipe, a code of five capitals', failure('write EPIPE', 'EPIPE')],
    ['no code at all', failure('Connection terminated unexpectedly')],
    ['too slow to connect', failure('timeout exceeded when trying to connect')],
    ['shutting down', failure('terminating connection due to administrator command', '57P01')],
    ['starting up', failure('the database system is starting up', '57P03')],
    ['too slow to answer', failure('canceling statement due to statement timeout', '57014')],
    ['too many connections', failure('sorry, too many clients already', '53300')],
    ['lock not had in time', failure('canceling statement due to lock timeout', '55P03')],
  ])('means that the store cannot be reached: %s', (_, error) => {
    expect(orUnreachable(error)).toMatchObject({
      kind: 'unavailable',
      message: 'the store cannot be reached',
      detail: error.message,
      cause: error,
    });
  });

  it.each([
    ['a unique key', failure('duplicate key value', '23505')],
    ['syntax', failure('syntax error', '42601')],
    ['read-only', failure('cannot execute UPDATE in a read-only transaction', '25006')],
    ['what is a Refusal already', new Refusal('conflict', 'no')],
  ])('stays what it is: %s', (_, error) => {
    expect(orUnreachable(error)).toBe(error);
  });
});
