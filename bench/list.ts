import { createPorts } from '../src/use-cases/create-ports.js';
import { operatorAs } from '../src/identity/caller.js';
import { listSchemas, listViews } from '../src/use-cases/views/list-views.js';
import { openStore } from '../src/store/open-store.js';
import { schemaOf } from '../src/model/world.js';

const inSchema = 50;
const worlds = [1, 100];
const rounds = 200;
/** How many times as long a list may take in the large world. */
const goal = 2;

/** How long the list of one schema takes in a world of one schema, and in one of many: about the same. */
export async function run(): Promise<void> {
  process.stdout.write(`list the ${inSchema} views of a schema: ms, PGlite, from memory\n`);
  const times: number[] = [];
  for (const schemas of worlds) {
    const { views, schemas: all } = await measure(schemas);
    times.push(views);
    const name = `${schemas} schema${schemas === 1 ? '' : 's'}`;
    process.stdout.write(
      `  ${name.padEnd(12)} ${views.toFixed(2).padStart(8)}   all schemas ${all.toFixed(2).padStart(8)}\n`,
    );
  }
  const [one = NaN, many = NaN] = times;
  process.stdout.write(`  ratio        ${(many / one).toFixed(2).padStart(8)}   goal < ${goal}\n`);
}

async function measure(schemas: number): Promise<{ readonly views: number; readonly schemas: number }> {
  const store = await openStore('memory:');
  await store.change('bench', async (editor) => {
    await editor.put('group', [schemaOf.group.parse({ name: 'all' })]);
    await editor.put('user', [schemaOf.user.parse({ name: 'ann', groups: ['all'] })]);
    const names = Array.from({ length: schemas * inSchema }, (_, index) => ({
      schema: `s${index % schemas}`,
      name: `d${Math.floor(index / schemas)}`,
    }));
    await editor.put(
      'dataSource',
      names.map(({ schema, name }) =>
        schemaOf.dataSource.parse({
          ...{ schema, name, table: `raw.${schema}.${name}` },
          columns: [{ name: 'x', type: 'bigint' }],
        }),
      ),
    );
    await editor.put(
      'subscription',
      names.map(({ schema, name }) =>
        schemaOf.subscription.parse({ dataSource: `${schema}.${name}`, subscriber: { group: 'all' } }),
      ),
    );
  });
  const ports = await createPorts(store, () => Promise.resolve());
  const ann = operatorAs('ann');
  const median = async (work: () => Promise<readonly string[]>, expected: number): Promise<number> => {
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const begun = performance.now();
      const found = await work();
      times.push(performance.now() - begun);
      if (found.length !== expected) throw new Error(`the list has ${found.length} names, not ${expected}`);
    }
    return times.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? NaN;
  };
  const result = {
    views: await median(() => listViews(ports, ann, 's0'), inSchema),
    schemas: await median(() => listSchemas(ports, ann), schemas),
  };
  await store.close();
  return result;
}
