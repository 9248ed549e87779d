import type { TrinoInitInput } from './trino-init-input.js';

/** A rule of Trino's file-based access control; which keys it takes depends on its section. */
type AccessRule = Readonly<Record<string, string | boolean | readonly string[]>>;

/** The sections of `rules.json`. In each of them the first rule that matches decides, and none means no. */
export type AccessRules = Readonly<Record<string, readonly AccessRule[]>>;

const everyTablePrivilege = ['SELECT', 'INSERT', 'DELETE', 'UPDATE', 'OWNERSHIP', 'GRANT_SELECT'];
const everyFunctionPrivilege = ['EXECUTE', 'GRANT_EXECUTE', 'OWNERSHIP'];

/**
 * Rules that close the raw catalogs to all but the definer, and let nobody be the definer (Trino's documentation,
 * "File-based access control").
 *
 * Trino asks for the definer's rights when a person reads a view that the definer owns, and asks whether the *person*
 * may execute queries. So the definer may read and pass on what it reads, but may not execute: whoever claims to be
 * the definer gets nothing, even from a Trino that authenticates nobody.
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
      // 'all' is what Trino wants of a view's owner; what the owner may do is up to the rules for tables.
      { user: definer, catalog: raw, allow: 'all' },
      // 'all' is what Trino wants before it shows the text of a view (SHOW CREATE VIEW); scrim refuses every change.
      { catalog: exactly(input.catalog), allow: 'all' },
      ...forOpenCatalogs({ allow: 'all' }),
      { catalog: 'system', allow: 'read-only' },
      // Written out: without it Trino adds a rule of its own that opens `system`.
      { allow: 'none' },
    ],
    schemas: [...forAdministrators({ owner: true }), ...forOpenCatalogs({ owner: true }), { owner: false }],
    tables: [
      ...forAdministrators({ privileges: everyTablePrivilege }),
      { user: definer, catalog: raw, privileges: ['SELECT', 'GRANT_SELECT'] },
      // Not GRANT_SELECT: a view that a person makes of her own rows shows them to nobody else. OWNERSHIP is for
      // SHOW CREATE VIEW as well.
      { catalog: exactly(input.catalog), privileges: ['SELECT', 'OWNERSHIP'] },
      ...forOpenCatalogs({ privileges: everyTablePrivilege }),
      // What drivers and tools list. Trino leaves out what the asking person may not see.
      { catalog: 'system', schema: 'jdbc|metadata', privileges: ['SELECT'] },
      { catalog: 'system', schema: 'runtime', table: 'queries', privileges: ['SELECT'] },
      { privileges: [] },
    ],
    // Functions that are built in are always allowed; those of a connector (`system.query`) read past every rule.
    functions: [
      ...forAdministrators({ privileges: everyFunctionPrivilege }),
      ...forOpenCatalogs({ privileges: everyFunctionPrivilege }),
    ],
    procedures: [
      ...forAdministrators({ privileges: ['EXECUTE', 'GRANT_EXECUTE'] }),
      // Ends one's own queries; the section `queries` decides whose they are.
      { catalog: 'system', schema: 'runtime', procedure: 'kill_query', privileges: ['EXECUTE'] },
    ],
    queries: [
      { user: definer, allow: [] },
      ...forAdministrators({ allow: ['execute', 'view', 'kill'] }),
      // One's own queries may always be seen and ended, other people's never.
      { allow: ['execute'] },
    ],
    impersonation: [{ new_user: definer, allow: false }],
    authorization: [{ new_user: definer, allow: false }],
    system_session_properties: [
      ...forAdministrators({ allow: true }),
      // Not in SHOW SESSION, and open to everybody by default: with it Trino evaluates a reader's conditions before joins.
      { property: 'allow_unsafe_pushdown', allow: false },
      { allow: true },
    ],
    system_information: forAdministrators({ allow: ['read', 'write'] }),
  };
}

/** A regular expression of Java, which Trino holds against the whole name. */
const exactly = (name: string): string => name.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');

const anyOf = (names: readonly string[]): string => names.map(exactly).join('|');
