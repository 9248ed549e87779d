import { isProxy } from 'node:util/types';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { readerFactsFor, sharedDataSource, sourceFactsFor } from '../../../src/facts/facts-for.js';
import { formatDataSourceName } from '../../../src/model/names.js';
import { worldFile } from '../../../src/model/world.js';
import type { WorldFile } from '../../../src/model/world.js';
import { decide } from '../../../src/policy/decide.js';
import { createDecisionMemory } from '../../../src/policy/decision-memory.js';
import type { Decision } from '../../../src/policy/decision.js';
import { mentionedFacts } from '../../../src/policy/mentioned-facts.js';
import type { MentionedFacts } from '../../../src/policy/mentioned-facts.js';
import { createProgram, createSurveyProgram } from '../../../src/policy/program.js';
import type { SharedLimits } from '../../../src/policy/shared-parts.js';
import { worlds } from '../../oracle/arbitrary-world.js';
import { readDraft } from '../../oracle/read-draft.js';
import { often } from '../../support/runs.js';
import { factsIn, lookIn } from './facts-of.js';

const at = new Date('2026-06-15T12:00:00Z');

/** A decision without the reports on policies that are about other data sources. */
const aboutOnly = ({ access, policies, ...rest }: Decision): unknown => ({
  ...rest,
  access: { ...access, policies: access.policies.filter(({ about, enabled }) => about && enabled) },
  policies: policies.flatMap((policy) =>
    policy.enabled && policy.rules.some(({ about }) => about) ? [policy] : [],
  ),
});

/** Objects within a value that are proxies: they would note reads of a reader who is long gone. */
function proxiesIn(value: unknown, seen = new Set<unknown>()): number {
  if (typeof value !== 'object' || value === null || seen.has(value)) return 0;
  seen.add(value);
  return Object.values(value).reduce<number>(
    (sum, part) => sum + proxiesIn(part, seen),
    isProxy(value) ? 1 : 0,
  );
}

/** The program of a survey among all users of a world, who are counted by what is mentioned there. */
function surveyIn(
  world: WorldFile,
  dataSourceName: string,
  mentioned?: MentionedFacts,
  limits?: SharedLimits,
) {
  const look = lookIn(world);
  const source = sourceFactsFor(look, dataSourceName);
  const { dataSource } = source;
  if (dataSource === undefined) throw new Error(`no data source ${dataSourceName}`);
  const { blocks = [], projects = [] } = world;
  return createSurveyProgram(
    source,
    mentioned ??
      mentionedFacts({ ...source, dataSource: sharedDataSource(look, dataSource), blocks, projects }),
    limits,
  );
}

/** Compares the programs of all data sources with `decide`, for all users, twice: first they learn, then they remember. */
function expectSameDecisions(
  world: WorldFile,
  users: readonly string[],
  memory = createDecisionMemory(),
  limits?: SharedLimits,
): void {
  const look = lookIn(world);
  for (const dataSource of world.dataSources ?? []) {
    const dataSourceName = formatDataSourceName(dataSource);
    const program = createProgram(sourceFactsFor(look, dataSourceName), memory);
    const survey = surveyIn(world, dataSourceName, undefined, limits);
    for (const userName of [...users, ...users]) {
      const asked = { userName, dataSourceName, at };
      const reader = readerFactsFor(look, asked);
      const expected = aboutOnly(decide(factsIn(world, asked)));
      for (const decision of [program, survey].map((one) => one.decide(reader, at))) {
        expect(aboutOnly(decision)).toEqual(expected);
        expect(proxiesIn(decision)).toBe(0);
      }
    }
  }
}

describe('the program of a data source', () => {
  it('decides as `decide` does, for everybody', () => {
    fc.assert(
      fc.property(worlds(), (draft) => {
        const { world } = readDraft(draft, 'w');
        expectSameDecisions(world, [...(world.users ?? []).map(({ name }) => name), 'nobody']);
      }),
    );
  });

  it('decides the same when it has to forget', () => {
    fc.assert(
      fc.property(worlds(), (draft) => {
        const { world } = readDraft(draft, 'w');
        const users = (world.users ?? []).map(({ name }) => name);
        const limits = { bytes: 3_000, ofOne: 1, meetings: 1 };
        expectSameDecisions(world, users, createDecisionMemory(3_000), limits);
      }),
      { numRuns: often(10, 20) },
    );
  });

  const column = { name: 'region', type: 'varchar' };
  const world = (of: object): WorldFile =>
    worldFile.parse({
      settings: { hashKeyTable: 'vault.scrim.hash_key' },
      groups: [{ name: 'g' }, { name: 'h', attributes: { region: ['X'] } }],
      users: [
        { name: 'ann', groups: ['g'], attributes: { region: ['X', 'Y'] }, iam: 'okta' },
        { name: 'ben', groups: ['g', 'h'], attributes: { region: ['X'] } },
        { name: 'cat', groups: ['h'] },
        { name: 'dan', groups: ['g'], attributes: { region: ['X', 'Y'] } },
      ],
      dataSources: [
        {
          ...{ schema: 's', name: 'd', table: 'a.b.c', columns: [column, { name: 'id', type: 'bigint' }] },
          owners: [{ user: 'cat' }],
        },
      ],
      subscriptionPolicies: [{ name: 'all', dataSource: 's.d', grant: { anyone: true } }],
      ...of,
    });
  const rows = (rule: object) => ({ policies: [{ name: 'p', dataSource: 's.d', rules: [rule] }] });
  const byRegion = { rows: { column: { name: 'region' }, in: { attribute: 'region' } } };
  const mask = { mask: { type: 'null' }, columns: { names: ['id'] } };
  const project = (of: object) => ({
    purposes: [{ name: 'Audit', statement: 'x' }],
    projects: [{ name: 'q', dataSources: ['s.d'], members: [{ group: 'g' }], purposes: ['Audit'], ...of }],
    workingProjects: [
      { user: 'ann', project: 'q' },
      { user: 'ben', project: 'q' },
    ],
    acknowledgements: [],
  });

  it.each<readonly [string, object, number]>([
    ['everybody alike', rows(mask), 1],
    ['values', rows(byRegion), 2],
    ['one value', rows({ ...mask, exceptWhen: { attribute: 'region', value: 'Y' } }), 2],
    ['any value', rows({ ...mask, exceptWhen: { attribute: 'region' } }), 2],
    ['a group', rows({ ...mask, exceptWhen: { group: 'h' } }), 2],
    ['groups', rows({ rows: { column: { name: 'region' }, in: 'groups' } }), 2],
    ['a user', rows({ ...mask, exceptWhen: { user: 'dan' } }), 2],
    [
      'each part of a condition',
      rows({ ...mask, exceptWhen: { any: [{ user: 'dan' }, { group: 'h' }] } }),
      3,
    ],
    ['the name, which is bound later', rows({ rows: { where: 'region = @username()' } }), 1],
    ['the identity provider', rows({ rows: { where: 'region = @iam()' } }), 2],
    ['a purpose', { ...rows({ ...mask, exceptWhen: { purpose: 'Audit' } }), ...project({}) }, 1],
    [
      'the domain of hashes',
      {
        ...rows({ mask: { type: 'hash' }, columns: { names: ['region'] } }),
        ...project({ maskedJoins: true }),
      },
      2,
    ],
    ['an equalized project', { ...rows(byRegion), ...project({ equalized: true }) }, 2],
  ])('tells apart by %s, and shares what it shows', (_, of, classes) => {
    const given = world(of);
    expectSameDecisions(given, ['ann', 'ben', 'cat', 'dan']);
    const look = lookIn(given);
    const program = createProgram(sourceFactsFor(look, 's.d'), createDecisionMemory());
    const shown = ['ann', 'ben', 'dan'].map((userName) => {
      const decision = program.decide(readerFactsFor(look, { userName }), at);
      return decision.kind === 'open' ? decision.shown : decision.access.because;
    });
    expect(shown.filter((one) => typeof one === 'string')).toEqual([]);
    expect(new Set(shown).size).toBe(classes);
  });

  const nothing: MentionedFacts = { groups: new Set(), attributes: new Set(), users: new Set(), iam: false };
  it.each<readonly [string, object, Partial<MentionedFacts>]>([
    ['values', rows(byRegion), { attributes: new Set(['region']) }],
    [
      'one value',
      rows({ ...mask, exceptWhen: { attribute: 'region', value: 'Y' } }),
      { attributes: new Set(['region']) },
    ],
    [
      'any value',
      rows({ ...mask, exceptWhen: { attribute: 'region' } }),
      { attributes: new Set(['region']) },
    ],
    ['a group', rows({ ...mask, exceptWhen: { group: 'h' } }), { groups: new Set(['h']) }],
    ['groups', rows({ rows: { column: { name: 'region' }, in: 'groups' } }), { groups: 'all' }],
    ['a user', rows({ ...mask, exceptWhen: { user: 'dan' } }), { users: new Set(['dan']) }],
    ['the identity provider', rows({ rows: { where: 'region = @iam()' } }), { iam: true }],
    [
      'a group that has access',
      { subscriptionPolicies: [{ name: 's', dataSource: 's.d', grant: { condition: { group: 'g' } } }] },
      { groups: new Set(['g']) },
    ],
    [
      'what a guardrail demands',
      {
        subscriptionPolicies: [
          { name: 's', dataSource: 's.d', grant: { anyone: true }, guardrail: { attribute: 'region' } },
        ],
      },
      { attributes: new Set(['region']) },
    ],
  ])('refuses to decide by %s if users are not counted by it', (_, of, mentioned) => {
    const given = world(of);
    const ann = readerFactsFor(lookIn(given), { userName: 'ann' });
    expect(surveyIn(given, 's.d', { ...nothing, ...mentioned }).decide(ann, at).kind).toBe('open');
    expect(() => surveyIn(given, 's.d', nothing).decide(ann, at)).toThrow(
      'internal error (please report it): users are counted without telling them apart by what a policy reads of them',
    );
  });

  it('shares what is shown of columns between users who are counted', () => {
    const given = world(rows(byRegion));
    const survey = surveyIn(given, 's.d');
    const [one, other] = ['ann', 'ben'].map((userName) => {
      const decision = survey.decide(readerFactsFor(lookIn(given), { userName }), at);
      return decision.kind === 'open' ? decision.shown : undefined;
    });
    expect(one?.rows).not.toEqual(other?.rows);
    expect(one?.columns).toBe(other?.columns);
  });
});
