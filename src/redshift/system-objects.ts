import type { AdministrativeStatement, CreateSchema, CreateView, DropView, Expression } from '../sql/ast.js';
import {
  and,
  call,
  cast,
  column,
  compare,
  createSchema,
  createView,
  equals,
  scalarSubquery,
  select,
  string,
  table as relation,
  type,
} from '../sql/build.js';
import * as build from '../sql/build-administration.js';
import { nameText, shortText, systemProcedures, typesOf, username, valueText } from './procedures.js';
import { systemTable, tableNames, userProfile } from './system-names.js';
import type { SystemSchemas, TableName } from './system-names.js';

/** What is sent to a cluster. */
export type SentStatement = AdministrativeStatement | CreateSchema | CreateView | DropView;

/** The form of scrim's own objects; a cluster that has a greater one was set up by a newer scrim. */
export const systemVersion = 1;

const columnsOf: Readonly<Record<TableName, readonly ReturnType<typeof build.columnDefinition>[]>> = {
  profile: [
    build.columnDefinition('username', username),
    build.columnDefinition('kind', shortText),
    build.columnDefinition('name', nameText),
    build.columnDefinition('value', valueText),
  ],
  hash_key: [build.columnDefinition('key', shortText)],
  inventory: [
    build.columnDefinition('schema_name', username),
    build.columnDefinition('view_name', username),
    build.columnDefinition('data_source', nameText),
    build.columnDefinition('pushed', shortText),
    build.columnDefinition('columns', shortText),
    build.columnDefinition('stored', shortText, false),
  ],
  control: [build.columnDefinition('name', shortText), build.columnDefinition('value', nameText)],
  push_lock: [build.columnDefinition('holder', username)],
  impersonator: [build.columnDefinition('username', username)],
  impersonation: [
    build.columnDefinition('session', type('integer')),
    build.columnDefinition('username', username),
    build.columnDefinition('as_user', username),
    build.columnDefinition('until', { kind: 'DateTimeType', name: 'timestamp', withTimeZone: false }),
  ],
  impersonation_log: [
    build.columnDefinition('at', { kind: 'DateTimeType', name: 'timestamp', withTimeZone: false }),
    build.columnDefinition('session', type('integer')),
    build.columnDefinition('username', username),
    build.columnDefinition('as_user', username),
    build.columnDefinition('action', shortText),
  ],
};

const sortKeys: Partial<Readonly<Record<TableName, readonly string[]>>> = {
  profile: ['username', 'kind', 'name', 'value'],
  inventory: ['schema_name', 'view_name'],
};

/** The statements that make scrim's own objects, or bring those that are there up to date; to be run in one transaction. */
export function installStatements(schemas: SystemSchemas): readonly SentStatement[] {
  const procedures = systemProcedures(schemas);
  const closed = [...tableNames.map((name) => systemTable(schemas, name)), systemTable(schemas, userProfile)];
  return [
    ...[...new Set([schemas.system, schemas.functions, schemas.procedures])].map((name) =>
      createSchema([name]),
    ),
    ...tableNames.map((name) =>
      build.createTable(systemTable(schemas, name), columnsOf[name], sortKeys[name]),
    ),
    userProfileView(schemas),
    ...closed.map((name) => build.revoke('ALL', build.securable('TABLE', name), build.everybody)),
    build.grant('SELECT', build.securable('TABLE', systemTable(schemas, userProfile)), build.everybody),
    build.grant('USAGE', build.securable('SCHEMA', [schemas.system]), build.everybody),
    ...procedures.flatMap(({ name, statement, parameters }) => [
      statement,
      build.revoke('ALL', build.securable('PROCEDURE', name, typesOf({ parameters })), build.everybody),
    ]),
    build.deleteFrom(systemTable(schemas, 'control'), equals(column('name'), string('version'))),
    build.insert(systemTable(schemas, 'control'), ['name', 'value'], [['version', String(systemVersion)]]),
  ];
}

/** The statements that take scrim's own objects away. */
export const uninstallStatements = (schemas: SystemSchemas): readonly SentStatement[] => [
  ...systemProcedures(schemas).map((one) => build.dropObject('PROCEDURE', one.name, typesOf(one))),
  build.dropView(systemTable(schemas, userProfile)),
  ...tableNames.map((name) => build.dropObject('TABLE', systemTable(schemas, name))),
  ...[...new Set([schemas.procedures, schemas.functions, schemas.system])].map((name) =>
    build.dropObject('SCHEMA', [name]),
  ),
];

const currentUser: Expression = cast({ kind: 'CurrentValue', name: 'CURRENT_USER' }, username);

/** What is known of whoever reads it, or of the person as whom their session queries. */
function userProfileView(schemas: SystemSchemas): CreateView {
  const of = (name: string) => column('p', name);
  const asUser = select({
    items: [call('max', column('i', 'as_user'))],
    from: relation(systemTable(schemas, 'impersonation'), 'i'),
    where: and(
      equals(column('i', 'session'), call('pg_backend_pid')),
      equals(column('i', 'username'), currentUser),
      compare(column('i', 'until'), '>', call('getdate')),
    ),
  });
  return createView(
    systemTable(schemas, userProfile),
    select({
      items: ['kind', 'name', 'value'].map(of),
      from: relation(systemTable(schemas, 'profile'), 'p'),
      where: equals(of('username'), call('coalesce', scalarSubquery(asUser), currentUser)),
    }),
  );
}
