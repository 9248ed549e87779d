import { describe, expect, it } from '@jest/globals';

import { checkReferences } from '../../../src/checks/check-references.js';
import { formatProblems } from '../../../src/checks/problem.js';
import { sqlTexts } from '../../../src/checks/sql-texts.js';
import { readWorldTexts } from '../../../src/files/read-world.js';

/** The errors of a world file with one operation rule, from the place of the error in the rule on. */
async function errorsOf(rule: string): Promise<readonly string[]> {
  const text = `users: [{ name: etl }]\ngroups: [{ name: engineers }]\noperationRules:\n  - ${rule}\n`;
  const reading = readWorldTexts([{ name: 'w.yaml', text }]);
  if (!reading.ok) return reading.errors;
  return formatProblems(await checkReferences(reading.objects, sqlTexts), reading.locate);
}

const right: readonly string[] = [
  '{ name: r, who: everyone, allow: [analyst], in: everywhere }',
  '{ name: r, who: [{ group: engineers }, { user: etl }], allow: [engineer], in: [lake.staging, pg] }',
  `{ name: r, who: everyone, allow: [SelectFromColumns], in: ['lake."a b".t', Lake.open] }`,
  '{ name: r, who: everyone, allow: [SetSystemSessionProperty], properties: [query_max_run_time] }',
  '{ name: r, who: [{ user: etl }], allow: [administrator], in: everywhere, ofUsers: everyone }',
  '{ name: r, who: [{ user: etl }], allow: [ViewQueryOwnedBy], ofUsers: [{ group: engineers }] }',
  '{ name: r, who: [{ user: etl }], allow: [ExecuteQuery, ReadSystemInformation], enabled: false }',
  '{ name: r, who: [{ user: etl }], allow: [analyst, SetCatalogSessionProperty], in: [lake, pg.public.f] }',
];

const wrong: readonly (readonly [rule: string, error: string])[] = [
  [
    '{ name: r, who: everyone, allow: [analyst] }',
    "w.yaml:4:5: missing key 'in': say where: 'everywhere', or a list of catalogs, schemas, tables and functions",
  ],
  [
    '{ name: r, who: everyone, allow: [ExecuteQuery], in: everywhere }',
    'w.yaml:4:58: no allowed operation is about a catalog, a schema, a table or a function; leave this out',
  ],
  [
    '{ name: r, who: everyone, allow: [KillQueryOwnedBy] }',
    "w.yaml:4:5: missing key 'ofUsers': say which users it is about: 'everyone', or a list of {user: NAME} and {group: NAME}",
  ],
  [
    '{ name: r, who: everyone, allow: [CreateView], in: everywhere, ofUsers: everyone }',
    'w.yaml:4:77: no allowed operation is about other users; leave this out',
  ],
  [
    '{ name: r, who: everyone, allow: [CreateView], in: everywhere, properties: [x] }',
    'w.yaml:4:80: no allowed operation sets session properties; leave this out',
  ],
  [
    '{ name: r, who: everyone, allow: [CreateVeiw], in: everywhere }',
    "w.yaml:4:39: expected a set (analyst, engineer, service, administrator) or the name of an operation of Trino but found 'CreateVeiw'; did you mean 'CreateView'?",
  ],
  [
    '{ name: r, who: everyone, allow: [analist], in: everywhere }',
    "w.yaml:4:39: expected a set (analyst, engineer, service, administrator) or the name of an operation of Trino but found 'analist'; did you mean 'analyst'?",
  ],
  [
    '{ name: r, who: everyone, allow: [FilterTables], in: everywhere }',
    "w.yaml:4:39: scrim alone decides 'FilterTables', by what the person may read and do; no rule can allow it",
  ],
  ['{ name: r, who: everyone, allow: [], in: everywhere }', 'w.yaml:4:38: expected at least 1 entry'],
  [
    '{ name: r, who: all, allow: [CreateView], in: everywhere }',
    'w.yaml:4:21: expected everyone or a list of {user: NAME} and {group: NAME}',
  ],
  [
    '{ name: r, who: [everyone], allow: [CreateView], in: everywhere }',
    'w.yaml:4:22: expected {user: NAME} or {group: NAME}',
  ],
  [
    '{ name: r, who: everyone, allow: [CreateView], in: lake }',
    'w.yaml:4:56: expected everywhere or a list of names of catalogs, schemas, tables and functions',
  ],
  [
    '{ name: r, who: [{ user: elt }], allow: [CreateView], in: everywhere }',
    "w.yaml:4:30: there is no user 'elt'; did you mean 'etl'?",
  ],
  [
    '{ name: r, who: everyone, allow: [ImpersonateUser], ofUsers: [{ group: engineer }] }',
    "w.yaml:4:76: there is no group 'engineer'; did you mean 'engineers'?",
  ],
  [
    '{ name: r, who: everyone, allow: [CreateView], in: [lake.s.t.u] }',
    "w.yaml:4:57: expected CATALOG, CATALOG.SCHEMA or CATALOG.SCHEMA.NAME but found 'lake.s.t.u'",
  ],
  [
    '{ name: r, who: everyone, allow: [CreateView], in: [lake.*] }',
    "w.yaml:4:57: found '.' but expected end of text or '.'",
  ],
  [
    '{ name: r, who: everyone, allow: [CreateView, CreateCatalog], in: [lake.s] }',
    "w.yaml:4:51: CreateCatalog is about a catalog, and no name in 'in' is that large: name a catalog there, or write 'in: everywhere'",
  ],
  [
    '{ name: r, who: everyone, allow: [CreateSchema], in: [lake.s.t] }',
    "w.yaml:4:39: CreateSchema is about a schema, and no name in 'in' is that large: name a catalog or a schema there, or write 'in: everywhere'",
  ],
];

describe('operation rules', () => {
  it.each(right)('accept %s', async (rule) => {
    expect(await errorsOf(rule)).toEqual([]);
  });

  it.each(wrong)('refuse %s', async (rule, error) => {
    expect(await errorsOf(rule)).toEqual([error]);
  });
});
