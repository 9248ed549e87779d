import { describe, expect, it } from '@jest/globals';

import { Refusal } from '../../base/refusal.js';
import type { AuditStore } from '../audit-store.js';
import type { Archive } from './archive.js';
import { countBoth } from './count-both.js';
import type { Archived } from './ledger.js';

const archived: Archived = {
  ...{ places: ['lake.audit'], first: '2026-03-01', last: '2026-03-02', upTo: 2, except: [] },
};
const next: Archived = { ...archived, last: '2026-03-03', upTo: 3 };
const at = (text: string): Date => new Date(`2026-03-${text}Z`);

/** Counts of a store and an archive that only say how often they were asked. */
function counting({
  accounts = [archived],
  late = 0,
  failing,
}: {
  /** What the ledger says, again and again. */
  readonly accounts?: readonly Archived[];
  readonly late?: number;
  readonly failing?: Error;
}) {
  const asked = { here: 0, there: 0 };
  let looks = 0;
  const store = {
    shaping: () => {
      asked.here += 1;
      return Promise.resolve({ policies: [], read: ['s.d'] });
    },
  } as unknown as AuditStore;
  const archive = {
    place: 'lake.audit',
    counts: {
      shaping: () => {
        asked.there += 1;
        return failing === undefined ? Promise.resolve([]) : Promise.reject(failing);
      },
      dataSources: () => Promise.resolve(['s.d', 's.e']),
    },
  } as unknown as Archive;
  const ledger = {
    archived: () => Promise.resolve(accounts[looks++ % accounts.length]),
    late: (_: Date, limit: number) =>
      Promise.resolve(
        Array.from({ length: Math.min(late, limit) }, (_none, index) => ({
          cluster: 'main',
          queryId: `q${index}`,
        })),
      ),
  };
  return { asked, count: countBoth(store, ledger, archive), without: countBoth(store, ledger, undefined) };
}

const period = { since: at('01T00:00:00'), until: at('09T00:00:00') };

describe('counts of the store and the archive', () => {
  it.each([
    ['both, if the time reaches back', period, 1, ['s.d', 's.e']],
    ['the store, if it does not', { ...period, since: at('03T00:00:00') }, 0, ['s.d']],
    ['the store, if only recent records are wanted', { ...period, recent: true as const }, 0, ['s.d']],
  ])('are of %s', async (_, search, there, read) => {
    const { count, asked } = counting({});
    expect(await count.shaping(search)).toEqual({ policies: [], read });
    expect(asked).toEqual({ here: 1, there });
  });

  it('are made again if records were moved meanwhile', async () => {
    const { count, asked } = counting({ accounts: [archived, next, next, next] });
    await count.shaping(period);
    expect(asked.here).toBe(2);
    await expect(counting({ accounts: [archived, next] }).count.shaping(period)).rejects.toMatchObject({
      kind: 'conflict',
    });
  });

  it.each<[string, Parameters<typeof counting>[0], RegExp]>([
    [
      'cannot be reached',
      { failing: new Refusal('unavailable', 'Trino at X is away') },
      /2026-03-01 to 2026-03-02.*lake\.audit.*Trino at X is away.*--recent/,
    ],
    ['is another one', { accounts: [{ ...archived, places: ['old.audit'] }] }, /set it to old\.audit/],
    ['would count too much twice', { late: 5_000 }, /scrim audit archive/],
  ])('are an error if the archive %s', async (_, given, message) => {
    await expect(counting(given).count.shaping(period)).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringMatching(message),
    });
  });

  it('are an error if nobody knows of the archive', async () => {
    await expect(counting({}).without.shaping(period)).rejects.toThrow('SCRIM_CONFIG');
  });
});
