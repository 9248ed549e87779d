import { describe, expect, it } from '@jest/globals';

import { checkApiKey, makeApiKey } from './api-key.js';
import type { ApiKeyRecord } from './api-key.js';

const now = new Date('2026-06-01T12:00:00Z');
const { id, key, hash } = makeApiKey();
const record: ApiKeyRecord = {
  id,
  name: 'ci',
  hash,
  roles: ['governor'],
  createdAt: now,
  createdBy: 'test',
};

/** Checks a bearer against one stored key, and gives the days that were noted. */
async function check(bearer: string, stored: ApiKeyRecord = record) {
  const days: string[] = [];
  const keys = {
    find: (wanted: string) => Promise.resolve(wanted === stored.id ? stored : undefined),
    used: (of: string, day: string) => Promise.resolve(void days.push(`${of} ${day}`)),
  };
  return { actor: await checkApiKey(keys, bearer, now), days };
}

describe('a key', () => {
  it('holds 256 random bits, and is stored as its hash only', () => {
    expect(key).toMatch(/^scrim_[0-9a-f]{16}_[A-Za-z0-9_-]{43}$/);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(record)).not.toContain(key.slice(-43));
    expect(makeApiKey().key).not.toBe(key);
  });

  it.each([
    ['for itself', {}, { name: 'key ci' }],
    ['for a user', { user: 'ann' }, { name: 'ann', user: 'ann' }],
    ['until it ends', { expires: new Date('2026-06-01T12:00:01Z') }, { name: 'key ci' }],
  ])('acts %s', async (_, more, expected) => {
    const { actor, days } = await check(key, { ...record, ...more });
    expect({ ...actor }).toEqual({ ...expected, roles: new Set(['governor']) });
    expect(days).toEqual([`${id} 2026-06-01`]);
  });

  it('is noted as used once a day', async () => {
    expect((await check(key, { ...record, lastUsed: '2026-06-01' })).days).toEqual([]);
    expect((await check(key, { ...record, lastUsed: '2026-05-31' })).days).toEqual([`${id} 2026-06-01`]);
  });

  it.each([
    ['of another form', 'scrim_x', {}, 'it does not have the form of a key'],
    ['that is unknown', makeApiKey().key, {}, 'unknown'],
    [
      'with another secret',
      `${key.slice(0, -43)}${makeApiKey().key.slice(-43)}`,
      {},
      `key ${id}: wrong secret`,
    ],
    ['that is revoked', key, { revokedAt: now }, `key ${id}: revoked`],
    ['that has expired', key, { expires: now }, `key ${id}: expired`],
    [
      'whose user was removed',
      key,
      { user: 'ann', userRemoved: true as const },
      `key ${id}: its user 'ann' was removed`,
    ],
  ])('is not believed %s, for one reason to the outside', async (_, bearer, more, detail) => {
    await expect(check(bearer, { ...record, ...more })).rejects.toMatchObject({
      kind: 'unauthenticated',
      message: 'the API key is unknown, expired or revoked',
      detail,
    });
  });
});
