import { afterAll, beforeAll, expect, it } from '@jest/globals';

import type { WorldStore } from '../../../src/world/world-store.js';
import { acknowledgePurpose } from '../../../src/use-cases/access/acknowledge-purpose.js';
import { switchProject } from '../../../src/use-cases/access/switch-project.js';
import { storeOf } from '../store-of.js';

let store: WorldStore;
beforeAll(async () => {
  store = await storeOf({
    purposes: [{ name: 'Use' }, { name: 'Use.Ads', statement: 'only ads' }],
    groups: [{ name: 'staff' }],
    users: [{ name: 'ann', groups: ['staff'] }, { name: 'bob' }],
    projects: [
      { name: 'j', members: [{ group: 'staff' }], purposes: ['Use', 'Use.Ads'] },
      { name: 'k', members: [{ user: 'ann' }] },
    ],
  });
});
afterAll(() => store.close());

const working = async (user: string) =>
  (await store.change('test', (editor) => editor.get('workingProject', user))).result?.project;
const at = (day: number) => new Date(Date.UTC(2026, 5, day));

it('lets members switch, one project at a time, and leave', async () => {
  expect(await switchProject(store, { user: 'ann', project: 'j' })).toEqual({
    project: 'j',
    unacknowledged: [{ purpose: 'Use.Ads', statement: 'only ads' }],
  });
  expect(await working('ann')).toBe('j');
  expect(await switchProject(store, { user: 'ann', project: 'k' })).toEqual({
    project: 'k',
    unacknowledged: [],
  });
  expect(await working('ann')).toBe('k');
  for (let times = 0; times < 2; times += 1) {
    expect(await switchProject(store, { user: 'ann', project: null })).toEqual({
      project: null,
      unacknowledged: [],
    });
    expect(await working('ann')).toBeUndefined();
  }
});

it('answers the same about a project that is missing and one that is not theirs', async () => {
  for (const project of ['j', 'none']) {
    await expect(switchProject(store, { user: 'bob', project })).rejects.toMatchObject({
      kind: 'not-visible',
      message: `project '${project}' does not exist`,
    });
  }
  await expect(switchProject(store, { user: 'zoe', project: 'j' })).rejects.toMatchObject({
    kind: 'invalid',
    message: "there is no user 'zoe'",
  });
});

it('notes an acknowledgement once', async () => {
  const ads = { user: 'ann', purpose: 'Use.Ads' };
  expect(await acknowledgePurpose(store, ads, at(1))).toEqual({
    statement: 'only ads',
    at: '2026-06-01T00:00:00.000Z',
  });
  expect(await acknowledgePurpose(store, ads, at(2))).toEqual({
    statement: 'only ads',
    at: '2026-06-01T00:00:00.000Z',
  });
  expect((await switchProject(store, { user: 'ann', project: 'j' })).unacknowledged).toEqual([]);
  await store.change('test', (editor) => editor.put('purpose', [{ name: 'Use.Ads', statement: 'no ads' }]));
  expect((await switchProject(store, { user: 'ann', project: 'j' })).unacknowledged).toEqual([
    { purpose: 'Use.Ads', statement: 'no ads' },
  ]);
  expect(await acknowledgePurpose(store, ads, at(3))).toMatchObject({ statement: 'no ads' });
  expect((await switchProject(store, { user: 'ann', project: 'j' })).unacknowledged).toEqual([]);
  await expect(acknowledgePurpose(store, { user: 'ann', purpose: 'Use' }, at(1))).rejects.toMatchObject({
    kind: 'invalid',
    message: "purpose 'Use' has no statement: it applies without an acknowledgement",
  });
  await expect(acknowledgePurpose(store, { user: 'ann', purpose: 'X' }, at(1))).rejects.toMatchObject({
    kind: 'not-visible',
    message: "purpose 'X' does not exist",
  });
  await expect(acknowledgePurpose(store, { user: 'zoe', purpose: 'Use.Ads' }, at(1))).rejects.toMatchObject({
    kind: 'invalid',
    message: "there is no user 'zoe'",
  });
});
