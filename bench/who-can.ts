import { createPorts } from '../src/use-cases/create-ports.js';
import { whoCan } from '../src/use-cases/access/who-can.js';
import { openStore } from '../src/store/open-store.js';
import { schemaOf } from '../src/model/world.js';

const users = 100_000;
/** Sets of facts that the policies ask about. */
const kinds = 20;
/** Groups that no policy asks about: people are in other ones of them. */
const others = 500;
const rounds = 5;
const goal = 2_000;

/** How long it takes to count who sees what among many people of few kinds, on PGlite. */
export async function run(): Promise<void> {
  const store = await openStore('memory:');
  await store.change('bench', async (editor) => {
    const groupNames = [
      ...Array.from({ length: kinds }, (_, index) => `kind ${index}`),
      ...Array.from({ length: others }, (_, index) => `other ${index}`),
    ];
    await editor.put(
      'group',
      groupNames.map((name) =>
        schemaOf.group.parse({ name, attributes: name.startsWith('kind') ? { region: [name] } : {} }),
      ),
    );
    await editor.put(
      'user',
      Array.from({ length: users }, (_, index) =>
        schemaOf.user.parse({
          name: `user${index}`,
          groups: [`kind ${index % kinds}`, `other ${index % others}`, `other ${(index * 7) % others}`],
          attributes: { office: [String(index % 1_000)] },
        }),
      ),
    );
    await editor.put('dataSource', [
      schemaOf.dataSource.parse({
        schema: 's',
        name: 'd',
        table: 'a.b.c',
        columns: [{ name: 'region', type: 'varchar' }],
      }),
    ]);
    await editor.put('subscriptionPolicy', [
      schemaOf.subscriptionPolicy.parse({ name: 'all', dataSource: 's.d', grant: { anyone: true } }),
    ]);
    await editor.put('policy', [
      schemaOf.policy.parse({
        name: 'regions',
        dataSource: 's.d',
        rules: [
          {
            rows: { column: { name: 'region' }, in: { attribute: 'region' } },
            exceptWhen: { purpose: 'Audit' },
          },
        ],
      }),
    ]);
    await editor.put('purpose', [schemaOf.purpose.parse({ name: 'Audit', statement: 'for audits only' })]);
    await editor.put('project', [
      schemaOf.project.parse({
        name: 'audit',
        dataSources: ['s.d'],
        members: Array.from({ length: kinds }, (_, index) => ({ group: `kind ${index}` })),
        purposes: ['Audit'],
      }),
    ]);
  });
  const ports = await createPorts(store, () => Promise.resolve());
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now();
    const { classes, couldSee, users: counted } = await whoCan(ports, { schema: 's', name: 'd' });
    times.push(performance.now() - begun);
    if (classes.length !== kinds || counted !== users || couldSee[0]?.users !== users)
      throw new Error('the count is wrong');
  }
  await store.close();
  const line = (name: string, value: number): string =>
    `  ${name.padEnd(6)} ${value.toFixed(0).padStart(6)} ms   goal < ${goal} ms\n`;
  process.stdout.write(
    `count who sees what: ${users} users, ${kinds} sets of facts, PGlite\n` +
      line('first', times[0] ?? NaN) +
      line('median', times.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? NaN),
  );
}
