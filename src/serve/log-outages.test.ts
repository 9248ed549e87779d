import { expect, it } from '@jest/globals';
import { pino } from 'pino';

import { Refusal } from '../base/refusal.js';
import type { WorldStore } from '../world/world-store.js';
import { logOutages } from './log-outages.js';

const gone = new Refusal('unavailable', 'the store cannot be reached', 'connect ECONNREFUSED');

it.each([
  [0, 'requests are refused until it can be reached again'],
  [60, 'for 60 s requests are answered from memory where possible, then refused'],
])(
  'says once that an outage began, with a grace of %d s, and once that it is over',
  async (maxStaleness, meanwhile) => {
    const lines: string[] = [];
    const logger = pino({ base: null, timestamp: false }, { write: (line: string) => lines.push(line) });
    let failure: Error | undefined;
    const revision = () => (failure ? Promise.reject(failure) : Promise.resolve(7));
    const read: WorldStore['read'] = () => Promise.reject(new Error('a fault of its own'));
    const snapshot: WorldStore['snapshot'] = () => Promise.reject(gone);
    const change: WorldStore['change'] = () => Promise.reject(gone);
    const store = logOutages({ logger, maxStaleness }).watch({ revision, read, snapshot, change });

    expect(await store.revision()).toBe(7);
    await expect(store.read(-1, [])).rejects.toThrow('a fault of its own');
    failure = gone;
    for (let question = 0; question < 3; question += 1) await expect(store.revision()).rejects.toBe(gone);
    failure = undefined;
    await store.revision();
    await store.revision();
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { level: 50, because: 'connect ECONNREFUSED', msg: `the store cannot be reached: ${meanwhile}` },
      { level: 30, seconds: 1, refused: 0, msg: 'the store can be reached again' },
    ]);
  },
);
