import { describe, expect, it } from '@jest/globals';

import { asksFor, eventIdOf, eventOf, eventTypeOf, eventTypes, webhookEvent } from './event.js';
import { backoff } from './backoff.js';

const some = { some: 'document' };
const status = (is: string) => ({ status: is });

describe('the type of an event', () => {
  it.each([
    ['policy', null, some, 'policy.created'],
    ['policy', some, some, 'policy.changed'],
    ['dataSource', some, null, 'dataSource.removed'],
    ['subscription', null, status('pending'), 'subscription.requested'],
    ['subscription', null, status('approved'), 'subscription.approved'],
    ['subscription', status('pending'), status('denied'), 'subscription.denied'],
    ['subscription', status('approved'), status('revoked'), 'subscription.revoked'],
    ['subscription', status('approved'), { ...status('approved'), expires: 'then' }, 'subscription.changed'],
    ['subscription', status('revoked'), null, 'subscription.removed'],
  ] as const)('%s from %j to %j: %s', (kind, before, after, type) => {
    expect(eventTypeOf({ kind, key: 'k', before, after })).toBe(type);
    expect(eventTypes).toContain(type);
  });

  it.each([
    [['*'], true],
    [['user.*', 'policy.*'], true],
    [['policy.changed'], true],
    [['policy.removed', 'subscriptionPolicy.changed'], false],
    [[], false],
  ])('%j asks for policy.changed: %j', (patterns, does) => {
    expect(asksFor(patterns, 'policy.changed')).toBe(does);
  });
});

const entry = {
  ...({ kind: 'user', key: 'ann', before: null, after: { name: 'ann' } } as const),
  ...{ revision: 7, at: new Date('2026-06-01T12:00:00.250Z'), actor: 'ada' },
};

it('tells what happened, with the objects or without', () => {
  const event = eventOf(entry, true);
  expect(webhookEvent.parse(event)).toEqual({
    id: eventIdOf(entry),
    type: 'user.created',
    at: '2026-06-01T12:00:00.250Z',
    actor: 'ada',
    revision: 7,
    object: { kind: 'user', key: 'ann' },
    before: null,
    after: { name: 'ann' },
  });
  for (const documents of [false, ['policy'] as const]) {
    const told = eventOf(entry, documents);
    expect({ ...told, before: event.before, after: event.after }).toEqual(event);
    expect(Object.keys(told)).not.toContain('before');
    expect(Object.keys(told)).not.toContain('after');
  }
  expect(eventOf(entry, ['user'])).toEqual(event);
});

it('has an id that no other event has', () => {
  const others = [
    { ...entry, revision: 8 },
    { ...entry, key: 'bob' },
    { ...entry, kind: 'group' as const },
    { ...entry, at: new Date('2026-06-01T12:00:00.251Z') },
  ];
  expect(new Set([entry, { ...entry, after: null }, ...others].map(eventIdOf)).size).toBe(5);
  expect(eventIdOf(entry)).toMatch(/^[0-9a-f]{32}$/);
});

it.each([
  [1, undefined, 0, 0.5],
  [1, undefined, 1, 1],
  [5, undefined, 0, 8],
  [5, undefined, 1, 16],
  [40, undefined, 1, 3_600],
  [2_000, undefined, 0, 1_800],
  [1, '120', 1, 120],
  [1, '999999', 1, 3_600],
  [5, '3', 1, 16],
  [1, 'Wed, 21 Oct 2026 07:28:00 GMT', 1, 1],
])('waits after attempt %j, asked for %j, with chance %j: %j s', (attempt, retryAfter, chance, seconds) => {
  expect(backoff(attempt, retryAfter, () => chance)).toBe(seconds);
});
