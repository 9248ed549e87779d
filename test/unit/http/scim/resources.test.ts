import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { operationRule } from '../../../../src/model/operation-rule.js';
import { scimService } from './scim-service.js';
import type { ScimService } from './scim-service.js';

const scrim = 'urn:ietf:params:scim:schemas:extension:scrim:2.0:User';
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const patch = (...Operations: readonly object[]) => ({ Operations });
const error = (status: number, detail: string, scimType?: string) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
  status: String(status),
  ...(scimType === undefined ? {} : { scimType }),
  detail,
});

let service: ScimService;
beforeAll(async () => {
  service = await scimService(
    {
      purposes: [{ name: 'Use', statement: 'only for use' }],
      groups: [{ name: 'staff' }, { name: 'named' }, { name: 'free' }],
      users: [
        { name: 'ann', groups: ['staff', 'free'] },
        { name: 'bob', groups: ['free'] },
        { name: 'cat', comment: 'kept', groups: ['named'], attributes: { region: ['ASIA'] } },
        { name: 'dan', groups: ['staff'] },
        { name: 'own' },
      ],
      dataSources: [
        {
          ...{ schema: 's', name: 'd', table: 'a.b.c', columns: [{ name: 'x', type: 'bigint' }] },
          owners: [{ user: 'own' }],
        },
      ],
      subscriptions: [
        { dataSource: 's.d', subscriber: { user: 'ann' } },
        { dataSource: 's.d', subscriber: { user: 'bob' } },
        { dataSource: 's.d', subscriber: { group: 'free' } },
      ],
      projects: [{ name: 'p', members: [{ user: 'ann' }, { group: 'named' }], purposes: ['Use'] }],
      acknowledgements: [
        { user: 'bob', purpose: 'Use', at: '2026-01-01T00:00:00Z', statement: 'only for use' },
      ],
      workingProjects: [{ user: 'ann', project: 'p' }],
    },
    { dept: 'department' },
  );
});
afterAll(() => service.close());

const user = async (name: string) => `/Users/${await service.idOf('user', name)}`;
const group = async (name: string) => `/Groups/${await service.idOf('group', name)}`;

describe('authentication', () => {
  it('is an identity provider or an administrator, and a provider does nothing else', async () => {
    const statuses = [];
    for (const role of ['admin', 'scim', 'governor'] as const) {
      const { status } = await service.call('get', '/Users?count=0', { key: await service.keyFor(role) });
      statuses.push(status);
    }
    expect(statuses).toEqual([200, 200, 403]);
    const unknown = await service.call('get', '/Users', { key: 'scrim_wrong' });
    expect([unknown.status, unknown.headers['www-authenticate'], unknown.body]).toEqual([
      401,
      'Bearer realm="scrim", error="invalid_token", error_description="the API key is unknown, expired or revoked"',
      error(401, 'the API key is unknown, expired or revoked'),
    ]);
  });

  it('is refused in the name of a user who is inactive', async () => {
    const key = await service.keyFor('admin', 'dan');
    expect((await service.call('get', '/Users?count=0', { key })).status).toBe(200);
    const off = patch({ op: 'replace', path: 'active', value: false });
    await service.call('patch', await user('dan'), { body: off });
    expect((await service.call('get', '/Users?count=0', { key })).body).toEqual(
      error(401, "user 'dan' is inactive"),
    );
  });
});

describe('users', () => {
  it('are listed in pages, with what is wanted of them', async () => {
    const { body } = await service.call(
      'get',
      '/Users?startIndex=2&count=2&attributes=userName,meta.resourceType',
    );
    expect(body).toMatchObject({ totalResults: 5, startIndex: 2, itemsPerPage: 2 });
    expect(body.Resources.map(({ userName }: { userName: string }) => userName)).toEqual(['bob', 'cat']);
    expect(Object.keys(body.Resources[0]).toSorted()).toEqual(['id', 'meta', 'schemas', 'userName']);
    expect(body.Resources[0].meta).toEqual({ resourceType: 'User' });
    const filter = encodeURIComponent('groups.display eq "free" and active eq true');
    const found = await service.call('get', `/Users?filter=${filter}&startIndex=2&count=1`);
    expect([found.body.totalResults, found.body.Resources[0].userName]).toEqual([2, 'bob']);
    const wrong = await service.call('get', `/Users?filter=${encodeURIComponent('userName eq ann')}`);
    expect(wrong.body).toEqual(
      error(
        400,
        `at character 13 of 'userName eq ann': expected a value, such as "text" or true, but found 'ann'`,
        'invalidFilter',
      ),
    );
  });

  it('are answered as they were put', async () => {
    const path = await user('cat');
    const text = fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme-ascii' });
    const name = fc.constantFrom('region', 'tier', 'a b', 'Ä');
    const resource = fc.record(
      {
        active: fc.boolean(),
        externalId: text,
        title: text,
        name: fc.record({ givenName: text, familyName: text }),
        emails: fc.array(fc.record({ value: text, type: fc.constantFrom('work', 'home') }), {
          minLength: 1,
          maxLength: 2,
        }),
        [enterprise]: fc.record({ costCenter: text, manager: fc.record({ value: text }) }),
        [scrim]: fc.dictionary(name, fc.array(text, { minLength: 1, maxLength: 2 }), {
          minKeys: 1,
          noNullPrototype: true,
        }),
      },
      { requiredKeys: ['active', scrim], noNullPrototype: true },
    );
    await fc.assert(
      fc.asyncProperty(resource, async (sent) => {
        const put = await service.call('put', path, { body: { userName: 'cat', ...sent } });
        const { body } = await service.call('get', path);
        const given = Object.fromEntries(['userName', ...Object.keys(sent)].map((key) => [key, body[key]]));
        expect([put.status, given]).toEqual([200, { userName: 'cat', ...sent }]);
        const known = ['schemas', 'id', 'meta', 'groups', 'userName', ...Object.keys(sent)];
        expect(Object.keys(body).filter((key) => !known.includes(key))).toEqual([]);
      }),
      { numRuns: 25 },
    );
    expect(await service.store.directory.list('user', { keys: ['cat'] })).toMatchObject([
      { object: { comment: 'kept', groups: ['named'] } },
    ]);
  });

  it('are written into the history, but for what is kept for the provider alone', async () => {
    const path = await user('cat');
    await service.call('put', path, {
      body: { userName: 'cat', active: true, [scrim]: { region: ['ASIA'] } },
    });
    const revision = await service.store.revision();
    await service.call('patch', path, { body: patch({ op: 'add', path: 'displayName', value: 'Cat' }) });
    expect(await service.store.revision()).toBe(revision);
    await service.call('patch', path, {
      body: patch({ op: 'add', path: `${scrim}:region`, value: 'EUROPE' }),
    });
    const [last] = await service.store.history.list({ kind: 'user', keys: ['cat'], limit: 1 });
    expect(last).toMatchObject({ actor: 'key idp', after: { attributes: { region: ['ASIA', 'EUROPE'] } } });
  });

  it('have mapped attributes from where these are mapped', async () => {
    const path = await user('cat');
    const set = patch({ op: 'add', path: `${enterprise}:department`, value: 'IT' });
    expect((await service.call('patch', path, { body: set })).body[scrim].dept).toEqual(['IT']);
    const by = patch({ op: 'replace', path: `${scrim}:dept`, value: 'HR' });
    expect((await service.call('patch', path, { body: by })).body).toEqual(
      error(
        400,
        `${scrim}:dept: follows from 'department' (scim.attributes in the configuration): change that attribute`,
        'mutability',
      ),
    );
    const gone = patch({ op: 'remove', path: `${enterprise}:department` });
    expect((await service.call('patch', path, { body: gone })).body[scrim]).not.toHaveProperty('dept');
  });

  it('are changed in the version that is meant', async () => {
    const path = await user('cat');
    const { headers, body } = await service.call('get', path);
    expect(headers['etag']).toBe(body.meta.version);
    const cached = await service.call('get', path, { headers: { 'If-None-Match': body.meta.version } });
    expect(cached.status).toBe(304);
    const title = (value: string) => ({
      body: patch({ op: 'replace', path: 'title', value }),
      headers: { 'If-Match': body.meta.version },
    });
    expect((await service.call('patch', path, title('Boss'))).status).toBe(200);
    expect((await service.call('patch', path, title('Chief'))).body).toEqual(
      error(412, 'the resource has changed: read it again and send its new version in If-Match'),
    );
  });

  it('are refused where they are wrong, or there already', async () => {
    const create = async (body: unknown) => (await service.call('post', '/Users', { body })).body;
    expect(await create({ userName: 'own' })).toEqual(
      error(409, "userName: a user 'own' exists already", 'uniqueness'),
    );
    expect(await create({})).toEqual(error(400, 'userName: is required but missing', 'invalidValue'));
    expect(await create({ userName: ' x' })).toEqual(
      error(400, 'userName: a user name must not begin or end with white space', 'invalidValue'),
    );
    expect(await create({ userName: 'x', [scrim]: { a: [1] } })).toEqual(
      error(400, `${scrim}:a[0]: expected a text but found 1`, 'invalidValue'),
    );
    expect(await create({ userName: 'x', title: '\0' })).toEqual(
      error(
        400,
        '/title: text must be well-formed Unicode without control characters; this text contains U+0000',
        'invalidValue',
      ),
    );
    expect(await create([])).toEqual(
      error(400, 'the body must be a User, as a JSON object', 'invalidSyntax'),
    );
  });

  let bobs: string;
  it('take another name with what is theirs, where nothing else names them', async () => {
    const path = await user('bob');
    bobs = await service.keyFor('admin', 'bob');
    const block = { blocked: { user: 'bob' }, scope: { dataSource: 's.e' }, reason: 'x' };
    const rule = {
      name: 'r',
      who: [{ user: 'bob' }, { user: 'cat' }],
      allow: ['ExecuteQuery'],
      enabled: true,
    };
    await service.store.change('test', async (editor) => {
      await editor.put('block', [block]);
      await editor.put('operationRule', [operationRule.parse(rule)]);
    });
    const rename = (value: string) => ({ body: patch({ op: 'replace', path: 'userName', value }) });
    expect((await service.call('patch', path, rename('rob'))).body).toMatchObject({ userName: 'rob' });
    expect(`/Users/${await service.idOf('user', 'rob')}`).toBe(path);
    expect((await service.accessOf('rob'))[0]).toBe('open');
    expect(await service.accessOf('bob')).toEqual(['hidden', "there is no user 'bob'"]);
    expect(await service.store.find('acknowledgement', {})).toMatchObject([{ object: { user: 'rob' } }]);
    expect(await service.store.find('block', {})).toMatchObject([
      { object: { ...block, blocked: { user: 'rob' } } },
    ]);
    expect(await service.store.find('operationRule', {})).toMatchObject([
      { key: 'r', object: { ...rule, who: [{ user: 'rob' }, { user: 'cat' }] } },
    ]);
    await service.store.change('test', (editor) =>
      editor.remove('block', ['["user","rob","dataSource:s.e"]']),
    );
    expect((await service.call('patch', await user('own'), rename('owner'))).body).toEqual(
      error(409, "userName: 'own' is used by dataSource 's.d': change these first", 'mutability'),
    );
  });

  it('keep their keys under another name, and lose them for good', async () => {
    const asked = () => service.call('get', '/Users?count=0', { key: bobs });
    expect((await asked()).status).toBe(200);
    await service.call('delete', await user('rob'));
    const [rule] = await service.store.find('operationRule', {});
    expect(rule?.object.who).toEqual([{ user: 'cat' }]);
    const refused = error(401, 'the API key is unknown, expired or revoked');
    expect((await asked()).body).toEqual(refused);
    for (const userName of ['bob', 'rob']) {
      const made = await service.call('post', '/Users', { body: { userName } });
      expect([made.status, (await asked()).body]).toEqual([201, refused]);
      if (userName === 'bob') await service.call('delete', await user('bob'));
    }
  });

  it('go with what is theirs, and leave an inactive name where others use it', async () => {
    const paths = [await user('rob'), await user('ann'), await user('own')];
    for (const path of paths) {
      expect((await service.call('delete', path)).status).toBe(204);
      expect((await service.call('get', path)).status).toBe(404);
      expect((await service.call('delete', path)).status).toBe(404);
    }
    const { body } = await service.call('get', '/Users');
    expect(body.Resources.map((one: Record<string, unknown>) => [one['userName'], one['active']])).toEqual([
      ['ann', false],
      ['cat', true],
      ['dan', false],
      ['own', false],
    ]);
    expect(await service.accessOf('own')).toEqual(['hidden', "user 'own' is inactive"]);
    const left = await service.store.find('subscription', {});
    expect(left.map(({ object }) => object.subscriber)).toEqual([{ group: 'free' }]);
    expect(await service.store.find('acknowledgement', {})).toEqual([]);
    expect(await service.store.find('workingProject', {})).toEqual([]);
  });
});

describe('groups', () => {
  it('refuse members who are no users', async () => {
    const members = [
      { value: await service.idOf('user', 'cat') },
      { value: await service.idOf('group', 'staff') },
    ];
    const { body } = await service.call('post', '/Groups', { body: { displayName: 'x', members } });
    const detail = `members[1].value: there is no User '${members[1]?.value}'; groups cannot be nested`;
    expect(body).toEqual(error(400, detail, 'invalidValue'));
    expect(await service.idOf('group', 'x')).toBe('nobody');
  });

  it('are found by a member', async () => {
    const filter = encodeURIComponent(`members.value eq "${await service.idOf('user', 'cat')}"`);
    const { body } = await service.call('get', `/Groups?filter=${filter}&excludedAttributes=members`);
    expect(body.Resources.map(({ displayName }: { displayName: string }) => displayName)).toEqual(['named']);
  });

  it('go with their subscriptions, and leave an empty one where others name it', async () => {
    for (const name of ['free', 'named']) {
      expect((await service.call('delete', await group(name))).status).toBe(204);
    }
    expect(await service.store.find('subscription', {})).toEqual([]);
    const { body } = await service.call('get', '/Groups');
    expect(body.Resources).toMatchObject([{ displayName: 'named' }, { displayName: 'staff' }]);
    expect((await service.call('get', await user('cat'))).body).not.toHaveProperty('groups');
  });
});

it('lists what there is', async () => {
  const config = await service.call('get', '/ServiceProviderConfig');
  expect(config.body).toMatchObject({ patch: { supported: true }, bulk: { supported: false } });
  expect((await service.call('get', '/ResourceTypes/User')).body).toMatchObject({ endpoint: '/Users' });
  const { body } = await service.call('get', '/Schemas');
  expect(body.Resources.map(({ id }: { id: string }) => id.split(':').slice(-3).join(' '))).toEqual([
    'core 2.0 User',
    'enterprise 2.0 User',
    'scrim 2.0 User',
    'core 2.0 Group',
    'scrim 2.0 Group',
  ]);
  expect((await service.call('get', '/Bulk')).status).toBe(404);
  const put = await service.call('put', '/Users', { body: {} });
  expect([put.status, put.headers['allow']]).toEqual([405, 'GET, HEAD, POST']);
});
