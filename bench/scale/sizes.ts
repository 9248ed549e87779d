import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { Refusal } from '../../src/base/refusal.js';
import { operatorAs } from '../../src/identity/caller.js';
import { openStore } from '../../src/store/open-store.js';
import { createPorts } from '../../src/use-cases/create-ports.js';
import { listSchemas, listViews } from '../../src/use-cases/views/list-views.js';
import { loadView } from '../../src/use-cases/views/load-view.js';
import { withFilledWorlds } from './filled-worlds.js';
import { plotCosts } from './plot.js';
import {
  dataSourceName,
  expectedOf,
  places,
  schemaName,
  sizeM,
  sizeS,
  userName,
  visibleIn,
} from './world.js';
import type { Place, Size } from './world.js';

const sizes: readonly Size[] = [
  sizeS,
  {
    name: 'a tenth of M',
    schemas: 32,
    dataSourcesPerSchema: 31,
    users: 10_000,
    maskPolicies: 60,
    rowPolicies: 20,
    subscriptionPolicies: 20,
  },
  sizeM,
];

/** People who ask. */
const people = 200;
const answers = 5_000;
/** People who ask for all lists. */
const listers = 50;
const plot = fileURLToPath(new URL('../../docs/cost-by-size.svg', import.meta.url));

/** What each kind of answer costs in worlds of several sizes: CPU time of scrim without HTTP, on PostgreSQL. Draws it for the docs. */
export const run = (): Promise<void> =>
  withFilledWorlds(async (fill) => {
    const costs: { readonly dataSources: number; readonly of: Readonly<Record<string, number>> }[] = [];
    for (const [index, size] of sizes.entries()) {
      const location = await fill(size);
      // V8 compiles the code in the first run, which is not a cost of the world.
      if (index === 0) await measure(location, size);
      costs.push({
        dataSources: size.schemas * size.dataSourcesPerSchema,
        of: await measure(location, size),
      });
    }
    const [first] = costs;
    const names = Object.keys(first?.of ?? {});
    process.stdout.write(
      `CPU in microseconds, by data sources   ${costs.map((one) => String(one.dataSources).padStart(8)).join('')}\n`,
    );
    for (const name of names) {
      const line = costs.map(({ of }) => (of[name] ?? NaN).toFixed(0).padStart(8)).join('');
      process.stdout.write(`  ${name.padEnd(36)} ${line}\n`);
    }
    await writeFile(
      plot,
      plotCosts(
        costs.map((one) => one.dataSources),
        names.map((name) => ({ name, values: costs.map(({ of }) => of[name] ?? NaN) })),
      ),
    );
    process.stdout.write(`drawn in ${plot}\n`);
  });

/** Microseconds of CPU that each answer takes. */
async function measure(location: string, size: Size): Promise<Readonly<Record<string, number>>> {
  const store = await openStore(location);
  const ports = await createPorts(store, () => Promise.resolve());
  const ask = async (user: number, { schema, dataSource }: Place): Promise<void> => {
    const view = { schema: schemaName(schema), name: dataSourceName(dataSource) };
    const seen = await loadView(ports, operatorAs(userName(user)), view).catch((error: unknown) => {
      if (error instanceof Refusal && error.kind === 'not-visible') return undefined;
      throw error;
    });
    const { access } = expectedOf(size, user, { schema, dataSource });
    if ((seen !== undefined) !== access)
      throw new Error(`${view.schema}.${view.name}: access of user ${user}`);
  };
  const all = [...places(size)];
  const userAt = (index: number): number => (index * 7_919) % Math.min(size.users, people);
  const placeAt = (index: number): Place =>
    all[(index * 104_729) % all.length] ?? { schema: 0, dataSource: 0 };
  const askAt = (index: number): Promise<void> => ask(userAt(index), placeAt(index));

  try {
    for (const place of all) await ask(0, place);
    for (let user = 0; user < people; user += 1) await ask(user, { schema: 0, dataSource: 0 });
    const first = await cpuOf(answers, askAt);
    await cpuOf(100, askAt);
    const again = await cpuOf(answers, (index) => askAt(index % 100));
    const expected = Array.from({ length: listers }, (_, user) => viewsOf(size, user + 1));
    let requests = 0;
    const listed = await cpuOf(listers, async (index) => {
      const caller = operatorAs(userName(index + 1));
      const schemas = await listSchemas(ports, caller);
      let found = 0;
      for (const schema of schemas) found += (await listViews(ports, caller, schema)).length;
      if (found !== expected[index]) throw new Error(`user ${index + 1} lists ${found} views`);
      requests += schemas.length + 1;
    });
    return {
      'a view again': again,
      'first answer for a person and view': first,
      'a list, the first for a person': (listed * listers) / requests,
    };
  } finally {
    await store.close();
  }
}

/** How many views a person sees. */
const viewsOf = (size: Size, user: number): number =>
  Array.from({ length: size.schemas }, (_, schema) => visibleIn(size, user, schema).length).reduce(
    (sum, count) => sum + count,
  );

/** Microseconds of CPU per call, of calls one after the other. */
async function cpuOf(count: number, work: (index: number) => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  for (let index = 0; index < count; index += 1) await work(index);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / count;
}
