import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { keyOf } from '../model/world.js';
import { checkReferences } from './check-references.js';
import type { ExistingObjects } from './known-objects.js';
import { formatProblems } from './problem.js';
import { readWorld } from '../files/read-world.js';
import type { LocatedWorld } from '../files/read-world.js';

const sql = {
  tableName: (text: string) => (/^\w+\.\w+\.\w+$/.test(text) ? undefined : `'${text}' is no table name`),
  placeDepth: () => 3,
  dataType: (text: string) => (/^[a-z]+(\(\d+\))?$/.test(text) ? undefined : `'${text}' is no type`),
};

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scrim-world-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function worldOf(text: string): Promise<LocatedWorld> {
  const file = join(folder, 'world.yaml');
  await writeFile(file, text);
  const reading = await readWorld([file]);
  if (!reading.ok) throw new Error(reading.errors.join('\n'));
  return reading;
}

async function problemsOf(text: string, existing?: ExistingObjects): Promise<readonly string[]> {
  const { objects, locate } = await worldOf(text);
  const problems = await checkReferences(objects, sql, existing);
  return formatProblems(problems, locate).map((line) => line.replaceAll(`${folder}/`, ''));
}

const existingOf = ({ objects }: LocatedWorld): ExistingObjects => ({
  async *pages(kind) {
    yield await Promise.resolve(objects[kind]);
  },
  get: (kind, key) => Promise.resolve(objects[kind].find((object) => keyOf[kind](object) === key)),
  all: (kind) => Promise.resolve(objects[kind]),
});

const base = `
tags: [{name: PII}, {name: PII.Phone}]
groups: [{name: finance}]
users: [{name: gwen, groups: [finance]}]
dataSources:
  - schema: sales
    name: customer
    table: tpch.tiny.customer
    owners: [{group: finance}]
    columns:
      - {name: custkey, type: bigint}
      - {name: phone, type: varchar(15), tags: [PII.Phone]}
`;

describe('checkReferences', () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['a whole world', base, []],
    [
      'names in users and data sources',
      `${base.replace('[finance]}]', '[finanse]}]').replace('tags: [PII.Phone]', 'tags: [PII.Phoen, X]').replace('{group: finance}]', '{user: gwem}, {group: nobody}]')}`,
      [
        "world.yaml:4:31: there is no group 'finanse'; did you mean 'finance'?",
        "world.yaml:9:21: there is no user 'gwem'; did you mean 'gwen'?",
        "world.yaml:9:36: there is no group 'nobody'; declare it under groups",
        "world.yaml:12:49: there is no tag 'PII.Phoen'; did you mean 'PII.Phone'?",
        "world.yaml:12:60: there is no tag 'X'; declare it under tags",
      ],
    ],
    [
      'names in subscriptions',
      `${base}
subscriptions:
  - {dataSource: sales.custmer, subscriber: {user: bo}}
  - {dataSource: sales.customer, subscriber: {group: financ}}
`,
      [
        "world.yaml:15:18: there is no data source 'sales.custmer'; did you mean 'sales.customer'?",
        "world.yaml:15:52: there is no user 'bo'; declare the user under users",
        "world.yaml:16:54: there is no group 'financ'; did you mean 'finance'?",
      ],
    ],
    [
      'names in policies, conditions to their depth',
      `${base}
policies:
  - name: p
    target: {tags: [PII.X], schemas: [salse, elsewhere], dataSources: [a.b]}
    rules:
      - mask: {type: "null"}
        columns: {tags: [PII, Pii.Phone]}
        exceptWhen: {any: [{all: [{group: finance}, {not: {group: fin}}]}, {user: gven}, {attribute: x}]}
      - rows: {column: {tag: Nation}, in: groups}
        when: {group: g}
        otherwise: {column: {tag: Region}, in: groups}
`,
      [
        "world.yaml:16:21: there is no tag 'PII.X'; declare it under tags",
        "world.yaml:16:39: no data source is in schema 'salse'; did you mean 'sales'?",
        "world.yaml:16:72: there is no data source 'a.b'; register it under dataSources, as SCHEMA.NAME",
        "world.yaml:19:31: there is no tag 'Pii.Phone'; did you mean 'PII.Phone'?",
        "world.yaml:20:67: there is no group 'fin'; declare it under groups",
        "world.yaml:20:83: there is no user 'gven'; did you mean 'gwen'?",
        "world.yaml:21:30: there is no tag 'Nation'; declare it under tags",
        "world.yaml:22:23: there is no group 'g'; declare it under groups",
        "world.yaml:23:35: there is no tag 'Region'; declare it under tags",
      ],
    ],
    [
      'names in purposes, projects and subscription policies',
      `${base}
purposes: [{name: Research}]
subscriptionPolicies:
  - name: p
    target: {tags: [PII.Phoen], schemas: [salse]}
    grant: {ask: {approvers: [{group: financ}, {user: bo}]}}
    guardrail: {not: {purpose: Reserch}}
  - {name: q, dataSource: sales.custmer, grant: {condition: {any: [{group: finanse}, {purpose: Research.X}]}}}
projects:
  - {name: j, dataSources: [a.b], members: [{user: gwem}], purposes: [Use], equalized: {groups: [fin], attributes: {a: [b]}}}
acknowledgements: [{user: bo, purpose: Researc}]
workingProjects: [{user: gwen, project: i}]
`,
      [
        "world.yaml:17:21: there is no tag 'PII.Phoen'; did you mean 'PII.Phone'?",
        "world.yaml:17:43: no data source is in schema 'salse'; did you mean 'sales'?",
        "world.yaml:18:39: there is no group 'financ'; did you mean 'finance'?",
        "world.yaml:18:55: there is no user 'bo'; declare the user under users",
        "world.yaml:19:32: there is no purpose 'Reserch'; did you mean 'Research'?",
        "world.yaml:20:27: there is no data source 'sales.custmer'; did you mean 'sales.customer'?",
        "world.yaml:20:76: there is no group 'finanse'; did you mean 'finance'?",
        "world.yaml:20:96: there is no purpose 'Research.X'; did you mean 'Research'?",
        "world.yaml:22:29: there is no data source 'a.b'; register it under dataSources, as SCHEMA.NAME",
        "world.yaml:22:52: there is no user 'gwem'; did you mean 'gwen'?",
        "world.yaml:22:71: there is no purpose 'Use'; declare it under purposes",
        "world.yaml:22:98: there is no group 'fin'; declare it under groups",
        "world.yaml:23:27: there is no user 'bo'; declare the user under users",
        "world.yaml:23:40: there is no purpose 'Researc'; did you mean 'Research'?",
        "world.yaml:24:41: there is no project 'i'; did you mean 'j'?",
      ],
    ],
    [
      'a tag that is only beneath or above a declared one',
      `tags: [{name: A.B}]
policies:
  - {name: p, rules: [{mask: {type: "null"}, columns: {tags: [A]}}, {mask: {type: "null"}, columns: {tags: [A.B.C.D]}}]}
`,
      [
        "world.yaml:3:63: there is no tag 'A'; declare it under tags",
        "world.yaml:3:109: there is no tag 'A.B.C.D'; declare it under tags",
      ],
    ],
    [
      'duplicated objects',
      `settings: {}
tags: [{name: PII}, {name: PII}]
users:
  - name: ada
  - name: ada
dataSources:
  - &c {schema: s, name: t, table: a.b.c, columns: [{name: x, type: bigint}]}
  - *c
subscriptions:
  - &s {dataSource: s.t, subscriber: {user: ada}}
  - *s
purposes: [{name: P}]
projects: [{name: j}]
acknowledgements: [&a {user: ada, purpose: P}, *a]
workingProjects: [&w {user: ada, project: j}, *w]
subscriptionPolicies: [&p {name: p, dataSource: s.t, grant: {anyone: true}}, *p]
`,
      [
        "world.yaml:2:28: tag 'PII' is duplicated; keep one (the other is at world.yaml:2:8)",
        "world.yaml:5:11: user 'ada' is duplicated; keep one (the other is at world.yaml:4:5)",
        "world.yaml:8:5: data source 's.t' is duplicated; keep one (the other is at world.yaml:7:8)",
        "world.yaml:11:5: the subscription of user 'ada' to 's.t' is duplicated; keep one (the other is at world.yaml:10:8)",
        "world.yaml:14:48: the acknowledgement of 'P' by user 'ada' is duplicated; keep one (the other is at world.yaml:14:23)",
        "world.yaml:15:47: the working project of user 'ada' is duplicated; keep one (the other is at world.yaml:15:22)",
        "world.yaml:16:78: subscription policy 'p' is duplicated; keep one (the other is at world.yaml:16:27)",
      ],
    ],
    [
      'texts that are no SQL',
      `settings: {hashKeyTable: key}
dataSources:
  - {schema: s, name: t, table: b.c, columns: [{name: x, type: bigint}, {name: y, type: "varchar("}]}
`,
      [
        "world.yaml:1:26: 'key' is no table name",
        "world.yaml:3:33: 'b.c' is no table name",
        "world.yaml:3:89: 'varchar(' is no type",
      ],
    ],
    [
      'a hash mask without a key',
      `${base}
policies:
  - {name: p, rules: [{mask: {type: hash}, columns: {tags: [PII]}, when: {user: gwen}, otherwise: {type: hash}}]}
`,
      [
        'world.yaml:15:37: a hash mask needs a key; name the one-row table that contains the key in settings.hashKeyTable, or set settings.inlineHashKey: true if everybody who can read a view may also see the key',
        'world.yaml:15:106: a hash mask needs a key; name the one-row table that contains the key in settings.hashKeyTable, or set settings.inlineHashKey: true if everybody who can read a view may also see the key',
      ],
    ],
    [
      'a hash mask with a key',
      `${base}
settings: {hashKeyTable: vault.scrim.hash_key}
policies:
  - {name: p, rules: [{mask: {type: hash}, columns: {tags: [PII]}}]}
`,
      [],
    ],
    [
      'columns that the data source of a local policy does not have',
      `${base}
policies:
  - name: p
    dataSource: sales.customer
    rules:
      - {mask: {type: "null"}, columns: {names: [phone, phoen, x]}}
      - rows: {column: {name: custky}, in: groups}
        when: {user: gwen}
        otherwise: {column: {tag: PII}, in: groups}
      - {rows: {column: {tag: PII.Phone}, in: groups}}
      - {rows: {column: {name: x}, in: groups}}
  - {name: q, dataSource: sales.nobody, rules: [{mask: {type: "null"}, columns: {names: [x]}}]}
`,
      [
        "world.yaml:18:57: the data source of this policy has no column 'phoen'; did you mean 'phone'?",
        "world.yaml:18:64: the data source of this policy has no column 'x'; it has custkey, phone",
        "world.yaml:19:31: the data source of this policy has no column 'custky'; did you mean 'custkey'?",
        "world.yaml:23:32: the data source of this policy has no column 'x'; it has custkey, phone",
        "world.yaml:24:27: there is no data source 'sales.nobody'; register it under dataSources, as SCHEMA.NAME",
      ],
    ],
    [
      'a tag that a local policy needs on one column',
      `tags: [{name: A}]
dataSources:
  - {schema: s, name: t, table: a.b.c, columns: [{name: x, type: bigint, tags: [A]}, {name: y, type: bigint, tags: [A]}]}
policies:
  - {name: p, dataSource: s.t, rules: [{rows: {column: {tag: A}, in: groups}}]}
`,
      [
        'world.yaml:5:62: in the data source of this policy 2 columns are tagged A (x, y), but the rule needs exactly one',
      ],
    ],
  ];
  it.each(cases)('%s', async (_, text, expected) => {
    expect(await problemsOf(text)).toEqual(expected);
  });
});

describe('checkReferences of a part, over what exists', () => {
  it('finds what exists, and suggests it', async () => {
    const existing = existingOf(await worldOf(base));
    const part = `
users: [{name: ada, groups: [finance]}]
subscriptions: [{dataSource: sales.customer, subscriber: {user: ada}}]
policies:
  - {name: p, dataSource: sales.customer, rules: [{mask: {type: "null"}, columns: {names: [phoen]}}]}
  - {name: q, rules: [{mask: {type: hash}, columns: {tags: [PII.Phon]}}]}
`;
    expect(await problemsOf(part, existing)).toEqual([
      "world.yaml:5:92: the data source of this policy has no column 'phoen'; did you mean 'phone'?",
      'world.yaml:6:37: a hash mask needs a key; name the one-row table that contains the key in settings.hashKeyTable, or set settings.inlineHashKey: true if everybody who can read a view may also see the key',
      "world.yaml:6:61: there is no tag 'PII.Phon'; did you mean 'PII.Phone'?",
    ]);
  });

  it('takes the part in place of what exists', async () => {
    const hashing = `settings: {inlineHashKey: true}
tags: [{name: PII}]
policies:
  - {name: p, rules: [{mask: {type: hash}, columns: {tags: [PII]}}]}
`;
    const existing = existingOf(await worldOf(hashing));
    expect(await problemsOf('settings: {definer: o}', existing)).toEqual([
      "world.yaml:1:11: these settings name no hash key, but policy 'p' has a hash mask; name the one-row table that contains the key in settings.hashKeyTable, or set settings.inlineHashKey: true if everybody who can read a view may also see the key",
    ]);
    const replaced = `settings: {definer: o}
policies: [{name: p, rules: [{mask: {type: "null"}, columns: {tags: [PII]}}]}]`;
    expect(await problemsOf(replaced, existing)).toEqual([]);
  });
});
