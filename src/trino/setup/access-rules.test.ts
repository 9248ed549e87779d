import { describe, expect, it } from '@jest/globals';

import { accessRules } from './access-rules.js';
import { trinoInitInput } from './trino-init-input.js';
import type { TrinoInitOptions } from './trino-init-input.js';

const rules = (more: Partial<TrinoInitOptions> = {}) =>
  accessRules(
    trinoInitInput.parse({
      scrimUrl: 'http://127.0.0.1:8181',
      definer: 'scrim_owner',
      rawCatalogs: ['sales', 'keys'],
      ...more,
    }),
  );

describe('accessRules', () => {
  it('opens raw catalogs to the definer alone, who cannot execute queries', () => {
    expect(rules()).toEqual({
      catalogs: [
        { user: 'scrim_owner', catalog: 'sales|keys', allow: 'all' },
        { catalog: 'scrim', allow: 'all' },
        { catalog: 'system', allow: 'read-only' },
        { allow: 'none' },
      ],
      schemas: [{ owner: false }],
      tables: [
        { user: 'scrim_owner', catalog: 'sales|keys', privileges: ['SELECT', 'GRANT_SELECT'] },
        { catalog: 'scrim', privileges: ['SELECT', 'OWNERSHIP'] },
        { catalog: 'system', schema: 'jdbc|metadata', privileges: ['SELECT'] },
        { catalog: 'system', schema: 'runtime', table: 'queries', privileges: ['SELECT'] },
        { privileges: [] },
      ],
      functions: [],
      procedures: [
        { catalog: 'system', schema: 'runtime', procedure: 'kill_query', privileges: ['EXECUTE'] },
      ],
      queries: [{ user: 'scrim_owner', allow: [] }, { allow: ['execute'] }],
      impersonation: [{ new_user: 'scrim_owner', allow: false }],
      authorization: [{ new_user: 'scrim_owner', allow: false }],
      system_session_properties: [{ property: 'allow_unsafe_pushdown', allow: false }, { allow: true }],
      system_information: [],
    });
  });

  it('puts administrators first, except where nobody may be the definer', () => {
    const made = rules({ administrators: ['root', 'ops'] });
    for (const section of [
      'catalogs',
      'schemas',
      'tables',
      'functions',
      'procedures',
      'system_session_properties',
    ]) {
      expect(made[section]?.[0]).toMatchObject({ user: 'root|ops' });
    }
    expect(made['queries']?.[0]).toEqual({ user: 'scrim_owner', allow: [] });
    expect(made['impersonation']).toEqual([{ new_user: 'scrim_owner', allow: false }]);
  });

  it('gives everybody everything in open catalogs, after the rule that closes raw ones', () => {
    const { catalogs, tables, schemas, functions } = rules({ openCatalogs: ['sandbox'] });
    expect(catalogs?.[2]).toEqual({ catalog: 'sandbox', allow: 'all' });
    expect(schemas?.[0]).toEqual({ catalog: 'sandbox', owner: true });
    expect(tables?.[2]).toMatchObject({ catalog: 'sandbox' });
    expect(functions?.[0]).toMatchObject({ catalog: 'sandbox' });
  });

  it('takes names as they are and not as regular expressions', () => {
    const { queries } = rules({ definer: 'scrim.owner+(x)@example.com' });
    expect(queries?.[0]).toEqual({ user: 'scrim\\.owner\\+\\(x\\)@example\\.com', allow: [] });
  });
});
