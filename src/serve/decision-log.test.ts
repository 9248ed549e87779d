import { expect, it } from '@jest/globals';
import { pino } from 'pino';

import type { DecisionRecord } from '../use-cases/views/ports.js';
import { decisionLog } from './decision-log.js';

const record = {
  user: 'ann',
  client: 'trino',
  dataSource: 's.d',
  decision: { kind: 'open', access: { because: 'subscribed' } },
} as unknown as DecisionRecord;

const logged = (given: DecisionRecord): unknown => {
  const lines: string[] = [];
  decisionLog(pino({ base: null, timestamp: false }, { write: (line: string) => lines.push(line) }))(given);
  return lines.map((line) => JSON.parse(line) as unknown);
};

it('warns of each decision that was made without the store', () => {
  expect(logged({ ...record, age: 2.1 })).toEqual([
    {
      ...{
        level: 40,
        user: 'ann',
        client: 'trino',
        dataSource: 's.d',
        decision: 'open',
        because: 'subscribed',
      },
      ...{ secondsOld: 3, msg: 'decided from memory: the store cannot be reached' },
    },
  ]);
});

it('says nothing of others to those who do not look', () => {
  expect(logged(record)).toEqual([]);
});
