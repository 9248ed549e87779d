import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { createCluster } from '../../src/redshift/create-cluster.js';
import { installStatements, uninstallStatements } from '../../src/redshift/system-objects.js';
import { callProcedure } from '../../src/redshift/statements.js';
import { startStandIn } from './support/stand-in.js';
import type { StandIn, StandInServer } from './support/stand-in.js';

const schemas = { system: 'scrim', functions: 'scrim_functions', procedures: 'scrim_procedures' };
const alice = 'IAM:alice@corp.com';

let server: StandInServer;
let cluster: StandIn;
beforeAll(async () => {
  server = await startStandIn();
  cluster = await server.create();
  for (const name of [alice, 'bob', 'carl']) await cluster.addUser(name);
});
afterAll(() => server.dispose());

/** Runs statements as scrim does. */
const run = async (...statements: Parameters<ReturnType<typeof createCluster>['transaction']>[0]) => {
  const connected = createCluster(cluster.connections());
  try {
    await connected.transaction(statements);
  } finally {
    await connected.close();
  }
};
const call = (name: string, ...args: readonly string[]) =>
  run(callProcedure([schemas.procedures, name], ...args));

it('installs, again over what is there, and shows people their own facts alone', async () => {
  await run(...installStatements(schemas));
  await call('put_profile', alice, 'group', 'finance', 'finance');
  await call('put_profile', alice, 'group', 'finance', 'finance');
  await call('put_profile', 'bob', 'attribute', 'C:\\dir', "it's \\' ; DROP TABLE scrim.profile; --");
  await run(...installStatements(schemas));
  expect(await cluster.ask(alice, 'SELECT * FROM scrim.user_profile')).toEqual([
    ['group', 'finance', 'finance'],
  ]);
  expect(await cluster.ask('bob', 'SELECT * FROM scrim.user_profile')).toEqual([
    ['attribute', 'C:\\dir', "it's \\' ; DROP TABLE scrim.profile; --"],
  ]);
  expect(await cluster.ask('carl', 'SELECT * FROM scrim.user_profile')).toEqual([]);
});

it.each([
  'SELECT * FROM scrim.profile',
  'INSERT INTO scrim.impersonator VALUES (current_user)',
  'SELECT * FROM scrim.inventory',
  'CREATE TABLE scrim.mine (a integer)',
  "CALL scrim_procedures.put_profile('bob', 'group', 'finance', 'finance')",
  "CALL scrim_procedures.impersonate('bob')",
  "CALL scrim_procedures.grant_impersonation('bob')",
])('is closed to %s', async (statement) => {
  await expect(cluster.ask('bob', statement)).rejects.toThrow('permission denied for');
});

it('lets those whom it trusts query as others, in their own session, on record', async () => {
  await call('grant_impersonation', alice);
  const session = await cluster.logIn(alice);
  const facts = async () => (await session.query('SELECT kind FROM scrim.user_profile')).rows;
  await session.query("CALL scrim_procedures.impersonate('bob')");
  expect(await facts()).toEqual([{ kind: 'attribute' }]);
  expect(await cluster.ask(alice, 'SELECT kind FROM scrim.user_profile')).toEqual([['group']]);
  await session.query('CALL scrim_procedures.unimpersonate()');
  expect(await facts()).toEqual([{ kind: 'group' }]);
  await expect(session.query("CALL scrim_procedures.impersonate('nobody')")).rejects.toThrow(
    'scrim knows no user with the name nobody',
  );
  await session.query("CALL scrim_procedures.impersonate('bob')");
  await call('revoke_impersonation', alice);
  expect(await facts()).toEqual([{ kind: 'group' }]);
  await expect(session.query("CALL scrim_procedures.impersonate('bob')")).rejects.toThrow(
    'permission denied',
  );
  await session.end();
  expect(
    await cluster.administer('SELECT username, as_user, action FROM scrim.impersonation_log ORDER BY at'),
  ).toEqual([
    { username: alice, as_user: 'bob', action: 'impersonate' },
    { username: alice, as_user: '', action: 'unimpersonate' },
    { username: alice, as_user: 'bob', action: 'impersonate' },
  ]);
});

it('takes all of a project away at once, and a person with all that is known of them', async () => {
  await call('put_profile', 'carl', 'subscription', 'sales.customer', '');
  await call('put_profile', 'carl', 'user', '', 'carl');
  await call('switch_project', 'carl', 'market');
  const facts = () => cluster.ask('carl', 'SELECT * FROM scrim.user_profile ORDER BY kind');
  expect(await facts()).toEqual([
    ['project', 'market', 'market'],
    ['user', '', 'carl'],
  ]);
  await call('switch_project', 'carl', '');
  expect(await facts()).toEqual([['user', '', 'carl']]);
  await call('remove_person', 'carl');
  expect(await facts()).toEqual([]);
});

it('leaves no trace', async () => {
  await run(...uninstallStatements(schemas));
  expect(
    await cluster.administer(
      `SELECT nspname FROM pg_namespace WHERE nspname LIKE 'scrim%'
       UNION ALL SELECT proname FROM pg_proc WHERE proname LIKE '%impersonate%'`,
    ),
  ).toEqual([]);
  await run(...uninstallStatements(schemas));
});
