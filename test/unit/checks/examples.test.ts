import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

import { checkReferences } from '../../../src/checks/check-references.js';
import { closuresOf } from '../../../src/checks/closures.js';
import { knownObjects } from '../../../src/checks/known-objects.js';
import { formatProblems } from '../../../src/checks/problem.js';
import { readWorld } from '../../../src/files/read-world.js';
import { sqlTexts } from '../../../src/checks/sql-texts.js';

describe('the sample worlds', () => {
  it.each(['examples/tpch/world.yaml'])('%s has no error', async (path) => {
    const reading = await readWorld([fileURLToPath(new URL(`../../../${path}`, import.meta.url))]);
    if (!reading.ok) throw new Error(reading.errors.join('\n'));
    const problems = await checkReferences(reading.objects, sqlTexts);
    expect(formatProblems(problems, reading.locate)).toEqual([]);
    expect(await closuresOf(knownObjects(reading.objects))).toEqual([]);
  });
});
