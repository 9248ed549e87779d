import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Plan } from '../../src/use-cases/plan/plan-change.js';
import { withFilledWorlds } from './filled-worlds.js';
import { printHead, printStep, runScrim } from './run-scrim.js';
import { expectedOf, nameOf, places, sizeM, worldOf } from './world.js';

const goal = { seconds: 20, mebibytes: 1_024 };

type Policy = Readonly<Record<string, unknown>>;

const size = sizeM;

/** A change of one policy, and how much of the world it touches. */
const changes: readonly { readonly name: string; readonly section: string; readonly policy: () => Policy }[] =
  [
    {
      name: 'a mask policy is disabled',
      section: 'policies',
      policy: () => ({ ...policyNamed('policies', 'mask 0'), enabled: false }),
    },
    {
      name: 'a row policy excepts one level more',
      section: 'policies',
      policy: () => {
        const policy = policyNamed('policies', 'rows 0');
        const [rule] = policy['rules'] as readonly Policy[];
        const any = [rule?.['exceptWhen'], { attribute: 'level', value: 'level9' }];
        return { ...policy, rules: [{ ...rule, exceptWhen: { any } }] };
      },
    },
    {
      name: 'a subscription policy grants to all',
      section: 'subscriptionPolicies',
      policy: () => ({ ...policyNamed('subscriptionPolicies', 'groups 0'), grant: { anyone: true } }),
    },
    {
      name: 'a new policy masks 6,667 columns',
      section: 'policies',
      policy: () => ({
        name: 'all masks',
        rules: [{ columns: { tags: ['Mask'] }, mask: { type: 'null' } }],
      }),
    },
  ];

function policyNamed(section: string, name: string): Policy {
  const found = (worldOf(size)[section] as readonly Policy[]).find((one) => one['name'] === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

/** What `scrim plan` of one changed policy costs in world M, on PostgreSQL: seconds, and the largest memory of the process. */
export const run = (): Promise<void> =>
  withFilledWorlds(async (fill) => {
    const store = await fill(size);
    const folder = await mkdtemp(join(tmpdir(), 'scrim-plan-'));
    try {
      printHead('plan of one policy, world M');
      for (const [index, { name, section, policy }] of changes.entries()) {
        const file = join(folder, `change-${index}.json`);
        await writeFile(file, JSON.stringify({ [section]: [policy()] }));
        const done = await runScrim('plan', '-f', file, '--json', '--store', store);
        printStep(name, done, goal);
        const plan = JSON.parse(done.out) as Plan;
        if (index === 0) checkDisabled(plan);
        const sources = new Set(plan.effects.map(({ dataSource }) => dataSource)).size;
        process.stdout.write(`    ${plan.effects.length} effects on ${sources} data sources\n`);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });

/** Data sources of which the effects are counted again. */
const counted = 3;

/** Checks the first change: the effects on some data sources are on as many users as arithmetic says. */
function checkDisabled({ effects }: Plan): void {
  const touched = [...places(size)].filter((place) =>
    effects.some((one) => one.dataSource === nameOf(place)),
  );
  for (const place of touched.slice(0, counted)) {
    let expected = 0;
    for (let user = 0; user < size.users; user += 1) {
      const before = expectedOf(size, user, place);
      const after = expectedOf(size, user, place, new Set([0]));
      if (!before.access) continue;
      for (const column of ['c01', 'c02'])
        if (before.masked.get(column) !== after.masked.get(column)) expected += 1;
    }
    const users = effects
      .filter((one) => one.dataSource === nameOf(place))
      .reduce((sum, one) => sum + one.users, 0);
    if (users !== expected) throw new Error(`${nameOf(place)}: ${users} users, not ${expected}`);
  }
}
