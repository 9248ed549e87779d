import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { readWorldFiles } from '../../../src/files/read-files.js';
import { lineBounds } from '../../../src/files/read-lines.js';
import type { User } from '../../../src/model/principals.js';
import { applyWorld } from '../../../src/use-cases/world/apply-world.js';
import type { ApplyInput } from '../../../src/use-cases/world/apply-world.js';
import type { WorldStore } from '../../../src/world/world-store.js';
import { openEmptyStore } from '../test-store.js';

let folder: string;
let store: WorldStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scrim-lines-'));
  store = await openEmptyStore();
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

type Files = Readonly<Record<string, string | Buffer>>;
type How = Partial<Pick<ApplyInput, 'prune' | 'allowRemovals' | 'maxLines'>>;

/** Applies a folder that has these files and no others. */
async function apply(files: Files, how: How = {}) {
  await rm(folder, { recursive: true });
  await mkdir(folder);
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  const limits = { ...lineBounds, ...(how.maxLines === undefined ? {} : { lines: how.maxLines }) };
  const reading = await readWorldFiles([folder], limits);
  const result =
    'errors' in reading
      ? reading
      : await applyWorld(store, { ...reading, prune: false, actor: 'test', ...how });
  const plain = (texts: readonly string[] = []): readonly string[] =>
    texts.map((text) => text.replaceAll(`${folder}/`, ''));
  return 'errors' in result
    ? { errors: plain(result.errors) }
    : { ...result, warnings: plain(result.warnings) };
}

const users = async (): Promise<readonly User[]> =>
  (await store.snapshot((reader) => reader.all('user'))).result;
const names = async (): Promise<readonly string[]> => (await users()).map(({ name }) => name);

const lines = (...objects: readonly unknown[]): string =>
  objects.map((object) => `${typeof object === 'string' ? object : JSON.stringify(object)}\n`).join('');

const groups = 'groups: [{name: eu}, {name: us}]\n';
const ann = { name: 'ann', groups: ['eu'], attributes: { region: ['EUROPE'] } };
const bob = { name: 'bob', groups: [], attributes: {} };

describe('users in a file of lines', () => {
  const good: readonly (readonly [string, Files])[] = [
    ['one on each line', { 'users.ndjson': lines(ann, bob) }],
    ['without the last line end', { 'users.ndjson': lines(ann, bob).trimEnd() }],
    [
      'with blank lines and line ends of Windows',
      { 'users.ndjson': lines(ann, '', bob).replaceAll('\n', '\r\n') },
    ],
    [
      'with spaces between the parts',
      { 'users.ndjson': `\uFEFF${JSON.stringify(ann, undefined, ' ').replaceAll('\n', '')}\n${lines(bob)}` },
    ],
    ['compressed', { 'users.ndjson.gz': gzipSync(lines(ann, bob)) }],
    [
      'in several files',
      { 'users.a.ndjson': lines(ann), 'users.b.ndjson.gz': gzipSync(lines({ name: 'bob' })) },
    ],
    [
      'some of them, and the others in a file of YAML',
      { 'users.ndjson': lines(ann), 'more.yaml': 'users: [{name: bob}]\n' },
    ],
  ];

  it.each(good)('are applied: %s', async (_, files) => {
    expect(await apply({ ...files, 'world.yaml': groups })).toMatchObject({ revision: 1, warnings: [] });
    expect(await users()).toEqual([ann, bob]);
    expect(await apply({ ...files, 'world.yaml': groups })).toEqual({
      revision: 1,
      changes: [],
      warnings: [],
    });
  });

  const notJson = 'write one object on each line';
  const bad: readonly (readonly [string, Files, readonly string[]])[] = [
    [
      'no JSON',
      { 'users.ndjson': lines(ann, '{"name": bob}') },
      [`users.ndjson:2:10: this line is not JSON (InvalidSymbol); ${notJson}`],
    ],
    [
      'an object on several lines',
      { 'users.ndjson': '{\n"name": "ann"\n}\n' },
      [
        `users.ndjson:1:2: this line is not JSON (CloseBraceExpected); ${notJson}`,
        `users.ndjson:2:7: this line is not JSON (EndOfFileExpected); ${notJson}`,
        `users.ndjson:3:1: this line is not JSON (ValueExpected); ${notJson}`,
      ],
    ],
    ['a list', { 'users.ndjson': lines([ann]) }, ['users.ndjson:1:1: expected an object but found a list']],
    [
      'an unknown key, at the key',
      { 'users.ndjson': lines(bob, { ...ann, group: [] }) },
      ["users.ndjson:2:66: unknown key 'group'; did you mean 'groups'?"],
    ],
    [
      'a wrong value, at the value',
      { 'users.ndjson': lines({ name: 'ann', attributes: { nation: [6] } }) },
      ['users.ndjson:1:39: expected text but found 6; write it in quotes'],
    ],
    [
      'a key twice',
      { 'users.ndjson': '{"name":"ann","name":"bob"}\n' },
      ["users.ndjson:1:15: key 'name' is duplicated in this object; keep one of them"],
    ],
    [
      'a character that cannot be stored',
      { 'users.ndjson': '{"name":"ann","comment":"a\\u0000"}\n' },
      [
        'users.ndjson:1:25: text must be well-formed Unicode without control characters; this text contains U+0000',
      ],
    ],
    [
      'a group that nothing declares',
      { 'users.ndjson': lines(bob, { name: 'cyd', groups: ['eu', 'uk'] }) },
      ["users.ndjson:2:30: there is no group 'uk'; did you mean 'us'?"],
    ],
    [
      'a value that an attribute does not take',
      {
        'users.ndjson': lines(ann, { name: 'bob', attributes: { region: ['EUROP'] } }),
        'settings.yaml': 'settings: {attributes: [{name: region, values: [EUROPE]}]}\n',
      },
      ["users.ndjson:2:38: 'EUROP' is not a value of attribute 'region'; did you mean 'EUROPE'?"],
    ],
    [
      'a user twice',
      { 'users.ndjson': lines(ann, bob, ann) },
      ["users.ndjson:3:9: user 'ann' is duplicated; keep one (the other is at users.ndjson:1:1)"],
    ],
    [
      'a user in two files',
      { 'users.a.ndjson': lines(ann), 'users.b.ndjson': lines(bob, ann) },
      ["users.b.ndjson:2:9: user 'ann' is duplicated; keep one (the other is at users.a.ndjson:1:1)"],
    ],
    [
      'a user who is in a file of YAML too',
      { 'users.ndjson': lines(ann, bob), 'more.yaml': 'users:\n  - name: bob\n' },
      ["users.ndjson:2:9: user 'bob' is duplicated; keep one (the other is at more.yaml:2:5)"],
    ],
    [
      'an error in each kind of file, all of them at once',
      {
        'users.ndjson': lines({ name: 'ann', groups: ['uk'] }),
        'more.yaml': 'users: [{name: bob, groups: [ux]}]\n',
      },
      [
        "more.yaml:1:30: there is no group 'ux'; did you mean 'us'?",
        "users.ndjson:1:25: there is no group 'uk'; did you mean 'us'?",
      ],
    ],
    [
      'wrong forms in each kind of file, all of them at once',
      { 'users.ndjson': lines({ nam: 'ann' }), 'more.yaml': 'users: [{nam: bob}]\n' },
      [
        "more.yaml:1:10: unknown key 'nam'; did you mean 'name'?",
        "users.ndjson:1:2: unknown key 'nam'; did you mean 'name'?",
      ],
    ],
    [
      'a file that is not gzip',
      { 'users.ndjson.gz': lines(ann) },
      [expect.stringMatching(/^users\.ndjson\.gz: is not gzip/)],
    ] as never,
    [
      'a file that is not UTF-8',
      { 'users.ndjson': Buffer.from([...Buffer.from(lines(bob)), 0x22, 0xff, 0x22]) },
      ['users.ndjson:2:1: this line is not UTF-8 text; save the file as UTF-8'],
    ],
    [
      'a section that there is not',
      { 'people.ndjson': lines(ann) },
      [
        expect.stringMatching(
          /^people\.ndjson: the name of this file must begin with the section .* 'people' is not/,
        ),
      ],
    ] as never,
    [
      'settings, which are no list',
      { 'settings.ndjson': '{}' },
      [expect.stringMatching(/^settings\.ndjson: the name of this file must begin with the section/)],
    ] as never,
  ];

  it.each(bad)('are refused with the place of what is wrong: %s', async (_, files, errors) => {
    expect(await apply({ ...files, 'world.yaml': groups })).toEqual({ errors });
    expect(await names()).toEqual([]);
    expect(await store.revision()).toBe(0);
  });

  it('are applied all or none: an error in the last of many lines', async () => {
    const many = Array.from({ length: 2_500 }, (_, index) => ({ name: `u${index}` }));
    const wrong = lines(...many, { name: 'ann', groups: ['uk'] });
    expect(await apply({ 'world.yaml': groups, 'users.ndjson': wrong })).toEqual({
      errors: ["users.ndjson:2501:25: there is no group 'uk'; did you mean 'us'?"],
    });
    expect([await names(), await store.revision()]).toEqual([[], 0]);
    expect(await apply({ 'world.yaml': groups, 'users.ndjson': lines(...many) })).toMatchObject({
      revision: 1,
    });
    expect(await names()).toHaveLength(2_500);
  });

  it('are read up to a limit, which the error names', async () => {
    expect(await apply({ 'users.ndjson': lines(ann, bob) }, { maxLines: 1 })).toEqual({
      errors: [
        'users.ndjson:1:1: files of lines have more than 1 lines up to here; apply them in parts, or raise the limit with --max-lines',
      ],
    });
  });

  it('report as many errors as others do, and count the rest', async () => {
    const wrong = Array.from({ length: 250 }, (_, index) => ({ name: `u${index}`, groups: ['uk'] }));
    const result = await apply({ 'world.yaml': groups, 'users.ndjson': lines(...wrong) });
    const errors = 'errors' in result ? result.errors : [];
    expect([errors.length, errors.at(-1)]).toEqual([101, 'and 150 more problems']);
  });

  it('can be named by objects in other files, also where those are all there is', async () => {
    const subscriptions = `
dataSources: [{schema: s, name: d, table: c.s.d, owners: [{user: bob}], columns: [{name: x, type: bigint}]}]
subscriptions: [{dataSource: s.d, subscriber: {user: ann}}]
`;
    const files = { 'world.yaml': `${groups}${subscriptions}`, 'users.ndjson': lines(ann, bob) };
    expect(await apply(files, { prune: true })).toMatchObject({ revision: 1, warnings: [] });
    expect(await apply(files)).toMatchObject({ changes: [] });
    expect(
      await apply({ ...files, 'users.ndjson': lines(ann) }, { prune: true, allowRemovals: true }),
    ).toEqual({
      errors: ["world.yaml:3:66: there is no user 'bob'; declare the user under users"],
    });
  });

  it('are removed by prune when they stand in no file', async () => {
    await apply({ 'world.yaml': groups, 'users.ndjson': lines(ann, bob) });
    const without = { 'world.yaml': groups, 'users.ndjson': lines(ann) };
    expect(await apply(without)).toMatchObject({ changes: [] });
    expect(await apply(without, { prune: true })).toMatchObject({
      changes: [{ kind: 'user', key: 'bob', object: "user 'bob'", change: 'removed' }],
    });
    expect(await names()).toEqual(['ann']);
  });

  it('stay inactive where the line does not say otherwise', async () => {
    await apply({ 'world.yaml': groups, 'users.ndjson': lines({ ...ann, active: false }, bob) });
    expect(await apply({ 'users.ndjson': lines(bob, ann) })).toEqual({
      revision: 1,
      changes: [],
      warnings: ["users.ndjson:2:1: user 'ann' stays inactive; to activate the user, set 'active: true'"],
    });
    await apply({ 'users.ndjson': lines({ ...ann, active: true }) });
    expect(await users()).toEqual([{ ...ann, active: true }, bob]);
  });

  it('may keep what was wrong with them before, with a warning', async () => {
    await apply({ 'world.yaml': groups });
    await store.change('test', (editor) => editor.put('user', [{ ...bob, groups: ['uk'] }]));
    expect(
      await apply({ 'world.yaml': groups, 'users.ndjson': lines({ ...bob, groups: ['uk'] }) }),
    ).toMatchObject({
      warnings: ["users.ndjson:1:25: there is no group 'uk'; did you mean 'us'?"],
    });
    expect(await apply({ 'users.ndjson': lines({ ...bob, comment: 'x', groups: ['uk'] }) })).toMatchObject({
      errors: [expect.stringMatching(/there is no group 'uk'/)],
    });
  });
});

describe('other sections in files of lines', () => {
  it('are read like a file of JSON', async () => {
    const files = {
      'groups.ndjson': lines({ name: 'eu' }, { name: 'us' }),
      'tags.ndjson.gz': gzipSync(lines({ name: 'PII' })),
      'users.ndjson': lines(ann),
    };
    expect(await apply(files)).toMatchObject({ revision: 1, warnings: [] });
    expect(await apply({ 'groups.ndjson': lines({ name: 'eu' }, '', { nam: 'us' }, '{"x"') })).toEqual({
      errors: [`groups.ndjson:4:5: this line is not JSON (ColonExpected); write one object on each line`],
    });
    expect(await apply({ 'groups.ndjson': lines({ name: 'eu' }, '', { nam: 'us' }) })).toEqual({
      errors: ["groups.ndjson:3:2: unknown key 'nam'; did you mean 'name'?"],
    });
  });
});
