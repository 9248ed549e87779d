import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { format } from 'prettier';
import { parse } from 'yaml';

import { commentsIn } from '../../../src/files/compose-yaml.js';
import { formatFile } from '../../../src/files/format/format-file.js';
import { worlds } from '../../oracle/arbitrary-world.js';
import { readDraft } from '../../oracle/read-draft.js';
import { often, runs } from '../../support/runs.js';
import { choices, scatter } from './scattered-yaml.js';

const formatted = (file: string, text: string): string => {
  const result = formatFile(file, text);
  if ('complaints' in result) throw new Error(`${JSON.stringify(result.complaints)}\n${text}`);
  return result.text;
};

const small = [
  {
    users: [
      { name: 'ada', groups: ['eu', 'no'] },
      { name: 'ben', attributes: { region: ['6', 'x: y'], level: [] } },
    ],
    tags: [{ name: 'PII', comment: 'a long text that goes on\n\n  and on\n' }],
    settings: { definer: 'owner' },
  },
  {
    groups: [{ name: 'eu' }],
    policies: [
      {
        name: 'p',
        rules: [
          {
            mask: { type: 'null' },
            columns: { tags: ['PII'] },
            exceptWhen: { all: [{ group: 'eu' }, { not: { group: 'us' } }] },
          },
        ],
      },
    ],
  },
] as const;

const world = fc.oneof(
  { weight: 19, arbitrary: fc.constantFrom(...small) },
  { weight: 1, arbitrary: worlds().map((draft) => readDraft(draft, 'x').world) },
);

it('keeps what generated world files say and all of their comments, and does nothing the second time', () => {
  let seen = 0;
  fc.assert(
    fc.property(world, fc.nat(), (value, seed) => {
      const { text, comments } = scatter(value, choices(seed));
      seen += comments;
      expect(parse(text)).toEqual(parse(JSON.stringify(value)));
      const result = formatted('world.yaml', text);
      expect(parse(result)).toEqual(parse(text));
      expect(commentsIn(result)).toHaveLength(comments);
      expect(formatted('world.yaml', result)).toBe(result);
    }),
    { numRuns: runs(often(150, 300)) },
  );
  expect(seen).toBeGreaterThan(300);
});

/** Texts that YAML reads as something else, or only in some styles. */
const oddTexts = [
  ...[
    '',
    ' a',
    'a ',
    'a: b',
    'a #b',
    '#x',
    '- x',
    '? x',
    '---',
    '...',
    '%x',
    '@x',
    '&a',
    '*a',
    '!t',
    '|',
    '>',
  ],
  ...[
    "'",
    '"',
    `it's "q"`,
    'a,b',
    '[x]',
    '{x}',
    'x\\y',
    'a\tb',
    'a\nb',
    'a\n\nb\n',
    '\n',
    'a\n  b\nc',
    '# a\nb',
  ],
  ...['no', 'null', '~', 'true', '7', '0x1F', '1e3', '.5', '1_000', '2024-01-01', '12:30', 'Ünï 🎉', 'a \nb'],
  ...['long '.repeat(30).trim(), 'a'.repeat(90)],
];
const oddText = fc.oneof(fc.constantFrom(...oddTexts), fc.string({ maxLength: 8 }));
const oddKey = oddText.filter((key) => key !== '__proto__' && key !== '<<');
const odd = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    oddText,
    fc.integer(),
    fc.double({ noNaN: true, min: 0.001, max: 1e6 }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(oddKey, tie('value'), { maxKeys: 4 }),
  ),
})).value;

it('keeps whatever files of a form say, and all of their comments', () => {
  const form = { schema: {}, problems: () => [] };
  fc.assert(
    fc.property(fc.dictionary(oddKey, odd, { minKeys: 1, maxKeys: 5 }), fc.nat(), (value, seed) => {
      const { text, comments } = scatter(value, choices(seed));
      const result = formatFile('any.yaml', text, form);
      if ('complaints' in result) throw new Error(`${JSON.stringify(result.complaints)}\n${text}`);
      expect(parse(result.text)).toEqual(parse(JSON.stringify(value)));
      expect(commentsIn(result.text)).toHaveLength(comments);
      expect(formatFile('any.yaml', result.text, form)).toEqual(result);
    }),
    { numRuns: runs(1_000) },
  );
});

it('keeps what generated files of JSON say, in a form that Prettier leaves as it is', async () => {
  await fc.assert(
    fc.asyncProperty(world, async (value) => {
      const result = formatted('world.json', JSON.stringify(value));
      expect(JSON.parse(result)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(formatted('world.json', result)).toBe(result);
      expect(await format(result, { parser: 'json' })).toBe(result);
    }),
    { numRuns: runs(30) },
  );
});

it('leaves the sample world as it is, and so does Prettier', async () => {
  const path = fileURLToPath(new URL('../../../examples/tpch/world.yaml', import.meta.url));
  const sample = readFileSync(path, 'utf8');
  expect(formatted('world.yaml', sample)).toBe(sample);
  expect(await format(sample, { parser: 'yaml' })).toBe(sample);
});
