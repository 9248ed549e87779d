import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { apiService } from './api-service.js';
import type { ApiService } from './api-service.js';

const columns = [
  { name: 'id', type: 'bigint' },
  { name: 'ssn', type: 'varchar' },
];
const nullSsn = [{ mask: { type: 'null' as const }, columns: { names: ['ssn'] } }];

/** What bob, a plain user, must never read: everything here is named after it. */
const secret = 'hushhush';

let api: ApiService;
let bob: string;
beforeAll(async () => {
  api = await apiService({
    settings: { projectInSource: true },
    purposes: [{ name: 'Audit', statement: 'I audit.' }],
    groups: [{ name: 'staff' }],
    users: [{ name: 'bob', groups: ['staff'] }, { name: 'ann' }],
    dataSources: [
      { schema: 's', name: 'open', table: 'c.s.plain', columns },
      { schema: 's', name: 'asked', table: 'c.s.asked', columns },
      { schema: 's', name: 'looked_up', table: 'c.s.looked_up', columns },
      { schema: secret, name: 'base', table: 'c.s.base', columns },
      { schema: 's', name: 'through', query: `SELECT id, ssn FROM ${secret}.base`, columns },
    ],
    subscriptionPolicies: [
      {
        name: 'all',
        target: { dataSources: ['s.open', 's.through', 's.looked_up'] },
        grant: { anyone: true },
      },
      { name: `${secret} is for few`, dataSource: `${secret}.base`, grant: { individual: true } },
      { name: 'on request', dataSource: 's.asked', grant: { ask: { approvers: [{ user: 'ann' }] } } },
    ],
    lookupTables: [{ table: 'c.s.lookup', columns: [{ name: 'id', type: 'bigint' }] }],
    policies: [
      {
        ...{ name: 'by lookup', dataSource: 's.looked_up' },
        rules: [{ rows: { where: 'id IN (SELECT l.id FROM c.s.lookup l)' } }],
      },
      { name: 'open', dataSource: 's.open', rules: nullSsn },
      { name: `${secret} ssn`, dataSource: `${secret}.base`, rules: nullSsn },
    ],
    projects: [
      {
        ...{ name: 'j', members: [{ group: 'staff' }], purposes: ['Audit'] },
        dataSources: ['s.open', `${secret}.base`],
      },
      { name: `${secret} project`, members: [{ user: 'ann' }] },
    ],
    workingProjects: [],
  });
  bob = await api.keyFor(['user'], 'bob');
});
afterAll(() => api.close());

const get = (path: string, key = bob) => api.call('get', path, { key });

describe('what a plain user is shown', () => {
  it.each([
    ['of policies about others', '/explain?dataSource=s.open'],
    ['of a table that is closed in place', '/explain?dataSource=s.looked_up'],
    ['of what a query reads', '/explain?dataSource=s.through'],
    ['of a data source that may be asked for', '/explain?dataSource=s.asked'],
    ['of projects', '/projects'],
    ['of a project', '/projects/j'],
    ['of data sources', '/data-sources'],
    ['of a hidden data source', `/explain?dataSource=s.nothing`],
  ])('%s names nothing that is hidden from them', async (_, path) => {
    const { body, text } = await get(path);
    const { sql, ...rest } = body as { sql?: unknown };
    expect(JSON.stringify(rest)).not.toContain(secret);
    expect(sql === undefined || sql === null || typeof sql === 'string').toBe(true);
    expect(text.length).toBeGreaterThan(0);
  });

  it('says that a column is masked where it is read, and not by which policy', async () => {
    const { body } = await get('/explain?dataSource=s.through');
    expect(body).toMatchObject({
      policies: [],
      sources: [],
      columns: [
        { name: 'id', shown: 'raw' },
        {
          ...{ name: 'ssn', shown: 'masked' },
          beneath: [{ mask: { type: 'null' }, policy: '(of a table that it reads)' }],
        },
      ],
    });
  });

  it('contains the policies that apply to the data source, and what can be requested', async () => {
    expect((await get('/explain?dataSource=s.open')).body).toMatchObject({
      policies: [{ policy: 'open' }],
      access: { policies: [{ policy: 'all' }] },
    });
    expect((await get('/explain?dataSource=s.asked')).body).toMatchObject({
      decision: 'hidden',
      next: ["request access (POST /api/v1/subscription-requests): approved by user 'ann'"],
    });
  });

  it('says what is different in place, by policies that it reports anyhow', async () => {
    const { body } = await get('/explain?dataSource=s.looked_up');
    expect(body).toMatchObject({
      policies: [{ policy: 'by lookup' }],
      rows: [{ policy: 'by lookup' }],
      inPlace: { closed: expect.stringContaining("policy 'by lookup' reads a lookup table") },
    });
    expect((await get('/explain?dataSource=s.open')).body).not.toHaveProperty('inPlace');
  });

  it('says what is to be acknowledged in a project', async () => {
    const { body } = await get('/explain?dataSource=s.open&project=j');
    expect(body).toMatchObject({
      next: [
        "purpose 'Audit' does not apply (not acknowledged by 'bob'): acknowledge it (POST /api/v1/me/acknowledgements)",
      ],
    });
  });

  it('is the same for a project of others and for one that there is not', async () => {
    const because = async (project: string) => {
      const { body } = await get(`/explain?dataSource=s.open&project=${encodeURIComponent(project)}`);
      return (body as { work: { because: string } }).work.because.replace(project, 'P');
    };
    expect(await because(`${secret} project`)).toBe(await because('nothing'));
  });

  it('is all of it for governors', async () => {
    const governor = await api.keyFor(['governor']);
    const { body } = await get('/explain?dataSource=s.open&user=bob', governor);
    expect((body as { policies: { policy: string }[] }).policies.map(({ policy }) => policy)).toContain(
      `${secret} ssn`,
    );
    const through = (await get('/explain?dataSource=s.through&user=bob', governor)).body as object;
    expect(through).toMatchObject({ sources: [{ dataSource: `${secret}.base` }] });
  });
});
