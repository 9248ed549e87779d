import type { CreateProcedure, DataType, Expression, Grant, Variable } from '../sql/ast.js';
import {
  and,
  binary,
  call,
  cast,
  column,
  compare,
  concatenate,
  dateTimeType,
  equals,
  inList,
  integer,
  or,
  string,
  type,
} from '../sql/build.js';
import * as build from '../sql/build-administration.js';
import type { Name } from '../sql/build-administration.js';
import { print } from '../sql/print/print.js';
import { longest } from './limits.js';
import { systemTable } from './system-names.js';
import type { SystemSchemas, TableName } from './system-names.js';

export const username = type('varchar', 128);
export const shortText = type('varchar', 64);
export const nameText = type('varchar', longest.profileName);
export const valueText = type('varchar', longest.profileValue);
const timestamp = dateTimeType('timestamp');

/** How long a person may query as another before they have to say so again. */
const impersonationLasts = '1 hour';

/** What a project brings with it: gone at once when a person leaves it. */
export const ofProject = ['project', 'purpose', 'subscription', 'hashPrefix'] as const;

/** A procedure, and who may call it besides scrim's own account. */
export interface SystemProcedure {
  readonly name: Name;
  readonly parameters: readonly Variable[];
  readonly statement: CreateProcedure;
  /** Whether impersonators call it. */
  readonly forImpersonators: boolean;
}

/** The types of a procedure's parameters, by which it is named. */
export const typesOf = ({ parameters }: Pick<SystemProcedure, 'parameters'>): readonly DataType[] =>
  parameters.map((parameter) => parameter.type);

/** @returns every procedure of scrim, in the order in which they are made */
export function systemProcedures(schemas: SystemSchemas): readonly SystemProcedure[] {
  const table = (name: TableName): Name => systemTable(schemas, name);
  const procedure = (
    name: string,
    { forImpersonators = false, ...parts }: build.ProcedureParts & { readonly forImpersonators?: boolean },
  ): SystemProcedure => {
    const full = [schemas.procedures, name];
    const security = forImpersonators ? 'DEFINER' : 'INVOKER';
    const { parameters } = parts;
    return {
      name: full,
      parameters,
      statement: build.createProcedure(full, { ...parts, security }),
      forImpersonators,
    };
  };

  const profile = table('profile');
  const ofUser = equals(column('username'), column('in_user'));
  const sameRow = and(
    ofUser,
    ...(['kind', 'name', 'value'] as const).map((part) => equals(column(part), column(`in_${part}`))),
  );
  const rowParameters = [
    build.variable('in_user', username),
    build.variable('in_kind', shortText),
    build.variable('in_name', nameText),
    build.variable('in_value', valueText),
  ];
  const inUser = [build.variable('in_user', username)];
  const removeRow = build.deleteFrom(profile, sameRow);
  const sessions = or(ofUser, equals(column('as_user'), column('in_user')));

  const viewParameters = [build.variable('in_schema', username), build.variable('in_view', username)];
  const sameView = and(
    equals(column('schema_name'), column('in_schema')),
    equals(column('view_name'), column('in_view')),
  );
  const forgetView = build.deleteFrom(table('inventory'), sameView);

  const impersonate: Name = [schemas.procedures, 'impersonate'];
  const unimpersonate: Name = [schemas.procedures, 'unimpersonate'];
  const rights = (make: typeof build.grant | typeof build.revoke) => [
    make('USAGE', build.securable('SCHEMA', [schemas.procedures]), someone),
    make('EXECUTE', build.securable('PROCEDURE', impersonate, [username]), someone),
    make('EXECUTE', build.securable('PROCEDURE', unimpersonate), someone),
  ];
  const executeAll = (make: typeof build.grant | typeof build.revoke) =>
    rights(make).map((one) =>
      build.execute(concatenate(string(textBefore(one as Grant)), call('quote_ident', column('in_user')))),
    );

  const session = [
    build.selectInto('session_id', call('pg_backend_pid')),
    build.selectInto('caller', sessionUser),
    build.selectInto('moment', call('getdate')),
  ];
  const sessionVariables = [
    build.variable('session_id', type('integer')),
    build.variable('caller', username),
    build.variable('moment', timestamp),
  ];
  const ofSession = equals(column('session'), column('session_id'));
  const record = (asUser: Expression, action: string) =>
    build.insert(
      table('impersonation_log'),
      ['at', 'session', 'username', 'as_user', 'action'],
      [[column('moment'), column('session_id'), column('caller'), asUser, action]],
    );
  const refuseUnless = (found: Expression, message: string, ...values: readonly Expression[]) =>
    build.when(equals(found, integer(0)), build.raise(message, ...values));

  return [
    procedure('put_profile', {
      parameters: rowParameters,
      body: [
        removeRow,
        build.insert(
          profile,
          ['username', 'kind', 'name', 'value'],
          [['in_user', 'in_kind', 'in_name', 'in_value'].map((name) => column(name))],
        ),
      ],
    }),
    procedure('remove_profile', { parameters: rowParameters, body: [removeRow] }),
    procedure('remove_person', {
      parameters: inUser,
      body: [build.deleteFrom(profile, ofUser), build.deleteFrom(table('impersonation'), sessions)],
    }),
    procedure('switch_project', {
      parameters: [...inUser, build.variable('in_project', nameText)],
      body: [
        build.deleteFrom(profile, and(ofUser, inList(column('kind'), ofProject.map(string)))),
        build.when(
          compare(column('in_project'), '<>', string('')),
          build.insert(
            profile,
            ['username', 'kind', 'name', 'value'],
            [[column('in_user'), 'project', column('in_project'), column('in_project')]],
          ),
        ),
      ],
    }),
    procedure('record_view', {
      parameters: [
        ...viewParameters,
        build.variable('in_source', nameText),
        build.variable('in_pushed', shortText),
        build.variable('in_columns', shortText),
      ],
      variables: [build.variable('stored', shortText)],
      body: [
        build.selectInto(
          'stored',
          call('max', call('md5', column('definition'))),
          ['pg_views'],
          and(
            equals(column('schemaname'), column('in_schema')),
            equals(column('viewname'), column('in_view')),
          ),
        ),
        forgetView,
        build.insert(
          table('inventory'),
          ['schema_name', 'view_name', 'data_source', 'pushed', 'columns', 'stored'],
          [
            [
              ...['in_schema', 'in_view', 'in_source', 'in_pushed', 'in_columns'].map((name) => column(name)),
              column('stored'),
            ],
          ],
        ),
      ],
    }),
    procedure('forget_view', { parameters: viewParameters, body: [forgetView] }),
    procedure('impersonate', {
      forImpersonators: true,
      parameters: inUser,
      variables: [...sessionVariables, build.variable('found', type('integer'))],
      body: [
        ...session,
        build.selectInto('found', count, table('impersonator'), equals(column('username'), column('caller'))),
        refuseUnless(column('found'), '% may not query as another', column('caller')),
        build.selectInto('found', count, profile, ofUser),
        refuseUnless(column('found'), 'scrim knows nobody by the name %', column('in_user')),
        build.deleteFrom(
          table('impersonation'),
          or(ofSession, compare(column('until'), '<=', column('moment'))),
        ),
        build.insert(
          table('impersonation'),
          ['session', 'username', 'as_user', 'until'],
          [
            [
              ...['session_id', 'caller', 'in_user'].map((name) => column(name)),
              binary(column('moment'), '+', {
                kind: 'IntervalLiteral',
                negative: false,
                value: impersonationLasts,
              }),
            ],
          ],
        ),
        record(column('in_user'), 'impersonate'),
      ],
    }),
    procedure('unimpersonate', {
      forImpersonators: true,
      parameters: [],
      variables: sessionVariables,
      body: [
        ...session,
        build.deleteFrom(
          table('impersonation'),
          and(ofSession, equals(column('username'), column('caller'))),
        ),
        record(string(''), 'unimpersonate'),
      ],
    }),
    procedure('grant_impersonation', {
      parameters: inUser,
      body: [
        build.deleteFrom(table('impersonator'), ofUser),
        build.insert(table('impersonator'), ['username'], [[column('in_user')]]),
        ...executeAll(build.grant),
      ],
    }),
    procedure('revoke_impersonation', {
      parameters: inUser,
      body: [
        build.deleteFrom(table('impersonator'), ofUser),
        build.deleteFrom(table('impersonation'), ofUser),
        ...executeAll(build.revoke),
      ],
    }),
  ];
}

const count: Expression = {
  ...call('count'),
  arguments: [{ kind: 'Star' }],
};

/** Who logged in: in a procedure that runs with its owner's rights, CURRENT_USER is the owner. */
const sessionUser: Expression = cast({ kind: 'CurrentValue', name: 'SESSION_USER' }, username);

const someone = build.grantee('USER', '?');

/** The text of a statement up to the name of whom it is about, which a procedure adds. */
function textBefore(statement: Grant): string {
  const text = print(statement, 'redshift').replaceAll('\n', ' ');
  return text.slice(0, text.length - '"?"'.length);
}
