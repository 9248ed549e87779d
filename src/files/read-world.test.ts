import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { readWorld, readWorldText, readWorldTexts } from './read-world.js';
import { formatComplaints } from './place.js';

const complaintsOf = (text: string, file = 'world.yaml'): readonly string[] => {
  const result = readWorldText(file, text);
  return 'complaints' in result ? formatComplaints(result.complaints) : [];
};

describe('the text of a world file', () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['nothing', '', []],
    ['only comments', '# nothing yet\n', []],
    ['JSON with tabs', '{\n\t"tags": [\n\t\t{"name": "PII"}\n\t]\n}\n', []],
    ['an alias', 'users:\n  - {name: ada, groups: &g [eu]}\n  - {name: ben, groups: *g}\n', []],
    [
      'an unknown key, at the key',
      'tags:\n  - name: PII\n    coment: x\n',
      ["world.yaml:3:5: unknown key 'coment'; did you mean 'comment'?"],
    ],
    [
      'a wrong value, at the value',
      'users:\n  - name: ada\n    attributes:\n      nation: [6, "7"]\n',
      ['world.yaml:4:16: expected text but found 6; write it in quotes'],
    ],
    [
      'a missing key, at the object',
      'groups:\n  - {name: eu}\n  - {comment: x}\n',
      ["world.yaml:3:5: missing key 'name': expected text"],
    ],
    ['an empty section', 'tags:\nusers: []\n', ['world.yaml:1:6: expected a list but found nothing (null)']],
    ['no object at all', '- tags\n', ['world.yaml:1:1: expected an object but found a list']],
    [
      'several, in the order of lines',
      'users:\n  - {nam: ada}\ntags:\n  - {name: a..b}\n',
      [
        "world.yaml:2:6: unknown key 'nam'; did you mean 'name'?",
        'world.yaml:4:12: expected names joined by dots, such as PII.Email',
      ],
    ],
    [
      'a wrong attribute name, at the name',
      'users:\n  - name: ada\n    attributes: {" x": []}\n',
      ['world.yaml:3:18: an attribute name must not begin or end with white space'],
    ],
    [
      'a wrong thing inside an alias, at the alias',
      'tags:\n  - &t {name: PII, x: 1}\ngroups:\n  - *t\n',
      [
        "world.yaml:2:20: unknown key 'x'; known here: name, comment",
        "world.yaml:4:5: unknown key 'x'; known here: name, comment, attributes",
      ],
    ],
    [
      'a key twice',
      'tags: []\nusers: []\ntags: []\n',
      ["world.yaml:3:1: key 'tags' is duplicated in this object; keep one of them"],
    ],
    [
      'a merge key',
      'groups:\n  - &g {name: eu}\n  - <<: *g\n    comment: x\n',
      ['world.yaml:3:5: merge keys (<<) are not supported; write the keys out'],
    ],
    [
      'two documents',
      'tags: []\n---\nusers: []\n',
      ['world.yaml:2:1: a second document begins here; put it into a file of its own'],
    ],
    ['a tab', 'tags:\n\t- name: PII\n', ['world.yaml:2:1: a tab indents this line; use spaces']],
    [
      'an unknown YAML tag',
      'tags: !list []\n',
      ['world.yaml:1:7: this is not valid YAML: Unresolved tag: !list'],
    ],
    [
      'an unknown alias',
      'tags: *x\n',
      ['world.yaml:1:7: aliases: Unresolved alias (the anchor must be set before the alias): x'],
    ],
    [
      'YAML 1.1',
      '%YAML 1.1\n---\nusers: []\n',
      ["world.yaml:1:1: YAML 1.1 reads words such as 'no' as false; remove the %YAML line"],
    ],
    [
      'a number that cannot be kept',
      'policies:\n  - name: p\n    rules:\n      - mask: {type: constant, value: 12345678901234567890}\n',
      [
        'world.yaml:4:39: the number 12345678901234567890 is too large to be stored exactly; write it in quotes',
      ],
    ],
    [
      'an open bracket',
      'tags: [\n',
      [
        'world.yaml:2:1: this is not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
      ],
    ],
  ];
  it.each(cases)('%s', (_, text, expected) => {
    expect(complaintsOf(text)).toEqual(expected);
  });

  it('refuses aliases that would grow without bounds', () => {
    const levels = ['a: &a [x, x, x, x, x, x, x, x, x]'];
    for (const [before, name] of [
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'd'],
    ]) {
      levels.push(`${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}]`);
    }
    expect(complaintsOf(`${levels.join('\n')}\n`)).toEqual([
      'world.yaml:2:8: aliases: Excessive alias count indicates a resource exhaustion attack',
    ]);
  });

  it.each([
    [
      'a control character',
      'users:\n  - name: ann\n    attributes: {region: ["EU", "a\\0b"]}\n',
      'world.yaml:3:33: text must be well-formed Unicode without control characters; this text contains U+0000',
    ],
    [
      'half of a surrogate pair',
      'groups:\n  - {name: eu, comment: "\\ud800"}\n',
      'world.yaml:2:25: text must be well-formed Unicode without control characters; this text contains U+D800',
    ],
    [
      'a key that would be lost',
      'users:\n  - name: ann\n    attributes: {__proto__: [EU]}\n',
      "world.yaml:3:18: '__proto__' cannot be a key",
    ],
    [
      'too deep nesting',
      `policies: ${'['.repeat(150)}${']'.repeat(150)}\n`,
      'world.yaml:1:110: lists and objects are nested more than 100 deep',
    ],
  ])('refuses %s, and says where', (_, text, expected) => {
    expect(complaintsOf(text)).toEqual([expected]);
  });

  it('reports the first of very many problems, and how many more there are', () => {
    const text = `tags:\n${'  - {name: 7}\n'.repeat(1_000)}`;
    const complaints = complaintsOf(text);
    expect(complaints.length).toBe(101);
    expect(complaints.at(-1)).toBe('and 900 more problems');
    const files = [{ name: 'world.yaml', text }];
    const reading = readWorldTexts([...files, { name: 'other.yaml', text }]);
    expect(reading).toMatchObject({ ok: false });
    expect('errors' in reading && [reading.errors.length, reading.errors.at(-1)]).toEqual([
      101,
      'and 1900 more problems',
    ]);
  });

  it('refuses more YAML than fits into memory, and takes as much JSON', () => {
    const comment = `# ${'x'.repeat(6_000_000)}\n`;
    const reading = readWorldTexts([
      { name: 'a.yaml', text: comment },
      { name: 'b.json', text: JSON.stringify({ tags: [{ name: 'a', comment: 'x'.repeat(6_000_000) }] }) },
      { name: 'c.yaml', text: comment },
    ]);
    expect('errors' in reading && reading.errors).toEqual([
      'c.yaml: world files have more than 10.0 million characters of YAML up to the end of this file; write the large files as JSON, which takes less memory to read',
    ]);
  });

  it('refuses more of world files than can be read at once', () => {
    const text = ' '.repeat(5_000_000);
    const reading = readWorldTexts(
      Array.from({ length: 41 }, (_, index) => ({ name: `${index}.json`, text })),
    );
    expect('errors' in reading && reading.errors).toEqual([
      expect.stringMatching(
        /^world files have 205\.0 million characters, but at most \d+\.\d million characters are read at once\b.*: move the users to users\.ndjson, .*apply the files in parts/,
      ),
    ]);
  });

  it('refuses nesting that would exhaust the stack', () => {
    expect(complaintsOf(`tags: ${'['.repeat(100_000)}`)).toEqual([
      'world.yaml:1:406: lists and objects are nested too deep here; a world file needs only a few levels',
    ]);
  });

  it('takes an unquoted null as the type of a mask, in a rule, in its otherwise and within a conditional mask', () => {
    const text = [
      'policies:',
      '  - name: p',
      '    rules:',
      '      - mask: {type: null}',
      '        columns: {tags: [PII]}',
      '        when: {group: eu}',
      '        otherwise: {type: ~}',
      '      - mask: {type: conditional, where: a > 1, mask: {type: null}}',
      '        columns: {tags: [PII]}',
    ].join('\n');
    const result = readWorldText('world.yaml', text);
    expect('world' in result ? result.world.policies?.[0]?.rules : result).toEqual([
      {
        mask: { type: 'null' },
        columns: { tags: ['PII'] },
        when: { group: 'eu' },
        otherwise: { type: 'null' },
      },
      {
        mask: { type: 'conditional', where: 'a > 1', mask: { type: 'null' } },
        columns: { tags: ['PII'] },
      },
    ]);
  });
});

describe('readWorld', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scrim-world-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const write = async (files: Readonly<Record<string, string | Uint8Array>>): Promise<void> => {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    }
  };
  const errorsOf = async (...paths: readonly string[]): Promise<readonly string[]> => {
    const reading = await readWorld(paths.map((path) => join(folder, path)));
    return reading.ok ? [] : reading.errors.map((error) => error.replaceAll(`${folder}/`, ''));
  };

  it('joins all files of a folder in the order of their names, and knows where each object stands', async () => {
    await write({
      'b/users.yml': 'users:\n  - name: ben\n    groups: [eu]\n',
      'a.json': '{"users": [{"name": "ada"}]}',
      'z.yaml': 'settings: {definer: scrim_owner}\n',
      'notes.txt': 'users: 5',
      '.hidden/x.yaml': 'users: 5',
    });
    const reading = await readWorld([folder]);
    if (!reading.ok) throw new Error(reading.errors.join('\n'));
    expect(reading.objects).toEqual({
      settings: [{ definer: 'scrim_owner', inlineHashKey: false }],
      tag: [],
      lookupTable: [],
      monitoredSchema: [],
      tagProposal: [],
      recertification: [],
      purpose: [],
      group: [],
      user: [
        { name: 'ada', groups: [], attributes: {} },
        { name: 'ben', groups: ['eu'], attributes: {} },
      ],
      dataSource: [],
      subscription: [],
      subscriptionPolicy: [],
      policy: [],
      operationRule: [],
      project: [],
      acknowledgement: [],
      block: [],
      workingProject: [],
    });
    expect(reading.locate('user', 1, ['groups', 0])).toEqual({
      file: join(folder, 'b/users.yml'),
      line: 3,
      column: 14,
    });
    expect(reading.locate('settings', 0, ['definer'])).toEqual({
      file: join(folder, 'z.yaml'),
      line: 1,
      column: 21,
    });
  });

  it('gives the errors of all files at once, and no objects', async () => {
    await write({
      'b.yaml': 'users: 5\n',
      'a.yaml': 'tags: {}\n',
      'c.yaml': 'users: []\n',
      'd.yaml': Uint8Array.of(0xff, 0xfe, 0x00),
    });
    await mkdir(join(folder, 'empty'));
    expect(await errorsOf('b.yaml', 'a.yaml', 'c.yaml', 'd.yaml', 'e.yaml', 'empty', 'a.yaml')).toEqual([
      'a.yaml:1:7: expected a list but found an object',
      'b.yaml:1:8: expected a list but found 5',
      'd.yaml: is not UTF-8 text; save it as UTF-8',
      'e.yaml: there is no such file or folder; give a world file, or a folder with world files',
      'empty: there is no world file in this folder; expected *.yaml, *.yml, *.json or *.ndjson',
    ]);
  });

  it('leaves test files in a folder out, and refuses them by their own path', async () => {
    await write({
      'policies/pii.yaml': 'tags: [{name: PII}]\n',
      'policies/pii_test.yaml': 'cases: 5\n',
      'policies/pii_test.yml': 'cases: 5\n',
      'policies/pii_test.json': '5',
      'policies/contest.yaml': 'groups: [{name: eu}]\n',
      'tests/pii_test.yaml': 'cases: 5\n',
    });
    const reading = await readWorld([folder]);
    expect(reading).toMatchObject({ ok: true, objects: { tag: [{ name: 'PII' }], group: [{ name: 'eu' }] } });
    const refusal =
      'files named *_test.yaml, *_test.yml or *_test.json are tests of policies, not world files; run them with scrim test, or rename this file';
    expect(
      await errorsOf(
        'policies',
        'policies/pii_test.yaml',
        'policies/pii_test.yml',
        'policies/pii_test.json',
        'tests',
      ),
    ).toEqual([
      `policies/pii_test.json: ${refusal}`,
      `policies/pii_test.yaml: ${refusal}`,
      `policies/pii_test.yml: ${refusal}`,
      'tests: there is no world file in this folder; expected *.yaml, *.yml, *.json or *.ndjson',
    ]);
  });
});
