import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

import { checkReferences } from '../../../src/checks/check-references.js';
import { readWorldTexts } from '../../../src/files/read-world.js';
import { formatProblems } from '../../../src/checks/problem.js';
import { sqlTexts } from '../../../src/checks/sql-texts.js';
import { worldFileSchema } from '../../../src/files/world-file-schema.js';

const text = readFileSync(fileURLToPath(new URL('../../../docs/world.md', import.meta.url)), 'utf8');

const samples = [...text.matchAll(/```yaml\n(.*?)```/gs)].map(([, sample = ''], index) => ({
  name: `sample ${index + 1}`,
  text: sample,
}));

function keysIn(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) => [
    // The values of `properties` are schemas: what stands in them is no name of a key, even under a key named `properties`.
    ...(key === 'properties'
      ? [...Object.keys(value as object), ...Object.values(value as object).flatMap(keysIn)]
      : keysIn(value)),
  ]);
}

describe('docs/world.md', () => {
  it.each(samples)('has no error in $name', async (sample) => {
    const reading = readWorldTexts([sample]);
    if (!reading.ok) throw new Error(reading.errors.join('\n'));
    const problems = await checkReferences(reading.objects, sqlTexts);
    expect(formatProblems(problems, reading.locate)).toEqual([]);
  });

  it('has samples', () => {
    expect(samples.length).toBeGreaterThanOrEqual(8);
  });

  it('names every key that there is', () => {
    const code = [...text.matchAll(/`([^`\n]+)`/g)].map(([, inside = '']) => inside).join(' ');
    const missing = new Set(
      keysIn(worldFileSchema()).filter((key) => !new RegExp(`\\b${key}\\b`).test(code)),
    );
    expect([...missing]).toEqual([]);
  });
});
