import { openStore } from '../../src/store/open-store.js';
import type { Store } from '../../src/store/open-store.js';
import { createPorts } from '../../src/use-cases/create-ports.js';
import { operationsOn } from '../../src/use-cases/operations.js';
import type { Operations } from '../../src/use-cases/operations.js';
import { administrationOf } from '../../src/use-cases/world/context.js';
import { user } from '../../src/model/principals.js';
import { median } from '../support/median.js';
import { withFilledWorlds } from './filled-worlds.js';
import { dataSourceName, schemaName, sizeM, userName, userOf } from './world.js';

const rounds = 5;
/** Users that one change after the first alters. */
const together = 10;
const goal = 1_000;

const dataSource = `${schemaName(3)}.${dataSourceName(5)}`;
const asked = { dataSource, user: userName(42) };

/** How long questions about the past take in world M, on PostgreSQL: the first revision, with more and more changes since. */
export const run = (): Promise<void> =>
  withFilledWorlds(async (fill) => {
    const store = await openStore(await fill(sizeM));
    const ports = await createPorts(store, () => Promise.resolve());
    const operations = operationsOn(administrationOf(store, ports));
    process.stdout.write(
      `world M, questions about revision 1: ms, median of ${rounds}   goal of explain < ${goal}\n`,
    );
    const measure = async (since: string): Promise<void> => {
      const explain = await timeOf(() => operations.explain({ ...asked, asOf: 'revision:1' }));
      const whoCan = await timeOf(() => operations.whoCan({ dataSource, asOf: 'revision:1' }));
      process.stdout.write(`  ${since.padEnd(40)} explain ${shown(explain)}   who-can ${shown(whoCan)}\n`);
    };
    try {
      const now = await timeOf(() => explainNow(store));
      process.stdout.write(`  ${'the world of now, nothing in memory'.padEnd(40)} explain ${shown(now)}\n`);
      await measure('nothing changed since');
      await alter(store, 1_000, together);
      await measure('100 changes since, of 1,000 users');
      await alter(store, sizeM.users, sizeM.users);
      await measure('and one of all users');
    } finally {
      await store.close();
    }
  });

const explainNow = async (store: Store): ReturnType<Operations['explain']> =>
  operationsOn(administrationOf(store, await createPorts(store, () => Promise.resolve()))).explain(asked);

const shown = (milliseconds: number): string => milliseconds.toFixed(0).padStart(6);

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now();
    await work();
    times.push(performance.now() - begun);
  }
  return median(times);
}

/** Alters the first users, some in each change. */
async function alter(store: Store, users: number, inOne: number): Promise<void> {
  for (let first = 0; first < users; first += inOne) {
    const altered = Array.from({ length: inOne }, (_, index) => {
      const { attributes, ...of } = user.parse(userOf(sizeM, first + index));
      return { ...of, attributes: { ...attributes, altered: [String(inOne)] } };
    });
    await store.change('bench', (editor) => editor.put('user', altered));
  }
}
