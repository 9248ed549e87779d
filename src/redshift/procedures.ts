import { invariant } from '../base/invariant.js';
import { list, literal, sql, wholeNumber } from './sql-text.js';
import type { Name, Sql } from './sql-text.js';
import { longest } from './limits.js';
import { onProcedure, onSchema } from './statements.js';
import { systemTable } from './system-names.js';
import type { SystemSchemas, TableName } from './system-names.js';

export const username = sql`varchar(128)`;
export const shortText = sql`varchar(64)`;
export const nameText = sql`varchar(${wholeNumber(longest.profileName)})`;
export const valueText = sql`varchar(${wholeNumber(longest.profileValue)})`;

/** How long a person may query as another person before they must call the procedure again. */
const impersonationLasts = literal('1 hour');

/** The kinds of rows that come with a project: removed when a person leaves it. */
export const ofProject = ['project', 'purpose', 'subscription', 'hashPrefix'] as const;

/** A procedure, and who may call it in addition to scrim's own account. */
export interface SystemProcedure {
  readonly name: Name;
  /** By which it is named, beside its name. */
  readonly parameterTypes: readonly Sql[];
  readonly statement: Sql;
}

/** The parts of a procedure in PL/pgSQL, a statement each. */
interface ProcedureText {
  readonly declare?: readonly Sql[];
  readonly body: readonly Sql[];
  readonly rights?: Sql;
}

type Parameters = Readonly<Record<string, Sql>>;

const ofUser = sql`username = in_user`;
const inUser: Parameters = { in_user: username };
const row: Parameters = { ...inUser, in_kind: shortText, in_name: nameText, in_value: valueText };
const view: Parameters = { in_schema: username, in_view: username };
const sameView = sql`schema_name = in_schema AND view_name = in_view`;

/** @returns every procedure of scrim, in the order in which they are created */
export function systemProcedures(schemas: SystemSchemas): readonly SystemProcedure[] {
  const table = (name: TableName): Name => systemTable(schemas, name);
  const named = (name: string): Name => [schemas.procedures, name];
  const procedure = (
    name: string,
    parameters: Parameters,
    { declare, body, rights = invoker }: ProcedureText,
  ): SystemProcedure => {
    const lines = (statements: readonly Sql[]): Sql => list(statements, '\n  ');
    const block = sql`BEGIN\n  ${lines(body)}\nEND;`;
    const text = declare === undefined ? block : sql`DECLARE\n  ${lines(declare)}\n${block}`;
    invariant(!text.includes('$$'), 'the body of a procedure contains its end mark');
    return {
      name: named(name),
      parameterTypes: Object.values(parameters),
      statement: sql`CREATE OR REPLACE PROCEDURE ${named(name)}(${list(
        Object.entries(parameters).map(([parameter, type]) => sql`${[parameter]} ${type}`),
      )}) AS $$\n${text}\n$$ LANGUAGE plpgsql ${rights}`,
    };
  };

  const profile = table('profile');
  const removeRow = sql`DELETE FROM ${profile} WHERE ${ofUser} AND kind = in_kind AND name = in_name AND value = in_value;`;
  const forgetView = sql`DELETE FROM ${table('inventory')} WHERE ${sameView};`;

  /** The rights of impersonators. The name of an impersonator is only known when the procedure runs, and is quoted then. */
  const impersonation = [
    sql`USAGE ON ${onSchema(schemas.procedures)}`,
    sql`EXECUTE ON ${onProcedure(named('impersonate'), [username])}`,
    sql`EXECUTE ON ${onProcedure(named('unimpersonate'))}`,
  ];
  const each = (statementOf: (right: Sql) => Sql): readonly Sql[] =>
    impersonation.map((right) => sql`EXECUTE ${literal(`${statementOf(right)} `)} || quote_ident(in_user);`);

  const sessionVariables = [sql`session_id integer;`, sql`caller ${username};`, sql`moment timestamp;`];
  const session = [
    sql`SELECT INTO session_id pg_backend_pid();`,
    sql`SELECT INTO caller CAST(session_user AS ${username});`,
    sql`SELECT INTO moment getdate();`,
  ];
  const log = (asUser: Sql, action: string): Sql =>
    sql`INSERT INTO ${table('impersonation_log')} (at, session, username, as_user, action) VALUES (moment, session_id, caller, ${asUser}, ${literal(action)});`;
  const refuseNone = (message: string, value: Sql): readonly Sql[] => [
    sql`IF found = 0 THEN`,
    sql`  RAISE EXCEPTION ${literal(message)}, ${value};`,
    sql`END IF;`,
  ];

  return [
    procedure('put_profile', row, {
      body: [
        removeRow,
        sql`INSERT INTO ${profile} (username, kind, name, value) VALUES (in_user, in_kind, in_name, in_value);`,
      ],
    }),
    procedure('remove_profile', row, { body: [removeRow] }),
    procedure('remove_person', inUser, {
      body: [
        sql`DELETE FROM ${profile} WHERE ${ofUser};`,
        sql`DELETE FROM ${table('impersonation')} WHERE ${ofUser} OR as_user = in_user;`,
      ],
    }),
    procedure(
      'switch_project',
      { ...inUser, in_project: nameText },
      {
        body: [
          sql`DELETE FROM ${profile} WHERE ${ofUser} AND kind IN (${list(ofProject.map(literal))});`,
          sql`IF in_project <> '' THEN`,
          sql`  INSERT INTO ${profile} (username, kind, name, value) VALUES (in_user, 'project', in_project, in_project);`,
          sql`END IF;`,
        ],
      },
    ),
    procedure(
      'record_view',
      { ...view, in_source: nameText, in_pushed: shortText, in_columns: shortText },
      {
        declare: [sql`stored ${shortText};`],
        body: [
          sql`SELECT INTO stored max(md5(definition)) FROM pg_views WHERE schemaname = in_schema AND viewname = in_view;`,
          forgetView,
          sql`INSERT INTO ${table('inventory')} (schema_name, view_name, data_source, pushed, columns, stored) VALUES (in_schema, in_view, in_source, in_pushed, in_columns, stored);`,
        ],
      },
    ),
    procedure('forget_view', view, { body: [forgetView] }),
    procedure('impersonate', inUser, {
      rights: definer,
      declare: [...sessionVariables, sql`found integer;`],
      body: [
        ...session,
        sql`SELECT INTO found count(*) FROM ${table('impersonator')} WHERE username = caller;`,
        ...refuseNone('% may not query as another', sql`caller`),
        sql`SELECT INTO found count(*) FROM ${profile} WHERE ${ofUser};`,
        ...refuseNone('scrim knows no user with the name %', sql`in_user`),
        sql`DELETE FROM ${table('impersonation')} WHERE session = session_id OR until <= moment;`,
        sql`INSERT INTO ${table('impersonation')} (session, username, as_user, until) VALUES (session_id, caller, in_user, moment + INTERVAL ${impersonationLasts});`,
        log(sql`in_user`, 'impersonate'),
      ],
    }),
    procedure(
      'unimpersonate',
      {},
      {
        rights: definer,
        declare: sessionVariables,
        body: [
          ...session,
          sql`DELETE FROM ${table('impersonation')} WHERE session = session_id AND username = caller;`,
          log(literal(''), 'unimpersonate'),
        ],
      },
    ),
    procedure('grant_impersonation', inUser, {
      body: [
        sql`DELETE FROM ${table('impersonator')} WHERE ${ofUser};`,
        sql`INSERT INTO ${table('impersonator')} (username) VALUES (in_user);`,
        ...each((right) => sql`GRANT ${right} TO`),
      ],
    }),
    procedure('revoke_impersonation', inUser, {
      body: [
        sql`DELETE FROM ${table('impersonator')} WHERE ${ofUser};`,
        sql`DELETE FROM ${table('impersonation')} WHERE ${ofUser};`,
        ...each((right) => sql`REVOKE ${right} FROM`),
      ],
    }),
  ];
}

/** Runs with the rights of its caller. */
const invoker = sql`SECURITY INVOKER`;

/**
 * Runs with the rights of scrim's account, for impersonators. It finds functions in pg_catalog only, so that no caller can put theirs in
 * front. In it, CURRENT_USER is the account, and SESSION_USER who logged in.
 */
const definer = sql`SECURITY DEFINER SET search_path TO pg_catalog`;
