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
import { runs } from '../../support/runs.js';
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
  { weight: 9, arbitrary: fc.constantFrom(...small) },
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
    { numRuns: runs(300) },
  );
  expect(seen).toBeGreaterThan(500);
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
