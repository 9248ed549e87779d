import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { apiOperations } from '../../../../src/http/api/operations.js';
import { apiService } from './api-service.js';
import type { ApiService, CallOptions } from './api-service.js';

type Method = 'post' | 'put' | 'patch' | 'delete';

const columns = [
  { name: 'a', type: 'bigint' },
  { name: 'b', type: 'varchar', tags: ['PII'] },
  { name: 'c', type: 'varchar', unreviewed: true as const },
];
const users = ['carl', 'ann', 'bob', 'new'];
const dataSources = ['s.urgent', 's.d', 's.q', 's.n'];
const policies = [
  {
    name: 'masks',
    target: { tags: ['PII'] },
    rules: [{ mask: { type: 'null' as const }, columns: { tags: ['PII'] } }],
  },
  {
    name: 'regions',
    dataSource: 's.q',
    rules: [{ rows: { column: { name: 'b' }, in: { attribute: 'region' } } }],
  },
];

let api: ApiService;
let key: string;
beforeAll(async () => {
  api = await apiService({
    tags: [{ name: 'PII' }],
    purposes: [{ name: 'P', statement: 'only P' }],
    groups: [{ name: 'g' }],
    users: [{ name: 'ann', groups: ['g'] }, { name: 'bob' }, { name: 'carl' }],
    dataSources: [
      { schema: 's', name: 'd', table: 'c.s.d', columns },
      { schema: 's', name: 'q', table: 'c.s.q', columns },
      { schema: 's', name: 'urgent', table: 'c.s.urgent', columns },
    ],
    tagProposals: [{ dataSource: 's.d', column: 'a', tag: 'PII', detector: 'email', byName: true }],
    subscriptions: [
      { dataSource: 's.d', subscriber: { group: 'g' } },
      { dataSource: 's.q', subscriber: { user: 'bob' }, status: 'pending' },
    ],
    subscriptionPolicies: [
      { name: 'on request', dataSource: 's.q', grant: { ask: { approvers: [{ user: 'ann' }] } } },
      {
        name: 'incidents',
        dataSource: 's.urgent',
        breakGlass: { hours: 4, for: { group: 'g' }, tell: ['bob', 'carl'] },
      },
    ],
    policies,
    projects: [
      { name: 'j', members: [{ user: 'ann' }], purposes: ['P'] },
      { name: 'k', members: [{ user: 'bob' }] },
      { name: 'l', members: [{ user: 'bob' }] },
    ],
  });
  key = await api.keyFor(['admin', 'user'], 'ann');
  await api.store.outbox.register('receiver', 'now');
  await api.store.webhooks.register('pager');
  await api.store.webhooks.sendsBreakGlass('pager', 600);
});
afterAll(() => api.close());

/** A write, by the operation that it is of. */
interface Write {
  readonly method: Method;
  readonly path: string;
  readonly body?: unknown;
  readonly type?: string;
}

const lines = (...values: readonly object[]) => ({
  type: 'application/x-ndjson',
  body: values.map((one) => `${JSON.stringify(one)}\n`).join(''),
});

/**
 * The writes on one object: it is created, patched, replaced by what it was, and deleted.
 * @param kept what a replacement must say, because the patch closed it
 */
const life = (
  kind: string,
  path: string,
  object: object,
  single: string,
  patch: object,
  kept: object = {},
): readonly (readonly [string, Write])[] => [
  [`create${kind}`, { method: 'post', path, body: object }],
  [`patch${kind}`, { method: 'patch', path: `${path}${single}`, body: patch }],
  [`replace${kind}`, { method: 'put', path: `${path}${single}`, body: { ...object, ...kept } }],
  [`delete${kind}`, { method: 'delete', path: `${path}${single}` }],
];

/** In the order in which they are made. */
const writes: readonly (readonly [string, Write])[] = [
  [
    'takeBreakGlass',
    { method: 'post', path: '/break-glass', body: { dataSource: 's.urgent', reason: 'incident', hours: 1 } },
  ],
  ['endBreakGlass', { method: 'post', path: '/break-glass-ends', body: { dataSource: 's.urgent' } }],
  ['requestAccess', { method: 'post', path: '/subscription-requests', body: { dataSource: 's.q' } }],
  [
    'decideRequest',
    {
      method: 'post',
      path: '/subscription-decisions',
      body: { dataSource: 's.q', subscriber: { user: 'bob' }, decision: 'approve' },
    },
  ],
  [
    'importAttributes',
    {
      method: 'post',
      path: '/imports/attributes',
      ...lines({ user: 'bob', attributes: { region: ['EU'] } }),
    },
  ],
  ['importUsers', { method: 'post', path: '/imports/users', ...lines({ name: 'bob', groups: ['g'] }) }],
  ['reviewColumns', { method: 'post', path: '/column-reviews', body: { dataSource: 's.d', columns: ['c'] } }],
  [
    'decideTagProposal',
    {
      method: 'post',
      path: '/tag-decisions',
      body: { dataSource: 's.d', column: 'a', tag: 'PII', decision: 'accept' },
    },
  ],
  ['patchSettings', { method: 'patch', path: '/settings', body: { selfApproval: true } }],
  ['replaceSettings', { method: 'put', path: '/settings', body: {} }],
  ...life('Tag', '/tags', { name: 'N' }, '/N', { comment: 'x' }),
  ...life('Purpose', '/purposes', { name: 'N', statement: 'n' }, '/N', { comment: 'x' }),
  ...life('Group', '/groups', { name: 'n' }, '/n', { comment: 'x' }),
  ...life('User', '/users', { name: 'new', groups: ['g'] }, '/new', { groups: [] }),
  ...life('LookupTable', '/lookup-tables', { table: 'c.s.l', columns: columns.slice(0, 1) }, '/c.s.l', {
    comment: 'x',
  }),
  ...life('MonitoredSchema', '/monitored-schemas', { catalog: 'lake', schema: 'crm' }, '/lake.crm', {
    newTables: 'enabled',
  }),
  ...life('DataSource', '/data-sources', { schema: 's', name: 'n', table: 'c.s.n', columns }, '/s.n', {
    tags: ['PII'],
  }),
  ...life(
    'Subscription',
    '/subscriptions',
    { dataSource: 's.q', subscriber: { group: 'g' } },
    '/s.q/group/g',
    { status: 'denied' },
    { status: 'approved' },
  ),
  ...life(
    'Block',
    '/blocks',
    { blocked: { user: 'bob' }, scope: { everything: true }, reason: 'x' },
    '/user/bob/everything',
    { reason: 'y' },
  ),
  ...life(
    'SubscriptionPolicy',
    '/subscription-policies',
    { name: 'n', dataSource: 's.q', grant: { anyone: true } },
    '/n',
    { enabled: false },
    { enabled: true },
  ),
  ...life(
    'Policy',
    '/policies',
    { name: 'n', dataSource: 's.d', rules: [{ mask: { type: 'null' }, columns: { names: ['c'] } }] },
    '/n',
    { enabled: false },
  ),
  ...life(
    'OperationRule',
    '/operation-rules',
    { name: 'n', who: [{ group: 'g' }], allow: ['ReadSystemInformation'] },
    '/n',
    {
      enabled: false,
    },
    { enabled: true },
  ),
  ...life('Project', '/projects', { name: 'n' }, '/n', { comment: 'x' }),
  ...life('Acknowledgement', '/acknowledgements', { user: 'bob', purpose: 'P' }, '/bob/P', {
    statement: 'x',
  }),
  ...life('WorkingProject', '/working-projects', { user: 'bob', project: 'k' }, '/bob', { project: 'l' }),
  ['acknowledgePurpose', { method: 'post', path: '/me/acknowledgements', body: { purpose: 'P' } }],
  ['switchProject', { method: 'put', path: '/me/project', body: { project: 'j' } }],
  [
    'startRecertification',
    {
      method: 'post',
      path: '/recertifications',
      body: { name: 'r', target: { dataSources: ['s.q'] }, due: '2026-02-01T00:00:00Z' },
    },
  ],
  [
    'decideRecertification',
    {
      method: 'post',
      path: '/recertification-decisions',
      body: { name: 'r', decision: 'confirm', all: true, reason: 'x' },
    },
  ],
  ['cancelRecertification', { method: 'post', path: '/recertification-cancellations', body: { name: 'r' } }],
  [
    'revokeSubscription',
    {
      method: 'post',
      path: '/subscription-revocations',
      body: { dataSource: 's.q', subscriber: { user: 'bob' } },
    },
  ],
];

const versioned = new Set(apiOperations.flatMap(({ id, versioned: of }) => (of ? [id] : [])));

/** What each person sees of each data source; a new object counts as hidden before it exists. */
async function seen(): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const user of users) {
    for (const dataSource of dataSources) {
      const { status, body } = await api.call('get', `/preview?user=${user}&dataSource=${dataSource}`);
      const { decision, sql } = status === 200 ? body : { decision: 'hidden', sql: null };
      found.set(JSON.stringify([user, dataSource]), JSON.stringify([decision, sql]));
    }
  }
  return found;
}

async function send(id: string, { method, path, ...of }: Write, query = '', options: CallOptions = {}) {
  const read = versioned.has(id) ? await api.call('get', path, { key }) : undefined;
  return api.call(method, `${path}${query}`, { key, ifMatch: read?.headers['etag'], ...of, ...options });
}

/** What a write leaves traces in. */
const traces = async () => ({
  revision: await api.store.revision(),
  history: await api.store.history.list({ limit: 1 }),
  outbox: await api.store.outbox.read('receiver', 1_000),
});

describe('?plan=true', () => {
  it('is taken by every write of the world, and refused by every other one', () => {
    const ids = apiOperations.filter(({ method }) => method !== 'get').map(({ id }) => id);
    expect([...writes.map(([id]) => id), ...beside.map(([id]) => id)].toSorted()).toEqual(ids.toSorted());
    expect(apiOperations.flatMap(({ id, plans }) => (plans ? [id] : [])).toSorted()).toEqual(
      writes.map(([id]) => id).toSorted(),
    );
  });

  const beside: readonly (readonly [string, Write])[] = [
    ['createApiKey', { method: 'post', path: '/api-keys', body: { name: 'n', roles: ['admin'] } }],
    ['erasePerson', { method: 'post', path: '/audit/erasures', body: { user: 'gone' } }],
    ['revokeApiKey', { method: 'delete', path: '/api-keys/0000000000000000' }],
  ];
  it.each(beside)('is unknown to %s, which does not write the world', async (id, write) => {
    const { status, body } = await send(id, write, '?plan=true');
    expect([status, body.detail]).toEqual([400, "unknown parameter 'plan'; this call has no parameters"]);
  });

  let before: ReadonlyMap<string, string> | undefined;
  it.each(writes)('tells what %s then changes, and changes nothing', async (id, write) => {
    before ??= await seen();
    const earlier = await traces();
    const planned = await send(id, write, '?plan=true');
    expect([planned.status, planned.body.detail]).toEqual([200, undefined]);
    expect(planned.headers).not.toHaveProperty('etag');
    expect(planned.headers).not.toHaveProperty('location');
    expect(await traces()).toEqual(earlier);
    const { revision, changes, effects } = planned.body;
    expect(revision).toBe(earlier.revision);

    const made = await send(id, write);
    expect([id, made.status < 300, made.body.detail]).toEqual([id, true, undefined]);
    const { items } = (await api.call('get', '/changes?limit=100')).body;
    const entries = (
      items as { revision: number; kind: string; key: string; before: unknown; after: unknown }[]
    )
      .filter((entry) => entry.revision > earlier.revision)
      .map(({ kind, key: of, before: was, after: is }) => [
        kind,
        of,
        was === null ? 'created' : is === null ? 'removed' : 'changed',
      ]);
    const told = (changes as { kind: string; key: string; change: string }[]).map((one) => [
      one.kind,
      one.key,
      one.change,
    ]);
    expect(told.toSorted()).toEqual(entries.toSorted());
    expect(told).not.toEqual([]);

    const after = await seen();
    const differing = [...after].flatMap(([place, what]) => (before?.get(place) === what ? [] : [place]));
    // Access that ends at another time is seen in the same way now.
    const isLater = (text: string): boolean => text.startsWith('access');
    const planFor = (
      effects as { dataSource: string; examples: string[]; before: string; after: string }[]
    ).flatMap((effect) =>
      isLater(effect.before) && isLater(effect.after)
        ? []
        : effect.examples.map((user) => JSON.stringify([user, effect.dataSource])),
    );
    expect([...new Set(planFor)].toSorted()).toEqual(differing.toSorted());
    before = after;
  });

  const tag = { method: 'post', path: '/tags', body: { name: 'N' } } as const;
  it('may be false, and is nothing else', async () => {
    const refused = await send('createTag', tag, '?plan=yes');
    expect([refused.status, refused.body.detail]).toEqual([400, "'plan' must be true or false, not 'yes'"]);
    expect((await send('createTag', tag, '?plan=false')).status).toBe(201);
  });

  it.each<[what: string, status: number, id: string, write: Write, options?: CallOptions]>([
    ['an object that exists', 409, 'createTag', { ...tag, body: { name: 'PII' } }],
    ['an unknown key', 422, 'createTag', { ...tag, body: { nam: 'x' } }],
    [
      'an unknown name',
      422,
      'createUser',
      { method: 'post', path: '/users', body: { name: 'x', groups: ['y'] } },
    ],
    ['no version', 428, 'deleteTag', { method: 'delete', path: '/tags/PII' }, { ifMatch: undefined }],
    ['another version', 412, 'deleteTag', { method: 'delete', path: '/tags/PII' }, { ifMatch: '"7"' }],
    ['what others refer to', 409, 'deleteTag', { method: 'delete', path: '/tags/PII' }],
    ['a missing object', 404, 'deleteTag', { method: 'delete', path: '/tags/none' }],
    ['another type', 415, 'createTag', tag, { type: 'text/plain' }],
    [
      'a wrong line',
      422,
      'importUsers',
      { method: 'post', path: '/imports/users', ...lines({ name: 'x' }, { nam: 'y' }) },
    ],
  ])('refuses %s as the call does: %d', async (_, status, id, write, options = {}) => {
    const earlier = await traces();
    const [planned, made] = [
      await send(id, write, '?plan=true', options),
      await send(id, write, '', options),
    ];
    expect([planned.status, planned.body]).toEqual([status, made.body]);
    expect(await traces()).toEqual(earlier);
  });

  it('needs the rights of the call, and the right to see what all people see', async () => {
    const rows = [
      ['governor', '/tags', { name: 'M' }, 200],
      ['governor', '/users', { name: 'M' }, 403],
      ['owner', '/subscriptions', { dataSource: 's.d', subscriber: { user: 'bob' } }, 403],
      ['user', '/subscription-requests', { dataSource: 's.d' }, 403],
    ] as const;
    for (const [role, path, body, wanted] of rows) {
      const { status, body: told } = await api.call('post', `${path}?plan=true`, {
        body,
        key: await api.keyFor([role], 'ann'),
      });
      expect([role, path, status]).toEqual([role, path, wanted]);
      if (role === 'owner' || role === 'user')
        expect(told.detail).toBe(
          'your roles do not let you plan: a plan shows what all people see, and an administrator or a governor may ask for it',
        );
    }
  });
});
