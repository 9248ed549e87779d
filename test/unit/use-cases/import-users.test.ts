import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { believeActor } from '../../../src/identity/actor.js';
import { createPorts } from '../../../src/use-cases/create-ports.js';
import { administrationOf } from '../../../src/use-cases/world/context.js';
import { FaultyObject } from '../../../src/use-cases/world/failures.js';
import { importAttributes, importUsers } from '../../../src/use-cases/world/import-users.js';
import type { ImportProgress } from '../../../src/use-cases/world/import-users.js';
import type { Store } from '../../../src/store/open-store.js';
import { openEmptyStore } from '../test-store.js';

const actor = believeActor('test', ['admin']);
const asking = { actor, at: new Date('2026-01-01T00:00:00Z') };

let store: Store;
beforeEach(async () => {
  store = await openEmptyStore();
  await store.change('test', (editor) => editor.put('group', [{ name: 'eu', attributes: {} }]));
});
afterEach(() => store.close());

async function* numbered(values: readonly unknown[]) {
  for (const [index, value] of values.entries()) yield await Promise.resolve({ number: index + 1, value });
}

/** Imports lines. @returns the result, or what is wrong with them */
async function run(how: typeof importUsers, values: readonly unknown[]) {
  const progress: ImportProgress[] = [];
  const administration = administrationOf(store, await createPorts(store, () => Promise.resolve()));
  try {
    const lines = numbered(values);
    const imported = await how(administration, { asking, lines, onProgress: (now) => progress.push(now) });
    return { imported, progress };
  } catch (error) {
    if (error instanceof FaultyObject) return { faults: error.faults };
    throw error;
  }
}

const many = Array.from({ length: 2_500 }, (_, index) => ({ name: `u${index}`, groups: ['eu'] }));
const count = async (): Promise<number> =>
  (await store.snapshot((reader) => reader.keys('user'))).result.length;

describe('an import of more lines than are read at a time', () => {
  it('creates, changes and leaves alone', async () => {
    expect((await run(importUsers, many)).imported).toEqual({
      ...{ lines: 2_500, created: 2_500, changed: 0, unchanged: 0, revision: 2 },
      ...{ keptInactive: [], keptInactiveCount: 0 },
    });
    const changed = [...many.slice(0, 2_400), { name: 'u2450', active: false }, { name: 'new' }];
    expect((await run(importUsers, changed)).imported).toMatchObject({
      ...{ lines: 2_402, created: 1, changed: 1, unchanged: 2_400 },
    });
    expect((await run(importUsers, many)).imported).toMatchObject({
      ...{ changed: 1, keptInactive: [{ line: 2_451, user: 'u2450' }], keptInactiveCount: 1 },
    });
    const attributes = many.map(({ name }) => ({ user: name, attributes: { region: ['EUROPE'] } }));
    expect((await run(importAttributes, attributes)).imported).toMatchObject({ changed: 2_500 });
  });

  it.each([
    [
      'an unknown group',
      importUsers,
      [...many, { name: 'x', groups: ['uk'] }],
      { line: 2_501, path: ['groups', 0], message: "there is no group 'uk'; declare it under groups" },
    ],
    [
      'a user twice',
      importUsers,
      [...many, { name: 'u3' }],
      { line: 2_501, path: ['name'], message: "user 'u3' is duplicated; keep one (the other is in line 4)" },
    ],
    [
      'a wrong form',
      importUsers,
      [...many, { nam: 'x' }],
      { line: 2_501, path: ['nam'], message: "unknown key 'nam'; did you mean 'name'?" },
    ],
    [
      'a user who does not exist',
      importAttributes,
      [{ user: 'u0', attributes: {} }],
      { line: 1, path: ['user'], message: "there is no user 'u0'" },
    ],
  ] as const)('does nothing when the last one is wrong: %s', async (_, how, values, fault) => {
    const folders = async () => (await readdir(tmpdir())).filter((name) => /^scrim-\w{6}$/.test(name));
    const before = await folders();
    expect(await run(how, values)).toEqual({ faults: [expect.objectContaining(fault)] });
    expect([await count(), await store.revision()]).toEqual([0, 1]);
    // Tests that run at the same time make such folders too, and remove them; one that the import left would stay.
    const made = (await folders()).filter((name) => !before.includes(name));
    while ((await folders()).some((name) => made.includes(name))) await setTimeout(50);
  });

  it('reports how far it is', async () => {
    const lines = Array.from({ length: 10_500 }, (_, index) => ({ name: `u${index}` }));
    expect((await run(importUsers, lines)).progress).toEqual([
      { phase: 'received', lines: 10_000 },
      { phase: 'checked', lines: expect.any(Number) },
      { phase: 'written', lines: expect.any(Number) },
    ]);
  });
});
