import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { Command } from 'commander';

import { registerApply } from '../../../src/cli/apply.js';
import { registerDoctorRedshift } from '../../../src/cli/doctor-redshift.js';
import { registerRedshift } from '../../../src/cli/redshift.js';
import { startStandIn } from '../support/stand-in.js';

const people = { alice: 'IAM:alice@corp.com', bob: 'bob', gwen: 'gwen' } as const;
const question = 'SELECT * FROM shop.customer ORDER BY id';
const rawRows = `(1, 'EUROPE', '+49 30 1234'), (2, 'ASIA', '+81 3 5678'), (3, 'AFRICA', '+254 20 9012'), (4, 'EUROPE', '+33 1 3456')`;

/**
 * Shows scrim and Redshift at work, on a PostgreSQL that stands in for a cluster: three people ask one view the same, the access
 * of one of them is revoked, and their next query shows nothing.
 */
export async function runDemo(): Promise<void> {
  const say = (text: string): boolean => process.stdout.write(text);
  const folder = await mkdtemp(join(tmpdir(), 'scrim-demo-'));
  say('A PostgreSQL starts, which stands in for a cluster …\n');
  const server = await startStandIn();
  try {
    const cluster = await server.create();
    for (const user of Object.values(people)) await cluster.addUser(user);
    await cluster.administer(`CREATE SCHEMA lake; CREATE TABLE lake.customer (id integer, region varchar(16), phone varchar(64));
      INSERT INTO lake.customer VALUES ${rawRows};
      GRANT USAGE ON SCHEMA lake TO scrim_system; GRANT SELECT ON lake.customer TO scrim_system`);
    const sample = await readFile(new URL('../support/world.yaml', import.meta.url), 'utf8');
    const world = sample.replaceAll('DATABASE', new URL(cluster.url).pathname.slice(1));
    const file = join(folder, 'world.yaml');

    const scrim = async (...args: readonly string[]): Promise<void> => {
      say(`\n$ scrim ${args.join(' ').replace(file, 'world.yaml')}\n`);
      const program = new Command('scrim').exitOverride();
      const context = {
        env: {},
        out: say,
        err: (text: string) => process.stderr.write(text),
        signal: new AbortController().signal,
        actor: 'demo',
        fail: () => (process.exitCode = 1),
      };
      const connect = () => Promise.resolve(cluster.connections());
      registerApply(program, context);
      registerRedshift(program, context, connect);
      registerDoctorRedshift(program, context, connect);
      await program.parseAsync(['node', 'scrim', ...args, '--store', join(folder, 'store')]);
    };
    const askAll = async (): Promise<void> => {
      say(`\n${question}\n`);
      for (const [name, user] of Object.entries(people)) {
        say(`  as ${name} (${user} in Redshift)\n`);
        const rows = await cluster.ask(user, question);
        say(
          rows.length === 0
            ? '    no rows\n'
            : rows.map((row) => `    ${row.map(short).join('  ')}\n`).join(''),
        );
      }
    };

    await writeFile(file, world);
    await scrim('apply', '--file', file);
    await scrim('redshift', 'init');
    await scrim('redshift', 'push');
    await askAll();
    await scrim('doctor', 'redshift');
    say('\nNow the access of alice is revoked.\n');
    const others = ['bob', 'gwen'].map((user) => `subscriber: { user: ${user} }`);
    await writeFile(
      file,
      world.replace(
        /( {2}- \{ dataSource: shop\.customer, )subscriber: \{ group: staff \} \}/,
        others.map((subscriber) => `$1${subscriber} }`).join('\n'),
      ),
    );
    await scrim('apply', '--prune', '--allow-removals', '--file', file);
    await scrim('redshift', 'push');
    await askAll();
  } finally {
    await server.dispose();
    await rm(folder, { recursive: true });
  }
}

const short = (value: unknown): string => {
  const text = String(value);
  return (text.length > 20 ? `${text.slice(0, 19)}…` : text).padEnd(20);
};
