import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { apiService } from './api-service.js';
import type { ApiService } from './api-service.js';

let api: ApiService;
const keys: Record<string, string> = {};
const columns = [{ name: 'a', type: 'bigint' }];

beforeAll(async () => {
  api = await apiService({
    groups: [{ name: 'staff' }],
    users: [
      { name: 'ann' },
      { name: 'bob' },
      { name: 'gov', groups: ['staff'] },
      { name: 'own' },
      { name: 'too' },
    ],
    dataSources: [
      { schema: 's', name: 'mine', table: 'c.s.mine', owners: [{ user: 'own' }, { user: 'too' }], columns },
    ],
    subscriptionPolicies: [{ name: 'all', dataSource: 's.mine', grant: { anyone: true } }],
  });
  keys['gov'] = await api.keyFor(['governor', 'user'], 'gov');
  keys['own'] = await api.keyFor(['owner', 'user'], 'own');
  keys['too'] = await api.keyFor(['owner', 'user'], 'too');
  keys['ann'] = await api.keyFor(['user'], 'ann');
});
afterAll(() => api.close());

const mine = { dataSource: 's.mine' };
const everything = { everything: true };
const post = (key: string | undefined, body: object) =>
  api.call('post', '/blocks', { body, ...(key === undefined ? {} : { key: String(keys[key]) }) });
const lift = async (key: string | undefined, path: string) => {
  const { headers } = await api.call('get', path);
  const ifMatch = headers['etag'];
  return api.call('delete', path, { ifMatch, ...(key === undefined ? {} : { key: String(keys[key]) }) });
};
const seen = async (user: string) => {
  const { status, body } = await api.call('get', '/explain?dataSource=s.mine', { key: String(keys[user]) });
  return status === 200 ? body.decision : status;
};

describe('a block', () => {
  it('says who set it, and when, whatever is sent', async () => {
    const sent = { blocked: { user: 'ann' }, scope: mine, reason: 'x', blockedBy: 'bob' };
    const made = await post('gov', sent);
    expect([made.status, made.body]).toEqual([
      201,
      { ...sent, blockedBy: 'gov', blockedAt: '2026-01-01T00:00:00.000Z' },
    ]);
    expect(made.headers['location']).toBe('/api/v1/blocks/user/ann/dataSource%3As.mine');
  });

  it('makes a data source not exist for the person, from the next request on', async () => {
    expect(await seen('ann')).toBe(404);
    expect((await api.call('get', '/data-sources/s.mine', { key: String(keys['ann']) })).status).toBe(404);
    expect((await lift(undefined, '/blocks/user/ann/dataSource%3As.mine')).status).toBe(204);
    expect(await seen('ann')).toBe('open');
  });

  it.each([
    [
      'an unknown user',
      { blocked: { user: 'anne' }, scope: mine },
      "there is no user 'anne'; did you mean 'ann'?",
    ],
    [
      'an unknown group',
      { blocked: { group: 'x' }, scope: mine },
      "there is no group 'x'; declare it under groups",
    ],
    [
      'an unknown data source',
      { blocked: { user: 'ann' }, scope: { dataSource: 's.mne' } },
      "there is no data source 's.mne'; did you mean 's.mine'?",
    ],
    ['two scopes', { blocked: { user: 'ann' }, scope: { ...mine, schema: 's' } }, 'scope'],
    [
      'an end that has passed',
      { blocked: { user: 'ann' }, scope: mine, until: '2025-01-01T00:00:00Z' },
      'has passed',
    ],
    ['no reason', { blocked: { user: 'ann' }, scope: mine, reason: ' ' }, 'give a reason'],
  ])('of %s is refused', async (_, body, message) => {
    const answer = await post(undefined, { reason: 'x', ...body });
    expect([answer.status, JSON.stringify(answer.body)]).toEqual([422, expect.stringContaining(message)]);
  });

  it('keeps what it is about from being removed', async () => {
    await post(undefined, { blocked: { user: 'bob' }, scope: everything, reason: 'x' });
    const { headers } = await api.call('get', '/users/bob');
    const { status, body } = await api.call('delete', '/users/bob', { ifMatch: headers['etag'] });
    expect([status, body.referrers]).toEqual([
      409,
      [{ kind: 'block', key: '["user","bob","everything"]', message: 'names it at blocked.user' }],
    ]);
  });
});

describe('who is blocked', () => {
  it('cannot lift the block, by name or by a group, unless they administer', async () => {
    await post(undefined, { blocked: { group: 'staff' }, scope: everything, reason: 'x' });
    const path = '/blocks/group/staff/everything';
    expect(await seen('gov')).toBe('hidden');
    const refused = await lift('gov', path);
    expect([refused.status, refused.body.detail]).toEqual([
      403,
      "user 'gov' cannot change or lift a block of their own; an administrator can",
    ]);
    const { headers } = await api.call('get', path);
    const changed = {
      key: String(keys['gov']),
      ifMatch: headers['etag'],
      body: { until: '2026-01-02T00:00:00Z' },
    };
    expect((await api.call('patch', path, changed)).status).toBe(403);
    expect((await lift(undefined, path)).status).toBe(204);
  });

  it('is no owner, for whom it is not there', async () => {
    await post(undefined, { blocked: { user: 'own' }, scope: { schema: 's' }, reason: 'x' });
    expect(await seen('own')).toBe(404);
    expect((await post('own', { blocked: { user: 'ann' }, scope: mine, reason: 'x' })).status).toBe(403);
    const subscription = { dataSource: 's.mine', subscriber: { user: 'ann' } };
    const given = await api.call('post', '/subscriptions', { key: String(keys['own']), body: subscription });
    expect(given.status).toBe(403);
    expect((await lift(undefined, '/blocks/user/own/schema%3As')).status).toBe(204);
    expect(await seen('own')).toBe('open');
  });
});

describe('an owner', () => {
  const path = '/blocks/user/ann/dataSource%3As.mine';

  it('lifts what an owner has set', async () => {
    expect((await post('own', { blocked: { user: 'ann' }, scope: mine, reason: 'x' })).status).toBe(201);
    expect((await lift('too', path)).status).toBe(204);
  });

  it('does not lift or change what a governor has set', async () => {
    await post('own', { blocked: { user: 'ann' }, scope: mine, reason: 'x' });
    const { headers } = await api.call('get', path);
    const body = { reason: 'worse than it seemed' };
    const changed = await api.call('patch', path, {
      key: String(keys['gov']),
      ifMatch: headers['etag'],
      body,
    });
    expect([changed.status, changed.body.blockedBy]).toEqual([200, 'gov']);
    expect((await lift('own', path)).status).toBe(403);
    expect((await lift('gov', path)).status).toBe(204);
  });
});
