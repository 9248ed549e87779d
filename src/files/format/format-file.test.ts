import { describe, expect, it } from '@jest/globals';

import { formatComplaints } from '../place.js';
import { formatFile } from './format-file.js';

const formatted = (text: string, file = 'world.yaml'): string | readonly string[] => {
  const result = formatFile(file, text);
  return 'text' in result ? result.text : formatComplaints(result.complaints);
};

describe('the canonical form of a world file', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['nothing', '', ''],
    ['only comments', '\n\n# nothing yet\n\n# more \n\n', '# nothing yet\n\n# more\n'],
    [
      'sections and keys in the order of the schema, with their comments',
      [
        '# yaml-language-server: $schema=x',
        '# people',
        'users:',
        '  # head of sales',
        '  - groups: [sales] # more to come',
        '    # as in Trino',
        '    name: ada',
        '# what policies name',
        'tags:',
        '  - {comment: about a person, name: PII}',
        '# the end',
      ].join('\n'),
      [
        '# yaml-language-server: $schema=x',
        '',
        '# what policies name',
        'tags:',
        '  - { name: PII, comment: about a person }',
        '',
        '# people',
        'users:',
        '  # head of sales',
        '  # as in Trino',
        '  - name: ada',
        '    groups: [sales] # more to come',
        '',
        '# the end',
        '',
      ].join('\n'),
    ],
    [
      'a comment above the first key of an object goes with that key, and a comment beside the object does not',
      'settings: # of all views\n  # reviewed by security\n  functions: [{name: f}]\n  definer: o\n',
      'settings:\n  # of all views\n  definer: o\n  # reviewed by security\n  functions: [{ name: f }]\n',
    ],
    [
      'the order of a union is that of the object it is',
      'policies:\n- rules:\n  - {exceptWhen: {group: g}, columns: {tags: [PII]}, mask: {value: x, type: constant}}\n  name: p\n',
      'policies:\n  - name: p\n    rules:\n      - mask: { type: constant, value: x }\n        columns: { tags: [PII] }\n        exceptWhen: { group: g }\n',
    ],
    [
      'names that the author chooses keep their order',
      "groups: [{attributes: {z: ['1'], a: ['2']}, name: g}]\n",
      'groups:\n  - { name: g, attributes: { z: ["1"], a: ["2"] } }\n',
    ],
    [
      'quotes where a text would be read as something else, by a reader of YAML 1.1 too',
      "tags:\n - {name: 'a', comment: 'no'}\n - {name: b, comment: '7'}\n - {name: c, comment: \"it's\"}\n - {name: d, comment: 'a: b'}\n - {name: e, comment: 'say \"x: y\"'}\n",
      'tags:\n  - { name: a, comment: "no" }\n  - { name: b, comment: "7" }\n  - { name: c, comment: it\'s }\n  - { name: d, comment: "a: b" }\n  - { name: e, comment: \'say "x: y"\' }\n',
    ],
    [
      'one blank line for many, none after a key, and line ends of one kind',
      'tags:\r\n\r\n  - name: a   \r\n\r\n\r\n\r\n  - name: b\r\n\r\n\r\ngroups: []\r\n\r\n',
      'tags:\n  - name: a\n\n  - name: b\n\ngroups: []\n',
    ],
    [
      'no brackets around what is too long for a line, or has a comment inside',
      [
        'users:',
        '  - {name: ada, groups: [aaaaaaaaaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbbbbbbbbbbbb, cccccccccccc]} # beside',
        '  - {name: ben, groups: [a, # why a',
        '      b]}',
      ].join('\n'),
      [
        'users:',
        '  # beside',
        '  - name: ada',
        '    groups:',
        '      - aaaaaaaaaaaaaaaaaaaaaaaa',
        '      - bbbbbbbbbbbbbbbbbbbbbbbbbbb',
        '      - cccccccccccc',
        '  - name: ben',
        '    groups:',
        '      - a # why a',
        '      - b',
        '',
      ].join('\n'),
    ],
    [
      'block texts stay, and so do the comments in their first line',
      'tags:\n  - name: a\n    comment: | # as agreed\n        one\n          two\n\n        # not a comment\n  - name: b\n    comment: "one\\ntwo"\n  - name: c\n    comment: >-\n      one\n      two\n\n      three\n',
      'tags:\n  - name: a\n    comment: | # as agreed\n      one\n        two\n\n      # not a comment\n  - name: b\n    comment: |-\n      one\n      two\n  - name: c\n    comment: >-\n      one two\n\n      three\n',
    ],
    [
      'a comment stays at the list or object that it is indented like',
      'users:\n  - name: ada\n    # groups: [sales]\n  # of the other team\n  - name: ben\n# done\ntags: []\n',
      '# done\ntags: []\n\nusers:\n  - name: ada\n    # groups: [sales]\n  # of the other team\n  - name: ben\n',
    ],
    [
      'anchors and aliases stay',
      'groups:\n  - name: eu\n    attributes: &eu {region: [EU]}\nusers:\n  - {attributes: *eu, name: ada}\n',
      'groups:\n  - name: eu\n    attributes: &eu { region: [EU] }\nusers:\n  - { name: ada, attributes: *eu }\n',
    ],
    [
      'keys keep their order where an alias would come before its anchor',
      'users:\n  - {attributes: &eu {region: [EU]}, name: ada}\ngroups:\n  - {name: eu, attributes: *eu}\n',
      'users:\n  - { attributes: &eu { region: [EU] }, name: ada }\ngroups:\n  - { name: eu, attributes: *eu }\n',
    ],
    [
      'keys keep their order where an anchor is given twice',
      'users:\n  - {name: ada, attributes: &x {a: []}}\n  - {name: ben, attributes: *x}\ngroups:\n  - {name: eu, attributes: &x {b: []}}\n  - {name: us, attributes: *x}\n',
      'users:\n  - { name: ada, attributes: &x { a: [] } }\n  - { name: ben, attributes: *x }\ngroups:\n  - { name: eu, attributes: &x { b: [] } }\n  - { name: us, attributes: *x }\n',
    ],
    [
      'JSON in a file of YAML',
      '{"tags": [{"comment": "x", "name": "PII"}]}',
      'tags:\n  - { name: PII, comment: x }\n',
    ],
    ['a directive', '%YAML 1.2\n---\ntags:   []\n...\n', '%YAML 1.2\n---\ntags: []\n...\n'],
  ];
  it.each(cases)('%s', (_, text, expected) => {
    expect(formatted(text)).toBe(expected);
    expect(formatted(expected)).toBe(expected);
  });

  it('is JSON for a file of JSON, with one line for what fits into it', () => {
    const text = JSON.stringify({
      users: [{ groups: ['a'], name: 'ada' }],
      tags: [
        { comment: 'x', name: 'PII' },
        { name: 'Geo', comment: 'y' },
      ],
      groups: [{ name: 'g', attributes: { region: ['a'.repeat(40), 'b'.repeat(40)], none: [] } }],
      settings: {},
    });
    const expected = `{
  "settings": {},
  "tags": [
    { "name": "PII", "comment": "x" },
    { "name": "Geo", "comment": "y" }
  ],
  "groups": [
    {
      "name": "g",
      "attributes": {
        "region": [
          "${'a'.repeat(40)}",
          "${'b'.repeat(40)}"
        ],
        "none": []
      }
    }
  ],
  "users": [{ "name": "ada", "groups": ["a"] }]
}
`;
    expect(formatted(text, 'world.json')).toBe(expected);
    expect(formatted(`\uFEFF${expected}`, 'world.json')).toBe(expected);
  });
});

describe('a file that is left as it is', () => {
  it.each([
    ['wrong YAML', 'tags: [\n', 'world.yaml', /^world\.yaml:2:1: this is not valid YAML/],
    ['wrong objects', 'tags:\n  - {nam: x}\n', 'world.yaml', /^world\.yaml:2:6: unknown key 'nam'/],
    ['two documents', 'tags: []\n---\ntags: []\n', 'world.yaml', /^world\.yaml:2:1: a second document/],
    ['a key twice', '{"tags": [], "tags": []}', 'world.json', /^world\.json:1:14: key 'tags' is duplicated/],
    ['comments in JSON', '{"tags": [] # x\n}', 'world.json', /^world\.json: this file is YAML/],
  ])('%s', (_, text, file, error) => {
    expect(formatted(text, file)).toEqual([expect.stringMatching(error)]);
  });
});
