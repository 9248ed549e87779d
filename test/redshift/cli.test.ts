import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Command } from 'commander';

import { registerApply } from '../../src/cli/apply.js';
import { registerDoctorRedshift } from '../../src/cli/doctor-redshift.js';
import { registerRedshift } from '../../src/cli/redshift.js';
import { alice } from './support/sample.js';
import { startStandIn, withoutPlacing } from './support/stand-in.js';
import type { StandIn, StandInServer } from './support/stand-in.js';

let server: StandInServer;
let cluster: StandIn;
let folder: string;
let world: string;
beforeAll(async () => {
  server = await startStandIn();
  cluster = await server.create();
  folder = await mkdtemp(join(tmpdir(), 'scrim-redshift-'));
  for (const user of [alice, 'bob', 'gwen']) await cluster.addUser(user);
  await cluster.administer(`CREATE SCHEMA lake; CREATE TABLE lake.customer (id integer, region varchar(16), phone varchar(64));
    INSERT INTO lake.customer VALUES (1, 'EUROPE', '1-1'), (2, 'ASIA', '2-2'), (3, 'AFRICA', '3-3');
    GRANT USAGE ON SCHEMA lake TO scrim_system; GRANT SELECT ON lake.customer TO scrim_system`);
  const sample = await readFile(new URL('support/world.yaml', import.meta.url), 'utf8');
  world = sample.replaceAll('DATABASE', new URL(cluster.url).pathname.slice(1));
});
afterAll(async () => {
  await server.dispose();
  await rm(folder, { recursive: true });
});

/** Runs a command, and gives what it printed. */
async function scrim(...args: readonly string[]) {
  const printed = { out: '', err: '', failed: false };
  const context = {
    env: {},
    out: (text: string) => (printed.out += text),
    err: (text: string) => (printed.err += text),
    signal: new AbortController().signal,
    actor: 'test',
    fail: () => (printed.failed = true),
  };
  const program = new Command('scrim').exitOverride();
  const connect = () => Promise.resolve(cluster.connections());
  registerApply(program, context);
  registerRedshift(program, context, connect);
  registerDoctorRedshift(program, context, connect);
  await program.parseAsync(['node', 'scrim', ...args, '--store', join(folder, 'store')]);
  return printed;
}
async function apply(text: string): Promise<void> {
  await writeFile(join(folder, 'world.yaml'), text);
  expect(await scrim('apply', '--prune', '--allow-removals', '-f', join(folder, 'world.yaml'))).toMatchObject(
    {
      err: '',
      failed: false,
    },
  );
}
const rows = (user: string) => cluster.ask(user, 'SELECT * FROM shop.customer ORDER BY 1');
const hashed = expect.stringMatching(/^[0-9a-f]{64}$/);

it('prints all that it would send to an empty cluster, which makes it what it should be', async () => {
  await apply(world);
  const scratch = await server.create();
  await scratch.administer(`CREATE SCHEMA lake; CREATE TABLE lake.customer (id integer, region varchar(16), phone varchar(64));
    INSERT INTO lake.customer VALUES (1, 'EUROPE', '1-1'), (2, 'ASIA', '2-2');
    GRANT USAGE ON SCHEMA lake TO scrim_system; GRANT SELECT ON lake.customer TO scrim_system`);
  for (const command of ['init', 'push']) {
    const { out, err } = await scrim('redshift', command, '--dry-run', '--sql', '--assume-empty');
    expect(err).toBe('');
    expect(out).not.toContain('\\');
    const connections = scratch.connections();
    const connection = await connections.connect();
    await connection.query(withoutPlacing(out));
    connection.release();
    await connections.end();
  }
  expect(await scratch.ask('bob', 'SELECT * FROM shop.customer')).toEqual([[2, 'ASIA', hashed]]);
  const { out } = await scrim('redshift', 'uninstall', '--dry-run', '--sql', '--assume-empty');
  expect(out).toContain('DROP SCHEMA IF EXISTS scrim;\nCOMMIT;\n');
});

it('makes its objects, pushes, sees no difference, and shows what it is told', async () => {
  expect((await scrim('redshift', 'init', '--dry-run')).out).toMatch(
    /^\d+ statements would be sent; --sql prints them\n$/,
  );
  await expect(scrim('redshift', 'push')).rejects.toThrow('run `scrim redshift init` first');
  expect((await scrim('redshift', 'init')).out).toBe(
    'made: schemas scrim, scrim_functions, scrim_procedures\n',
  );
  expect((await scrim('redshift', 'init')).out).toBe(
    'brought up to date: schemas scrim, scrim_functions, scrim_procedures\n',
  );
  expect((await scrim('redshift', 'push', '--dry-run')).out).toContain('6 changes would be made\n');
  const pushed = await scrim('redshift', 'push');
  expect(pushed).toMatchObject({ failed: false });
  expect(pushed.out).toBe(`~ the key of hash masks: written
~ schema shop: created
~ view shop.customer: created
~ user ${alice}: 4 rows added, 0 rows removed
~ user bob: 5 rows added, 0 rows removed
~ user gwen: 4 rows added, 0 rows removed
6 of 6 changes made
`);
  expect(await rows(alice)).toEqual([[1, 'EUROPE', hashed]]);
  expect(await rows('bob')).toEqual([
    [2, 'ASIA', hashed],
    [3, 'AFRICA', hashed],
  ]);
  expect(await rows('gwen')).toEqual([
    [1, 'EUROPE', '1-1'],
    [2, 'ASIA', '2-2'],
    [3, 'AFRICA', '3-3'],
  ]);
  expect((await scrim('redshift', 'push')).out).toBe('nothing to change\n');
  expect(JSON.parse((await scrim('redshift', 'push', '--json')).out)).toEqual({
    changes: [],
    drift: [],
    problems: [],
    done: 0,
    failures: [],
  });
});

it('closes at the next push what was revoked', async () => {
  await apply(world.replace('subscriber: { group: staff }', 'subscriber: { user: gwen }'));
  expect((await scrim('redshift', 'push')).out).toContain(`~ user ${alice}: 0 rows added, 1 rows removed\n`);
  expect(await rows(alice)).toEqual([]);
  expect(await rows('gwen')).toHaveLength(3);
  await apply(world);
  await scrim('redshift', 'push');
});

it('refuses tables of other databases, by its mode or by what the cluster can do', async () => {
  const own = new URL(cluster.url).pathname.slice(1);
  await apply(world.replace(`${own}.lake`, 'elsewhere.lake'));
  const pushed = await scrim('redshift', 'push', '--database', own);
  expect(pushed.failed).toBe(true);
  expect(pushed.out).toContain(
    `! data source 'shop.customer' has no view: it reads elsewhere.lake.customer, which is not in database ${own}; set mode: multiple to let views read other databases\n`,
  );
  await writeFile(join(folder, 'multiple.yaml'), 'mode: multiple\n');
  await expect(
    scrim('redshift', 'init', '--config', join(folder, 'multiple.yaml'), '--database', own),
  ).rejects.toThrow(
    `the cluster cannot read elsewhere.lake.customer from database ${own}: cross-database references are not implemented`,
  );
  const { out } = await scrim(
    ...['redshift', 'push', '--config', join(folder, 'multiple.yaml'), '--database', own],
    ...['--dry-run', '--sql', '--assume-empty'],
  );
  expect(out).toMatch(/elsewhere\.lake\.customer[^;]*WITH NO SCHEMA BINDING;/);
  await apply(world);
  await scrim('redshift', 'push');
});

it('proves that nobody reads past the views, and tells when somebody can', async () => {
  const sound = await scrim('doctor', 'redshift');
  expect(sound).toMatchObject({ failed: false });
  expect(sound.out).toContain('none of 3 people can read any of 1 raw tables, or the tables of scrim\n');
  await cluster.administer(
    'GRANT USAGE ON SCHEMA lake TO bob; GRANT SELECT ON lake.customer TO PUBLIC; GRANT SELECT ON scrim.profile TO gwen',
  );
  const ill = await scrim('doctor', 'redshift');
  expect(ill.failed).toBe(true);
  const noHistory = ill.out.slice(0, ill.out.indexOf('\n') + 1);
  expect(noHistory).toMatch(/^- queries cannot be put on record: .* does not exist\n$/);
  expect(ill.out).toBe(`${noHistory}! bob reads the raw table lake.customer: granted to everybody
    REVOKE SELECT ON TABLE lake.customer FROM PUBLIC;
! gwen reads scrim.profile: granted to user 'gwen'
    REVOKE SELECT ON TABLE scrim.profile FROM "gwen";
2 findings
`);
  await cluster.administer(
    'REVOKE ALL ON lake.customer FROM PUBLIC; REVOKE ALL ON SCHEMA lake FROM bob; REVOKE ALL ON scrim.profile FROM gwen',
  );
  await cluster.administer(`CREATE TABLE lake.base (a integer); CREATE VIEW lake.over AS SELECT * FROM lake.base;
    GRANT SELECT ON lake.over TO gwen; GRANT USAGE ON SCHEMA lake TO gwen`);
  await apply(world.replace('lake.customer', 'lake.over'));
  expect((await scrim('doctor', 'redshift')).out).toContain(
    "! gwen reads the raw table lake.over: granted to user 'gwen'\n",
  );
  await cluster.administer('DROP VIEW lake.over; REVOKE ALL ON SCHEMA lake FROM gwen');
  expect((await scrim('doctor', 'redshift')).out).toContain(
    "! the raw table lake.over is not visible to scrim's account, so it was not checked\n",
  );
  await apply(world);
  await cluster.administer('ALTER ROLE bob SUPERUSER');
  const powerful = await scrim('doctor', 'redshift');
  expect(powerful.out).toContain('! bob is a superuser, who reads everything\n');
  await cluster.administer('ALTER ROLE bob NOSUPERUSER');
});

it('says what is wrong with options and configurations', async () => {
  await expect(scrim('redshift', 'push', '--sql')).rejects.toThrow('--sql needs --dry-run');
  await writeFile(join(folder, 'wrong.yaml'), 'schemas: { sistem: x }\npool: { max: 0 }\n');
  await expect(scrim('redshift', 'push', '--config', join(folder, 'wrong.yaml'))).rejects.toThrow(
    `${join(folder, 'wrong.yaml')}:1:12: unknown key 'sistem'; did you mean 'system'?`,
  );
});

it('leaves no trace, but for what others put there', async () => {
  await expect(scrim('redshift', 'uninstall')).rejects.toThrow('nothing was dropped; confirm with --yes');
  await cluster.administer('CREATE TABLE shop.notes (a integer)');
  expect((await scrim('redshift', 'uninstall', '--yes')).out).toBe(
    "schema shop stays, because it contains objects of others\n1 views dropped, with all of scrim's own objects\n",
  );
  expect(
    await cluster.administer(
      "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'scrim%' OR nspname = 'shop'",
    ),
  ).toEqual([{ nspname: 'shop' }]);
  expect(
    await cluster.administer("SELECT * FROM svv_schema_privileges WHERE namespace_name = 'shop'"),
  ).toEqual([]);
  expect((await scrim('redshift', 'uninstall', '--yes')).out).toBe(
    'there are no objects of scrim in schema scrim\n',
  );
});
