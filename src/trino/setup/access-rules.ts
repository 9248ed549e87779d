import type { TrinoInitInput } from './trino-init-input.js';

/** A rule of Trino's file-based access control. Its keys depend on its section. */
type AccessRule = Readonly<Record<string, string | boolean | readonly string[]>>;

/** The sections of `rules.json`. In each section the first matching rule decides; without one, access is denied. */
export type AccessRules = Readonly<Record<string, readonly AccessRule[]>>;

const everyTablePrivilege = ['SELECT', 'INSERT', 'DELETE', 'UPDATE', 'OWNERSHIP', 'GRANT_SELECT'];
const everyFunctionPrivilege = ['EXECUTE', 'GRANT_EXECUTE', 'OWNERSHIP'];

/**
 * Rules that close the raw catalogs to everybody except the definer, and let nobody act as the definer (Trino's documentation,
 * "File-based access control").
 *
 * When a person reads a view that the definer owns, Trino checks the definer's rights on tables, and checks whether the *person*
 * may execute queries. So the definer may read tables and grant its views, but may not execute queries. Somebody who claims to be
 * the definer gets nothing, even from a Trino without authentication.
 */
export function accessRules(input: TrinoInitInput): AccessRules {
  const definer = exactly(input.definer);
  const raw = anyOf(input.rawCatalogs);
  const forAdministrators = (rule: AccessRule): readonly AccessRule[] =>
    input.administrators.length === 0 ? [] : [{ user: anyOf(input.administrators), ...rule }];
  const forOpenCatalogs = (rule: AccessRule): readonly AccessRule[] =>
    input.openCatalogs.length === 0 ? [] : [{ catalog: anyOf(input.openCatalogs), ...rule }];
  return {
    catalogs: [
      ...forAdministrators({ allow: 'all' }),
      // Trino requires 'all' for the owner of a view. The rules for tables limit what the owner may do.
      { user: definer, catalog: raw, allow: 'all' },
      // Trino requires 'all' to show the text of a view (SHOW CREATE VIEW). scrim refuses every change.
      { catalog: exactly(input.catalog), allow: 'all' },
      ...forOpenCatalogs({ allow: 'all' }),
      { catalog: 'system', allow: 'read-only' },
      // Without this rule, Trino adds a rule of its own that opens `system`.
      { allow: 'none' },
    ],
    schemas: [...forAdministrators({ owner: true }), ...forOpenCatalogs({ owner: true }), { owner: false }],
    tables: [
      ...forAdministrators({ privileges: everyTablePrivilege }),
      { user: definer, catalog: raw, privileges: ['SELECT', 'GRANT_SELECT'] },
      // Not GRANT_SELECT: a view that a person creates over their own rows shows them to nobody else. OWNERSHIP is for
      // SHOW CREATE VIEW as well.
      { catalog: exactly(input.catalog), privileges: ['SELECT', 'OWNERSHIP'] },
      ...forOpenCatalogs({ privileges: everyTablePrivilege }),
      // The tables that drivers and tools list. Trino leaves out what the user may not see.
      { catalog: 'system', schema: 'jdbc|metadata', privileges: ['SELECT'] },
      { catalog: 'system', schema: 'runtime', table: 'queries', privileges: ['SELECT'] },
      { privileges: [] },
    ],
    // Built-in functions are always allowed. Functions of a connector (`system.query`) read past every rule.
    functions: [
      ...forAdministrators({ privileges: everyFunctionPrivilege }),
      ...forOpenCatalogs({ privileges: everyFunctionPrivilege }),
    ],
    procedures: [
      ...forAdministrators({ privileges: ['EXECUTE', 'GRANT_EXECUTE'] }),
      // Lets users end queries. The section `queries` limits that to their own.
      { catalog: 'system', schema: 'runtime', procedure: 'kill_query', privileges: ['EXECUTE'] },
    ],
    queries: [
      { user: definer, allow: [] },
      ...forAdministrators({ allow: ['execute', 'view', 'kill'] }),
      // Users may always see and end their own queries, and never those of others.
      { allow: ['execute'] },
    ],
    impersonation: [{ new_user: definer, allow: false }],
    authorization: [{ new_user: definer, allow: false }],
    system_session_properties: [
      ...forAdministrators({ allow: true }),
      // SHOW SESSION does not list it, and everybody may set it by default. With it, Trino evaluates a reader's conditions before joins.
      { property: 'allow_unsafe_pushdown', allow: false },
      { allow: true },
    ],
    system_information: forAdministrators({ allow: ['read', 'write'] }),
  };
}

/** A regular expression of Java, which Trino matches against the whole name. */
const exactly = (name: string): string => name.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');

const anyOf = (names: readonly string[]): string => names.map(exactly).join('|');
