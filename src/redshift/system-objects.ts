import { list, sql, wholeNumber } from './sql-text.js';
import type { Sql } from './sql-text.js';
import { nameText, shortText, systemProcedures, username, valueText } from './procedures.js';
import {
  createSchema,
  dropSchema,
  dropView,
  everybody,
  grant,
  onProcedure,
  onSchema,
  onTable,
  revoke,
} from './statements.js';
import { systemTable, tableNames, userProfile } from './system-names.js';
import type { SystemSchemas, TableName } from './system-names.js';

/** The version of scrim's own objects. A cluster with a higher version was set up by a newer scrim. */
export const systemVersion = 1;

/** The columns of scrim's own tables, and what their rows are sorted by. */
const tables: Readonly<Record<TableName, Sql>> = {
  profile: sql`
    (
      username ${username} NOT NULL,
      kind ${shortText} NOT NULL,
      name ${nameText} NOT NULL,
      value ${valueText} NOT NULL
    )
    DISTSTYLE ALL
    SORTKEY (username, kind, name, value)`,
  hash_key: sql`(key ${shortText} NOT NULL) DISTSTYLE ALL`,
  inventory: sql`
    (
      schema_name ${username} NOT NULL,
      view_name ${username} NOT NULL,
      data_source ${nameText} NOT NULL,
      pushed ${shortText} NOT NULL,
      columns ${shortText} NOT NULL,
      stored ${shortText}
    )
    DISTSTYLE ALL
    SORTKEY (schema_name, view_name)`,
  control: sql`(name ${shortText} NOT NULL, value ${nameText} NOT NULL) DISTSTYLE ALL`,
  push_lock: sql`(holder ${username} NOT NULL) DISTSTYLE ALL`,
  impersonator: sql`(username ${username} NOT NULL) DISTSTYLE ALL`,
  impersonation: sql`
    (
      session integer NOT NULL,
      username ${username} NOT NULL,
      as_user ${username} NOT NULL,
      until timestamp NOT NULL
    )
    DISTSTYLE ALL`,
  impersonation_log: sql`
    (
      at timestamp NOT NULL,
      session integer NOT NULL,
      username ${username} NOT NULL,
      as_user ${username} NOT NULL,
      action ${shortText} NOT NULL
    )
    DISTSTYLE ALL`,
};

/** The statements that create or update scrim's own objects. Run them in one transaction. */
export function installStatements(schemas: SystemSchemas): readonly Sql[] {
  const table = (name: Parameters<typeof systemTable>[1]) => systemTable(schemas, name);
  return [
    ...[...new Set([schemas.system, schemas.functions, schemas.procedures])].map(createSchema),
    ...tableNames.map((name) => sql`CREATE TABLE IF NOT EXISTS ${table(name)} ${tables[name]}`),
    userProfileView(schemas),
    ...([...tableNames, userProfile] as const).map((name) => revoke('ALL', onTable(table(name)), everybody)),
    grant('SELECT', onTable(table(userProfile)), everybody),
    grant('USAGE', onSchema(schemas.system), everybody),
    ...systemProcedures(schemas).flatMap(({ name, statement, parameterTypes }) => [
      statement,
      revoke('ALL', onProcedure(name, parameterTypes), everybody),
    ]),
    sql`DELETE FROM ${table('control')} WHERE name = 'version'`,
    sql`INSERT INTO ${table('control')} (name, value) VALUES ('version', '${wholeNumber(systemVersion)}')`,
  ];
}

/** The statements that remove scrim's own objects. */
export const uninstallStatements = (schemas: SystemSchemas): readonly Sql[] => [
  ...systemProcedures(schemas).map(
    ({ name, parameterTypes }) => sql`DROP PROCEDURE IF EXISTS ${name}(${list(parameterTypes)})`,
  ),
  dropView(systemTable(schemas, userProfile)),
  ...tableNames.map((name) => sql`DROP TABLE IF EXISTS ${systemTable(schemas, name)}`),
  ...[...new Set([schemas.procedures, schemas.functions, schemas.system])].map(dropSchema),
];

/** The profile of the reader, or of the person as whom the session queries. */
const userProfileView = (schemas: SystemSchemas): Sql => sql`
  CREATE OR REPLACE VIEW ${systemTable(schemas, userProfile)} AS
  SELECT p.kind, p.name, p.value
  FROM ${systemTable(schemas, 'profile')} AS p
  WHERE p.username = coalesce(
    (
      SELECT max(i.as_user)
      FROM ${systemTable(schemas, 'impersonation')} AS i
      WHERE
        i.session = pg_backend_pid()
        AND i.username = CAST(current_user AS ${username})
        AND i.until > getdate()
    ),
    CAST(current_user AS ${username})
  )`;
