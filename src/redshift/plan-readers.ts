import { chunks } from '../base/chunks.js';
import type { Actual, Privilege } from './catalog.js';
import type { Desired } from './desired.js';
import type { Sql } from './sql-text.js';
import { callProcedure, createSchema, everybody, grant, insert, onSchema, revoke } from './statements.js';
import type { Grantee } from './statements.js';
import { systemTable } from './system-names.js';
import { viewSchemaOf } from './unit.js';
import type { Part, PlanConfig, Unit } from './unit.js';

/** Maximum number of names in one GRANT or REVOKE. */
export const granteesAtOnce = 200;

/** The readers of views, and the changes for them in the schemas. */
export interface ReadersPlan {
  readonly grantees: readonly Grantee[];
  readonly units: readonly Unit[];
  readonly drift: readonly string[];
  readonly problems: readonly string[];
}

/** Creates the schemas of views, gives USAGE to readers and nobody else, and sets who may query as another person. */
export function planReaders({ profiles, views }: Desired, actual: Actual, config: PlanConfig): ReadersPlan {
  const { users, groups } = actual;
  const { readers } = config;
  const names = new Set(
    readers.users
      ? profiles.filter(({ problem }) => problem === undefined).map(({ username }) => username)
      : [],
  );
  const missing = readers.groups.filter((group) => groups !== undefined && !groups.has(group));
  const grantees = [
    ...[...names]
      .filter((name) => users === undefined || users.has(name))
      .toSorted()
      .map(asUser),
    ...readers.groups
      .filter((group) => !missing.includes(group))
      .map((name): Grantee => ({ type: 'GROUP', name })),
  ];
  const wanted = new Set(
    views.flatMap((view) => (view.definition === undefined ? [] : [viewSchemaOf(config, view.schema)])),
  );
  const schemas = [...wanted].toSorted().map((schema) => planSchema(schema, grantees, actual, config));
  const impersonators = planImpersonators(actual, config);
  return {
    grantees,
    units: [
      ...schemas.flatMap(({ part }) => (part === undefined ? [] : [{ first: [], parts: [part] }])),
      // All of these change rights on one schema, so they would conflict with each other.
      ...(impersonators.parts.length === 0 ? [] : [{ first: [], parts: impersonators.parts }]),
    ],
    drift: schemas.flatMap(({ drift }) => drift),
    problems: [
      ...missing.map((group) => `the cluster has no group '${group}' (redshift.readers)`),
      ...impersonators.problems,
    ],
  };
}

const asUser = (name: string): Grantee => ({ type: 'USER', name });

/** A unique text for a grantee. */
export const granteeKey = (grantee: Grantee): string =>
  grantee.type === 'PUBLIC' ? 'public' : `${grantee.type.toLowerCase()} ${grantee.name}`;

/** The grantee of a privilege. */
export const privilegeHolder = ({ type, to }: Pick<Privilege, 'type' | 'to'>): Grantee =>
  type === 'public' ? everybody : { type: holderTypes[type], name: to };

const holderTypes = { user: 'USER', group: 'GROUP', role: 'ROLE' } as const;

const inWords = ({ type, to, privilege }: Privilege): string =>
  `${privilege} to ${type === 'public' ? 'everybody' : `${type} '${to}'`}`;

/** The statements after which exactly the right grantees have a privilege, and the other grantees that had it. */
export function planPrivileges(
  on: Sql,
  privilege: 'SELECT' | 'USAGE',
  wanted: readonly Grantee[],
  held: readonly Privilege[],
) {
  const wants = new Set(wanted.map(granteeKey));
  const has = new Set(
    held.filter((one) => one.privilege === privilege).map((one) => granteeKey(privilegeHolder(one))),
  );
  const excess = held.filter(
    (one) => one.privilege !== privilege || !wants.has(granteeKey(privilegeHolder(one))),
  );
  const lost = [
    ...new Map(excess.map((one) => [granteeKey(privilegeHolder(one)), privilegeHolder(one)])).values(),
  ];
  const kept = lost.filter((one) => wants.has(granteeKey(one)));
  const given = [...wanted.filter((one) => !has.has(granteeKey(one))), ...kept];
  return {
    statements: [
      ...chunks(lost, granteesAtOnce).map((some) => revoke('ALL', on, ...some)),
      ...chunks(given, granteesAtOnce).map((some) => grant(privilege, on, ...some)),
    ],
    excess: excess.map(inWords),
  };
}

function planSchema(
  schema: string,
  grantees: readonly Grantee[],
  actual: Actual,
  { schemas }: PlanConfig,
): { readonly part: Part | undefined; readonly drift: readonly string[] } {
  const on = onSchema(schema);
  const isNew = !actual.schemas.has(schema);
  const isOwn = isNew || actual.ownSchemas.has(schema);
  const held = actual.privileges.on(schema);
  // In a schema that scrim did not create, it only adds rights.
  const { statements, excess } = planPrivileges(
    on,
    'USAGE',
    grantees,
    isOwn
      ? held
      : held.filter(
          (one) =>
            one.privilege === 'USAGE' &&
            grantees.some((to) => granteeKey(to) === granteeKey(privilegeHolder(one))),
        ),
  );
  const all = [
    ...(isNew
      ? [
          createSchema(schema),
          insert(systemTable(schemas, 'control'), ['name', 'value'], [['schema', schema]]),
        ]
      : []),
    ...statements,
  ];
  return {
    part:
      all.length === 0
        ? undefined
        : { title: `schema ${schema}: ${isNew ? 'created' : 'who may use it'}`, statements: all },
    drift: excess.map((one) => `schema ${schema}: somebody granted ${one}`),
  };
}

function planImpersonators(
  { impersonators, users }: Actual,
  config: PlanConfig,
): { readonly parts: readonly Part[]; readonly problems: readonly string[] } {
  const isThere = (name: string): boolean => users === undefined || users.has(name);
  const call = (name: string, user: string): Part => ({
    title: `user ${user}: ${name === 'grant_impersonation' ? 'may query as others' : 'may no longer query as others'}`,
    statements: [callProcedure([config.schemas.procedures, name], user)],
  });
  const wanted = new Set(config.impersonators);
  return {
    parts: [
      ...[...impersonators]
        .filter((name) => !wanted.has(name) && isThere(name))
        .map((name) => call('revoke_impersonation', name)),
      ...[...wanted]
        .filter((name) => !impersonators.has(name) && isThere(name))
        .map((name) => call('grant_impersonation', name)),
    ],
    problems: [...wanted]
      .filter((name) => !isThere(name))
      .map((name) => `the cluster has no user '${name}' (redshift.impersonators)`),
  };
}
