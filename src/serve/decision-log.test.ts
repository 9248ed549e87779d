import { expect, it } from '@jest/globals';
import { pino } from 'pino';

import type { DecisionRecord, PersonRecord } from '../audit/decision-record.js';
import { decisionLog } from './decision-log.js';

const record = {
  for: 'view',
  user: 'ann',
  client: 'trino',
  dataSource: 's.d',
  decision: { kind: 'open', access: { because: 'subscribed' } },
} as unknown as PersonRecord;

const logged = (given: DecisionRecord): unknown => {
  const lines: string[] = [];
  const logger = pino({ base: null, timestamp: false }, { write: (line: string) => lines.push(line) });
  decisionLog(logger)(given);
  return lines.map((line) => JSON.parse(line) as unknown);
};

it('warns of each decision that was made without the store', () => {
  expect(logged({ ...record, age: 2.1 })).toEqual([
    {
      ...{
        level: 40,
        for: 'view',
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
