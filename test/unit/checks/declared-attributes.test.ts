import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { applyWorld } from '../../../src/use-cases/world/apply-world.js';
import type { Store } from '../../../src/store/open-store.js';
import { openEmptyStore } from '../test-store.js';

let store: Store;
beforeAll(async () => {
  store = await openEmptyStore();
  expect(await apply(base)).toEqual([]);
});
afterAll(() => store.close());

/** What is wrong with a text, or warned of; what is wrong leaves the store as it was. */
const apply = async (text: string): Promise<readonly string[]> => {
  const files = [{ name: 'w.yaml', text }];
  const result = await applyWorld(store, { files, prune: false, actor: 'test' });
  return 'errors' in result ? result.errors : (result.warnings ?? []);
};

const base = `
settings:
  attributes:
    - {name: region, values: [EUROPE, ASIA]}
    - {name: office}
groups: [{name: staff, attributes: {office: [Bonn]}}]
users: [{name: ann, attributes: {region: [EUROPE]}}]
dataSources:
  - {schema: s, name: t, table: c.s.t, columns: [{name: id, type: bigint}]}
`;

describe('once attributes are declared', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'users and groups have only these, with their values',
      `users:
  - {name: bob, attributes: {regoin: [ASIA], region: [ASIA, EUROP]}}
groups: [{name: g, attributes: {level: [high], region: [ANTARCTICA], office: [anything]}}]
`,
      [
        "w.yaml:2:38: attribute 'regoin' is not declared; did you mean 'region'?",
        "w.yaml:2:54: 'EUROP' is not a value of attribute 'region'; did you mean 'EUROPE'?",
        "w.yaml:3:40: attribute 'level' is not declared; declare it in settings.attributes",
        "w.yaml:3:56: 'ANTARCTICA' is not a value of attribute 'region'; allowed: 'EUROPE', 'ASIA'",
      ],
    ],
    [
      'policies name only these, in conditions, filters and predicates',
      `policies:
  - name: p
    dataSource: s.t
    rules:
      - mask: {type: "null"}
        columns: {names: [id]}
        exceptWhen: {any: [{attribute: region, value: EUROPE}, {not: {all: [{attribute: offic}]}}]}
      - rows: {column: {name: id}, in: {attribute: rgion}}
        when: {attribute: region, value: EUROPA}
        otherwise: {where: "@hasAttribute('region', 'ASIEN') OR @attributeValuesContains('ofice', id)"}
`,
      [
        "w.yaml:7:89: attribute 'offic' is not declared; did you mean 'office'?",
        "w.yaml:8:52: attribute 'rgion' is not declared; did you mean 'region'?",
        "w.yaml:9:27: 'EUROPA' is not a value of attribute 'region'; did you mean 'EUROPE'?",
        "w.yaml:10:28: 'ASIEN' is not a value of attribute 'region'; allowed: 'EUROPE', 'ASIA'",
        "w.yaml:10:28: attribute 'ofice' is not declared; did you mean 'office'?",
      ],
    ],
    [
      'subscription policies and projects name only these',
      `subscriptionPolicies:
  - name: p
    dataSource: s.t
    grant: {condition: {all: [{attribute: office}, {attribute: offise, value: Bonn}]}}
    guardrail: {not: {attribute: region, value: AFRICA}}
projects:
  - {name: j, equalized: {attributes: {region: [EUROPE], clearance: [high]}}}
`,
      [
        "w.yaml:4:64: attribute 'offise' is not declared; did you mean 'office'?",
        "w.yaml:5:34: 'AFRICA' is not a value of attribute 'region'; allowed: 'EUROPE', 'ASIA'",
        "w.yaml:7:69: attribute 'clearance' is not declared; declare it in settings.attributes",
      ],
    ],
    [
      'what keeps to them is taken',
      `users: [{name: bob, attributes: {region: [ASIA, EUROPE], office: [anything]}}]
policies:
  - name: q
    dataSource: s.t
    rules: [{rows: {where: "@hasAttribute('region', 'ASIA')"}, exceptWhen: {attribute: office, value: Bonn}}]
`,
      [],
    ],
  ])('%s', async (_, text, expected) => {
    expect(await apply(text)).toEqual(expected);
  });

  it('a declaration is not taken back while somebody has the attribute or a policy names it', async () => {
    const settings = 'settings:\n  attributes: [{name: region, values: [ASIA]}, {name: level}]\n';
    expect(await apply(settings)).toEqual([
      "w.yaml:2:15: group 'staff': attribute 'office' is not declared; declare it in settings.attributes",
      "w.yaml:2:15: policy 'q': attribute 'office' is not declared; declare it in settings.attributes",
      "w.yaml:2:15: user 'ann': 'EUROPE' is not a value of attribute 'region'; allowed: 'ASIA'",
      "w.yaml:2:15: user 'bob': 'EUROPE' is not a value of attribute 'region'; allowed: 'ASIA'",
      "w.yaml:2:15: user 'bob': attribute 'office' is not declared; declare it in settings.attributes",
    ]);
  });

  it('a file may declare and name an attribute at once', async () => {
    const declared = '{name: region, values: [EUROPE, ASIA]}, {name: office}, {name: level, values: [high]}';
    const text = `settings: {attributes: [${declared}]}\nusers: [{name: cat, attributes: {level: [high]}}]\n`;
    expect(await apply(text)).toEqual([]);
  });

  it('an attribute is declared once', async () => {
    expect(await apply('settings: {attributes: [{name: a}, {name: a}]}\n')).toEqual([
      'w.yaml:1:24: an attribute is duplicated; keep one',
    ]);
  });
});
