import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { applyWorld } from '../../../src/use-cases/world/apply-world.js';
import type { Store } from '../../../src/store/open-store.js';
import { openEmptyStore } from '../test-store.js';

let store: Store;
beforeAll(async () => {
  store = await openEmptyStore();
});
afterAll(() => store.close());

const warningsOf = async (text: string, prune: false | 'exactly'): Promise<readonly string[]> => {
  const files = [{ name: 'w.yaml', text }];
  const result = await applyWorld(store, { files, prune, actor: 'test' });
  if ('errors' in result) throw new Error(result.errors.join('\n'));
  return result.warnings ?? [];
};
/** The warnings of a world that is just what a text says. */
const only = (text: string) => warningsOf(text, 'exactly');
/** The warnings of applying a text to what is there. */
const add = (text: string) => warningsOf(text, false);

const base = `tags: [{name: PII}, {name: PII.Phone}, {name: Unused}]
groups: [{name: staff, attributes: {office: [Bonn]}}]
users: [{name: ann, attributes: {region: [EUROPE], level: []}}]
dataSources:
  - {schema: s, name: t, table: c.s.t, columns: [{name: id, type: bigint}, {name: phone, type: varchar, tags: [PII.Phone]}]}
`;

describe('an attribute that nobody has, while none are declared', () => {
  const policies = `policies:
  - name: p
    dataSource: s.t
    rules:
      - mask: {type: conditional, where: "@attributeValuesContains('zone', phone)", mask: {type: "null"}}
        columns: {tags: [PII]}
        exceptWhen: {any: [{attribute: region}, {not: {attribute: regoin}}]}
      - rows: {column: {name: id}, in: {attribute: offic}}
        when: {all: [{attribute: level, value: high}]}
        otherwise: {where: "@hasAttribute('office', 'Bonn') OR @hasAttribute('clearance', 'high')"}
`;
  const subscriptions = `subscriptionPolicies:
  - name: p
    dataSource: s.t
    grant: {condition: {all: [{attribute: office}, {attribute: offise, value: Bonn}]}}
    guardrail: {not: {attribute: level}}
projects:
  - {name: j, equalized: {attributes: {region: [EUROPE], clearance: [high]}}}
`;

  it.each<[string, string, readonly string[]]>([
    [
      'policies, each at its place and once',
      policies,
      [
        "w.yaml:10:42: no user or group has attribute 'zone', so policies that name it grant nothing",
        "w.yaml:12:67: no user or group has attribute 'regoin', so policies that name it grant nothing; did you mean 'region'?",
        "w.yaml:13:52: no user or group has attribute 'offic', so policies that name it grant nothing; did you mean 'office'?",
        "w.yaml:14:34: no user or group has attribute 'level', so policies that name it grant nothing",
        "w.yaml:15:28: no user or group has attribute 'clearance', so policies that name it grant nothing",
      ],
    ],
    [
      'subscription policies and projects',
      subscriptions,
      [
        "w.yaml:9:64: no user or group has attribute 'offise', so policies that name it grant nothing; did you mean 'office'?",
        "w.yaml:10:34: no user or group has attribute 'level', so policies that name it grant nothing",
        "w.yaml:12:69: no user or group has attribute 'clearance', so policies that name it grant nothing",
      ],
    ],
  ])('is named in %s', async (_, more, expected) => {
    expect(await only(`${base}${more}`)).toEqual(expected);
  });

  it('is reported as long as it is true, by the name of the object if the files do not contain it', async () => {
    const policy = `policies: [{name: p, dataSource: s.t, rules: [{rows: {where: "@hasAttribute('x', 'y')"}}]}]\n`;
    await only(`${base}${policy}`);
    expect(await add('tags: [{name: Other}]\n')).toEqual([
      "policies 'p': no user or group has attribute 'x', so policies that name it grant nothing",
    ]);
    expect(await add('users: [{name: bob, attributes: {x: [y]}}]\n')).toEqual([]);
  });

  it('is not reported if attributes are declared', async () => {
    const policy = `policies: [{name: p, dataSource: s.t, rules: [{rows: {where: "@hasAttribute('x', 'y')"}}]}]\n`;
    const settings = 'settings: {attributes: [{name: x}, {name: office}, {name: region}, {name: level}]}\n';
    expect(await only(`${settings}${base}${policy}`)).toEqual([]);
  });

  it('is reported at most a hundred times, in the files and elsewhere', async () => {
    const names = Array.from({ length: 103 }, (_, index) => `{attribute: a${index + 100}}`);
    const policy = `subscriptionPolicies: [{name: p, dataSource: s.t, guardrail: {any: [${names.join(', ')}]}}]\n`;
    const first = await only(`${base}${policy}`);
    expect([first.length, first.at(0), first.at(-1)]).toEqual([
      101,
      "w.yaml:6:81: no user or group has attribute 'a100', so policies that name it grant nothing",
      'and 3 more problems',
    ]);
    const later = await add('tags: [{name: Other}]\n');
    expect([later.length, later.at(0), later.at(-1)]).toEqual([
      101,
      "subscriptionPolicies 'p': no user or group has attribute 'a100', so policies that name it grant nothing",
      'and 3 more problems',
    ]);
  });
});

it.each([
  [['service'], 'in: [lake]', true, true],
  [['administrator'], 'in: everywhere, ofUsers: everyone', true, true],
  [['SelectFromColumns'], 'in: [lake.open]', true, true],
  [['engineer'], 'in: [lake]', true, false],
  [['service'], 'in: [lake]', false, false],
])(
  'an operation rule for everyone with %j (%s, enabled: %s) that reads raw tables',
  async (allow, more, enabled, warns) => {
    const rule = `operationRules: [{name: r, who: everyone, allow: [${allow.join()}], ${more}, enabled: ${enabled}}]\n`;
    const message =
      'w.yaml:6:50: it lets everyone read tables without filters and masks; for tables without policies, give them the mode open in opa.clusters instead';
    expect(await only(`${base}${rule}`)).toEqual(warns ? [message] : []);
    expect(await only(`${base}${rule.replace('who: everyone', 'who: [{group: staff}]')}`)).toEqual([]);
  },
);

describe('what is about nothing', () => {
  const rule = 'this rule matches no column of any data source, so it has no effect';
  const filter = 'this rule matches no data source, so it has no effect';
  const whole = 'this subscription policy matches no data source, so it has no effect';

  it.each<[string, string, readonly string[]]>([
    [
      'a mask by a tag that no column has',
      'policies: [{name: p, rules: [{mask: {type: "null"}, columns: {tags: [Unused]}}]}]',
      [`w.yaml:6:30: ${rule}`],
    ],
    [
      'each rule by itself',
      `policies:
  - name: p
    target: {schemas: [s]}
    rules:
      - {mask: {type: "null"}, columns: {tags: [PII]}}
      - {mask: {type: "null"}, columns: {names: [fax]}}
      - {rows: {where: "@columnTagged('PII.Phone') IS NULL"}}
`,
      [`w.yaml:11:9: ${rule}`],
    ],
    [
      'a target that no data source meets',
      'policies: [{name: p, target: {tags: [Unused], schemas: [s]}, rules: [{rows: {where: "id = 1"}}]}]',
      [`w.yaml:6:70: ${filter}`],
    ],
    [
      'a filter by a tag that nothing has',
      `policies: [{name: p, rules: [{rows: {where: "@columnTagged('Unused') IS NULL"}}]}]`,
      [`w.yaml:6:30: ${filter}`],
    ],
    [
      'a policy that is switched off',
      'policies: [{name: p, enabled: false, rules: [{mask: {type: "null"}, columns: {tags: [Unused]}}]}]',
      [],
    ],
    [
      'a tag above one that a column has',
      'policies: [{name: p, rules: [{mask: {type: "null"}, columns: {tags: [PII]}}]}]',
      [],
    ],
    [
      'a subscription policy whose target no data source meets',
      `subscriptionPolicies:
  - {name: p, target: {tags: [PII]}, grant: {anyone: true}}
  - {name: q, target: {tags: [Unused]}, guardrail: {group: staff}}
  - {name: r, enabled: false, target: {tags: [Unused]}, grant: {anyone: true}}
`,
      [`w.yaml:8:5: ${whole}`],
    ],
  ])('%s', async (_, more, expected) => {
    expect(await only(`${base}${more}\n`)).toEqual(expected);
  });

  it('is reported when the last data source that it applied to has changed', async () => {
    await only(`${base}policies: [{name: p, rules: [{mask: {type: "null"}, columns: {tags: [PII]}}]}]\n`);
    const changed =
      'dataSources: [{schema: s, name: t, table: c.s.t, columns: [{name: id, type: bigint}]}]\n';
    expect(await add(changed)).toEqual([`policies 'p': ${rule}`]);
  });
});

describe('several queries over one raw table', () => {
  const query = (name: string, text: string): string =>
    `  - {schema: s, name: ${name}, query: "${text}", reads: [{table: c.s.u, columns: [{name: id, type: bigint}]}], columns: [{name: id, type: bigint}]}\n`;
  const two = `dataSources:\n${query('a', 'SELECT id FROM c.s.u')}${query('b', 'SELECT id FROM C.S.U')}`;
  const told = (others: string): string =>
    `it reads c.s.u, which ${others} and which is not a data source itself: register that table as a data source, so that its tags and policies apply to all of them`;

  it('are reported at the first of them', async () => {
    expect(await only(two)).toEqual([`w.yaml:2:33: ${told("'s.b' also reads")}`]);
    const third = query('e', 'SELECT 1 AS id FROM c.s.u WHERE EXISTS (SELECT 1 FROM c.s.u)');
    expect(await add(`dataSources:\n${third}`)).toEqual([
      `dataSources 's.a': ${told("'s.b', 's.e' also read")}`,
    ]);
  });

  it('are correct once a data source is registered for the table', async () => {
    const table = '  - {schema: s, name: u, table: c.s.u, columns: [{name: id, type: bigint}]}\n';
    expect(await only(`${two}${table}`)).toEqual([]);
  });

  it('are none where a single one reads it, or they are on different platforms', async () => {
    expect(await only(`dataSources:\n${query('a', 'SELECT id FROM c.s.u')}`)).toEqual([]);
    const redshift = query('b', 'SELECT id FROM c.s.u').replace('{', '{platform: redshift, ');
    expect(await add(`dataSources:\n${redshift}`)).toEqual([]);
  });
});
