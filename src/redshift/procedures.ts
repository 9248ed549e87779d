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
  /** @param body the text between `AS $$` and `$$` */
  const procedure = (name: string, parameters: Parameters, body: Sql, ending = invoker): SystemProcedure => {
    invariant(!body.includes('$$'), 'the body of a procedure contains its end mark');
    return {
      name: named(name),
      parameterTypes: Object.values(parameters),
      statement: sql`CREATE OR REPLACE PROCEDURE ${named(name)}(${list(
        Object.entries(parameters).map(([parameter, type]) => sql`${[parameter]} ${type}`),
      )}) AS $$\n${body}\n$$ LANGUAGE plpgsql ${ending}`,
    };
  };

  const removeRow = sql`
    DELETE FROM ${table('profile')}
    WHERE username = in_user AND kind = in_kind AND name = in_name AND value = in_value;`;
  const forgetView = sql`DELETE FROM ${table('inventory')} WHERE ${sameView};`;

  /** The rights of impersonators. The name of an impersonator is only known when the procedure runs, and is quoted then. */
  const rights = [
    sql`USAGE ON ${onSchema(schemas.procedures)}`,
    sql`EXECUTE ON ${onProcedure(named('impersonate'), [username])}`,
    sql`EXECUTE ON ${onProcedure(named('unimpersonate'))}`,
  ];
  const each = (statementOf: (right: Sql) => Sql): Sql =>
    list(
      rights.map((right) => sql`EXECUTE ${literal(`${statementOf(right)} `)} || quote_ident(in_user);`),
      '\n',
    );

  const sessionVariables = sql`
    session_id integer;
    caller ${username};
    moment timestamp;`;
  const session = sql`
    SELECT INTO session_id pg_backend_pid();
    SELECT INTO caller CAST(session_user AS ${username});
    SELECT INTO moment getdate();`;
  const log = (asUser: Sql, action: string): Sql => sql`
    INSERT INTO ${table('impersonation_log')} (at, session, username, as_user, action)
    VALUES (moment, session_id, caller, ${asUser}, ${literal(action)});`;

  return [
    procedure(
      'put_profile',
      row,
      sql`
        BEGIN
          ${removeRow}
          INSERT INTO ${table('profile')} (username, kind, name, value) VALUES (in_user, in_kind, in_name, in_value);
        END;`,
    ),
    procedure(
      'remove_profile',
      row,
      sql`
        BEGIN
          ${removeRow}
        END;`,
    ),
    procedure(
      'remove_person',
      inUser,
      sql`
        BEGIN
          DELETE FROM ${table('profile')} WHERE ${ofUser};
          DELETE FROM ${table('impersonation')} WHERE ${ofUser} OR as_user = in_user;
        END;`,
    ),
    procedure(
      'switch_project',
      { ...inUser, in_project: nameText },
      sql`
        BEGIN
          DELETE FROM ${table('profile')} WHERE ${ofUser} AND kind IN (${list(ofProject.map(literal))});
          IF in_project <> '' THEN
            INSERT INTO ${table('profile')} (username, kind, name, value)
            VALUES (in_user, 'project', in_project, in_project);
          END IF;
        END;`,
    ),
    procedure(
      'record_view',
      { ...view, in_source: nameText, in_pushed: shortText, in_columns: shortText },
      sql`
        DECLARE
          stored ${shortText};
        BEGIN
          SELECT INTO stored max(md5(definition)) FROM pg_views
          WHERE schemaname = in_schema AND viewname = in_view;
          ${forgetView}
          INSERT INTO ${table('inventory')} (schema_name, view_name, data_source, pushed, columns, stored)
          VALUES (in_schema, in_view, in_source, in_pushed, in_columns, stored);
        END;`,
    ),
    procedure(
      'forget_view',
      view,
      sql`
        BEGIN
          ${forgetView}
        END;`,
    ),
    procedure(
      'impersonate',
      inUser,
      sql`
        DECLARE
          ${sessionVariables}
          found integer;
        BEGIN
          ${session}
          SELECT INTO found count(*) FROM ${table('impersonator')} WHERE username = caller;
          IF found = 0 THEN
            RAISE EXCEPTION '% may not query as another', caller;
          END IF;
          SELECT INTO found count(*) FROM ${table('profile')} WHERE ${ofUser};
          IF found = 0 THEN
            RAISE EXCEPTION 'scrim knows no user with the name %', in_user;
          END IF;
          DELETE FROM ${table('impersonation')} WHERE session = session_id OR until <= moment;
          INSERT INTO ${table('impersonation')} (session, username, as_user, until)
          VALUES (session_id, caller, in_user, moment + INTERVAL ${impersonationLasts});
          ${log(sql`in_user`, 'impersonate')}
        END;`,
      definer,
    ),
    procedure(
      'unimpersonate',
      {},
      sql`
        DECLARE
          ${sessionVariables}
        BEGIN
          ${session}
          DELETE FROM ${table('impersonation')} WHERE session = session_id AND username = caller;
          ${log(literal(''), 'unimpersonate')}
        END;`,
      definer,
    ),
    procedure(
      'grant_impersonation',
      inUser,
      sql`
        BEGIN
          DELETE FROM ${table('impersonator')} WHERE ${ofUser};
          INSERT INTO ${table('impersonator')} (username) VALUES (in_user);
          ${each((right) => sql`GRANT ${right} TO`)}
        END;`,
    ),
    procedure(
      'revoke_impersonation',
      inUser,
      sql`
        BEGIN
          DELETE FROM ${table('impersonator')} WHERE ${ofUser};
          DELETE FROM ${table('impersonation')} WHERE ${ofUser};
          ${each((right) => sql`REVOKE ${right} FROM`)}
        END;`,
    ),
  ];
}

/** Runs with the rights of its caller. */
const invoker = sql`SECURITY INVOKER`;

/**
 * Runs with the rights of scrim's account, for impersonators. It finds functions in pg_catalog only, so that no caller can put theirs in
 * front. In it, CURRENT_USER is the account, and SESSION_USER who logged in.
 */
const definer = sql`SECURITY DEFINER SET search_path TO pg_catalog`;
