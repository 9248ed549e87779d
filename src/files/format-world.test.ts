import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { schemaOf, worldOf } from '../model/world.js';
import type { WorldObjects } from '../model/world.js';
import { formatWorld, formatWorldJson } from './format-world.js';
import { readWorldTexts } from './read-world.js';

const empty = worldOf(() => []);

const read = (text: string): WorldObjects => {
  const reading = readWorldTexts([{ name: 'world.yaml', text }]);
  if (!reading.ok) throw new Error(reading.errors.join('\n'));
  return reading.objects;
};

/** Texts that YAML could take for something else. */
const awkward = [
  'null',
  'true',
  'no',
  '~',
  '1',
  '-0',
  '1e3',
  '0x1f',
  '<<',
  '*a',
  '&a',
  '#',
  ': ',
  '- ',
  '2026-01-01',
  'ü\u2028',
];
const texts = fc.oneof(
  fc.constantFrom(...awkward),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
);

const users = fc
  .uniqueArray(
    fc.record({
      name: texts,
      attributes: fc.dictionary(texts, fc.uniqueArray(texts, { maxLength: 4 }), { maxKeys: 4 }),
    }),
    { selector: ({ name }) => name, maxLength: 5 },
  )
  .map((list) => list.flatMap((user) => schemaOf.user.safeParse(user).data ?? []));

describe('a world as a file', () => {
  it('reads back as what it was, whatever its texts are', () => {
    let known = 0;
    fc.assert(
      fc.property(users, (user) => {
        known += user.length;
        const objects = read(formatWorld({ ...empty, user }));
        expect(new Set(objects.user.map((one) => JSON.stringify(sortKeys(one))))).toEqual(
          new Set(user.map((one) => JSON.stringify(sortKeys(one)))),
        );
        const turned = { ...empty, user: user.toReversed() };
        expect(formatWorld(objects)).toBe(formatWorld(turned));
        expect(formatWorldJson(read(formatWorldJson(turned)))).toBe(formatWorldJson(objects));
      }),
    );
    expect(known).toBeGreaterThan(0);
  });

  it('is in one order and one spelling', () => {
    const user = [
      schemaOf.user.parse({ name: 'bob', groups: ['b', 'a'], attributes: { z: ['no'], 'a b': ['1'] } }),
      schemaOf.user.parse({ name: 'Ann' }),
    ];
    expect(
      formatWorld({ ...empty, user, settings: [schemaOf.settings.parse({ definer: 'own er' })] }),
    ).toMatch(
      /^# A world, written by scrim export\. It does not contain secrets, API keys or the history of changes\.\n\nsettings:\n/,
    );
    expect(formatWorld({ ...empty, user }))
      .toBe(`# A world, written by scrim export. It does not contain secrets, API keys or the history of changes.

users:
  - attributes: {}
    groups: []
    name: "Ann"
  - attributes:
      "a b":
        - "1"
      z:
        - "no"
    groups:
      - "b"
      - "a"
    name: "bob"
`);
  });

  it('has a line for each object in JSON', () => {
    const user = [schemaOf.user.parse({ name: 'bob', groups: ['b'] }), schemaOf.user.parse({ name: 'Ann' })];
    const settings = [schemaOf.settings.parse({ definer: 'own er' })];
    expect(formatWorldJson({ ...empty, user, settings })).toBe(`{
"settings": {"definer":"own er","inlineHashKey":false},
"users": [
{"attributes":{},"groups":[],"name":"Ann"},
{"attributes":{},"groups":["b"],"name":"bob"}
]
}
`);
  });

  it('is an empty object for an empty world', () => {
    expect(read(formatWorld(empty))).toEqual(empty);
    expect(read(formatWorldJson(empty))).toEqual(empty);
  });
});

const sortKeys = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sortKeys)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .toSorted(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, inner]) => [key, sortKeys(inner)]),
        )
      : value;
