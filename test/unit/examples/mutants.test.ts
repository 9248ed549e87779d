import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, it } from '@jest/globals';

import { effectsOn } from '../../../src/use-cases/plan/effect.js';
import { compareWorlds } from '../../../src/use-cases/plan/compare-worlds.js';
import { runTests } from '../../../src/use-cases/policy-tests/run-tests.js';
import { worldOfFiles } from '../../../src/use-cases/what-if/world-of-files.js';
import { required } from '../../../src/base/invariant.js';
import { changedObjects } from '../../../src/world/memory/memory-world.js';
import type { MemoryWorld } from '../../../src/world/memory/memory-world.js';
import { often } from '../../support/runs.js';
import { seed } from '../../support/seed.js';
import { mutantsOf, readSections } from './mutants.js';
import type { Mutant } from './mutants.js';

const examples = ['health-care', 'retail-bank', 'sales-by-region'];
/** The time of their tests. */
const now = new Date('2026-06-01T09:00:00Z');
const wanted = often(60, 200);

it('are tested so that hardly a wrong change passes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'scrim-mutants-'));
  const all = await Promise.all(examples.map((name) => readExample(name, join(folder, name))));
  const found = { tried: 0, byTests: 0, byInvariants: 0, widening: 0, wideningByInvariants: 0 };
  const missed: string[] = [];
  const escaped: string[] = [];
  for (const { example, mutant } of shuffled(
    all.flatMap((example) => example.mutants.map((mutant) => ({ example, mutant }))),
  )) {
    if (found.tried === wanted) break;
    const effect = await effectOf(example.world, mutant);
    if (effect === undefined) continue;
    const { cases, always } = await example.run(mutant);
    found.tried += 1;
    if (cases || always) found.byTests += 1;
    else missed.push(`${example.name}: ${mutant.kind}: ${mutant.what}`);
    if (always) found.byInvariants += 1;
    if (effect === 'narrows') continue;
    found.widening += 1;
    if (always) found.wideningByInvariants += 1;
    else escaped.push(`${example.name}: ${mutant.kind}: ${mutant.what}`);
  }
  await rm(folder, { recursive: true });
  console.log(JSON.stringify(found));
  expect(found.tried).toBe(wanted);
  if (found.byTests < 0.95 * wanted) throw new Error(`not caught:\n${missed.join('\n')}`);
  if (found.wideningByInvariants < 0.95 * found.widening) {
    throw new Error(`not caught by invariants alone:\n${escaped.join('\n')}`);
  }
});

async function readExample(name: string, folder: string) {
  const path = `examples/${name}`;
  const sections = readSections(path);
  await mkdir(folder);
  for (const file of await readdir(path, { recursive: true })) {
    if (file.endsWith('_test.yaml')) await copyFile(join(path, file), join(folder, basename(file)));
  }
  return {
    name,
    world: required(await worldOf(sections), `${path} has errors`),
    mutants: mutantsOf(sections),
    /** Whether cases and invariants fail in a mutant. */
    async run({ world }: Mutant) {
      await writeFile(join(folder, 'world.json'), JSON.stringify(world));
      const run = await runTests({ paths: [folder] });
      if ('errors' in run) throw new Error(run.errors.join('\n'));
      const fails = (kind: 'case' | 'always'): boolean =>
        run.outcomes.some((one) => one.kind === kind && one.status === 'failed');
      return { cases: fails('case'), always: fails('always') };
    },
  };
}

/** The world of a mutant; none if `scrim apply` would refuse it. */
async function worldOf(sections: Mutant['world']): Promise<MemoryWorld | undefined> {
  const made = await worldOfFiles({ files: [{ name: 'world.json', text: JSON.stringify(sections) }] });
  return 'errors' in made ? undefined : made.world;
}

/** What a mutation does to what users see, as `scrim plan` tells it. */
async function effectOf(before: MemoryWorld, mutant: Mutant): Promise<'widens' | 'narrows' | undefined> {
  const after = await worldOf(mutant.world);
  if (after === undefined) return undefined;
  const kinds = new Set(changedObjects(before.objects(), after.objects()).map(({ kind }) => kind));
  const changes = new Set<string>();
  for (const { classes, facts } of compareWorlds({ before, after }, kinds, now)) {
    for (const { decision } of classes) {
      for (const { change } of effectsOn(decision, facts).effects) changes.add(change);
    }
  }
  if (changes.size === 0) return undefined;
  return changes.has('wider') || changes.has('different') ? 'widens' : 'narrows';
}

/** In an order that looks random and is always the same (Park and Miller's generator). */
function shuffled<T>(items: readonly T[]): readonly T[] {
  let state = seed;
  const left = [...items];
  return items.map(() => {
    state = (state * 48_271) % 2_147_483_647;
    const [one] = left.splice(state % left.length, 1);
    return one as T;
  });
}
