import { describe, expect, it } from '@jest/globals';

import { lockTable } from './statements.js';
import type { Connections } from './cluster.js';
import { createCluster, isPassing } from './create-cluster.js';

/** Connections that note what is sent, and fail as they are told. */
function connectionsThat(fail: (text: string, count: number) => unknown) {
  const sent: string[] = [];
  const connections: Connections = {
    connect: () =>
      Promise.resolve({
        query: (text) => {
          sent.push(text);
          const error = fail(text, sent.filter((one) => one === text).length);
          return error === undefined ? Promise.resolve({ rows: [] }) : Promise.reject(error as Error);
        },
        release: (broken = false) => sent.push(broken ? '(closed)' : '(given back)'),
      }),
    end: () => Promise.resolve(),
  };
  return { sent, cluster: createCluster(connections) };
}

describe('a transaction', () => {
  it('is run again, whole, where another one was in its way', async () => {
    const conflict = new Error('ERROR: 1023 DETAIL: Serializable isolation violation on table - 1');
    const { sent, cluster } = connectionsThat((text, count) =>
      text === 'LOCK b' && count < 3 ? conflict : undefined,
    );
    await cluster.transaction([lockTable(['a']), lockTable(['b'])]);
    const failed = ['BEGIN', 'LOCK a', 'LOCK b', 'ROLLBACK', '(closed)'];
    expect(sent).toEqual([...failed, ...failed, 'BEGIN', 'LOCK a', 'LOCK b', 'COMMIT', '(given back)']);
  });

  it('is not where it would fail again', async () => {
    const { sent, cluster } = connectionsThat((text) =>
      text === 'LOCK a' ? Object.assign(new Error('no such table'), { code: '42P01' }) : undefined,
    );
    await expect(cluster.transaction([lockTable(['a'])])).rejects.toThrow('no such table');
    expect(sent).toEqual(['BEGIN', 'LOCK a', 'ROLLBACK', '(closed)']);
  });

  it('gives up in the end', async () => {
    const { sent, cluster } = connectionsThat((text) =>
      text === 'LOCK a' ? Object.assign(new Error('deadlock detected'), { code: '40P01' }) : undefined,
    );
    await expect(cluster.transaction([lockTable(['a'])])).rejects.toThrow('deadlock detected');
    expect(sent.filter((text) => text === 'BEGIN')).toHaveLength(6);
  });
});

it.each<[unknown, boolean]>([
  [new Error('could not complete because of conflict with concurrent transaction'), true],
  [new Error('could not open relation with OID 1234'), true],
  [new Error('Connection terminated unexpectedly'), true],
  [{ code: 'ECONNRESET', message: 'read' }, true],
  [{ code: '42501', message: 'permission denied for schema shop' }, false],
  [new Error('relation "customer10234" does not exist'), false],
])('knows whether %j may pass', (error, passes) => {
  expect(isPassing(error)).toBe(passes);
});
