import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { scimService } from './scim-service.js';
import type { ScimService } from './scim-service.js';

/** What identity providers send, as their documentation shows it, in the order in which they do. */
const core = 'urn:ietf:params:scim:schemas:core:2.0:User';
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const scrim = 'urn:ietf:params:scim:schemas:extension:scrim:2.0:User';
const patch = (...Operations: readonly object[]) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations,
});

const world = {
  groups: [{ name: 'analysts' }],
  users: [{ name: 'ann', attributes: { region: ['EUROPE'] } }, { name: 'bob' }],
  dataSources: [{ schema: 's', name: 'd', table: 'a.b.c', columns: [{ name: 'x', type: 'bigint' }] }],
  subscriptions: [
    { dataSource: 's.d', subscriber: { user: 'ann' } },
    { dataSource: 's.d', subscriber: { group: 'analysts' } },
  ],
};

describe('Okta', () => {
  let service: ScimService;
  beforeAll(async () => {
    service = await scimService(world, { job: 'title' });
  });
  afterAll(() => service.close());

  it('looks for a person, makes one, changes one as a whole, and deactivates', async () => {
    const search = `/Users?filter=${encodeURIComponent('userName eq "cat@corp.com"')}&startIndex=1&count=100`;
    expect((await service.call('get', search)).body).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
      totalResults: 0,
      startIndex: 1,
      itemsPerPage: 0,
      Resources: [],
    });
    const made = await service.call('post', '/Users', {
      body: {
        schemas: [core],
        userName: 'cat@corp.com',
        name: { givenName: 'Cat', familyName: 'Moss' },
        emails: [{ primary: true, value: 'cat@corp.com', type: 'work' }],
        displayName: 'Cat Moss',
        title: 'Analyst',
        locale: 'en-US',
        externalId: '00ujl29u0le5T6Aj10h7',
        groups: [],
        password: '1mz050nq',
        active: true,
      },
    });
    expect([made.status, made.type]).toEqual([201, 'application/scim+json']);
    expect(made.body).toMatchObject({
      schemas: [core, scrim],
      userName: 'cat@corp.com',
      externalId: '00ujl29u0le5T6Aj10h7',
      active: true,
      [scrim]: { job: ['Analyst'] },
      meta: { resourceType: 'User' },
    });
    expect(JSON.stringify(made.body)).not.toContain('1mz050nq');
    const { id } = made.body;
    expect(made.headers['location']).toBe(made.body.meta.location);
    expect((await service.call('get', search)).body.Resources).toEqual([made.body]);

    const put = await service.call('put', `/Users/${id}`, {
      body: { ...made.body, title: 'Lead', groups: [] },
    });
    expect([put.status, put.body.title, put.body[scrim]]).toEqual([200, 'Lead', { job: ['Lead'] }]);

    const group = await service.call('post', '/Groups', {
      body: {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
        displayName: 'emea',
        members: [{ value: id, display: 'cat@corp.com' }],
      },
    });
    expect(group.body).toMatchObject({ displayName: 'emea', members: [{ value: id, type: 'User' }] });
    const analysts = await service.idOf('group', 'analysts');
    const added = patch({ op: 'add', path: 'members', value: [{ value: id, display: 'cat@corp.com' }] });
    expect((await service.call('patch', `/Groups/${analysts}`, { body: added })).status).toBe(204);
    expect(await service.accessOf('cat@corp.com')).toEqual([
      'open',
      "subscription of group 'analysts' is approved",
    ]);
    const seen = await service.call('get', `/Users/${id}`);
    expect(seen.body.groups).toEqual(
      ['emea', 'analysts'].map((display) => expect.objectContaining({ display, type: 'direct' })),
    );
    const renamed = patch({ op: 'replace', value: { id: group.body.id, displayName: 'europe' } });
    expect((await service.call('patch', `/Groups/${group.body.id}`, { body: renamed })).status).toBe(204);
    const after = await service.call('get', `/Groups/${group.body.id}`);
    expect([after.body.displayName, after.body.members.length]).toEqual(['europe', 1]);

    const gone = await service.call('patch', `/Users/${id}`, {
      body: patch({ op: 'replace', value: { active: false } }),
    });
    expect([gone.status, gone.body.active]).toEqual([200, false]);
    expect(await service.accessOf('cat@corp.com')).toEqual(['hidden', "user 'cat@corp.com' is inactive"]);

    const removed = patch({ op: 'remove', path: `members[value eq "${id}"]` });
    expect((await service.call('patch', `/Groups/${analysts}`, { body: removed })).status).toBe(204);
    const back = patch({ op: 'replace', value: { active: true } });
    expect((await service.call('patch', `/Users/${id}`, { body: back })).body.active).toBe(true);
    expect(await service.accessOf('cat@corp.com')).toEqual(['hidden', 'no subscription']);
  });
});

describe('Entra ID', () => {
  let service: ScimService;
  beforeAll(async () => {
    service = await scimService(world, { dept: 'department' });
  });
  afterAll(() => service.close());

  it('takes over a person who is there, sets parts of values that are not, and disables with a text', async () => {
    const found = await service.call('get', `/Users?filter=${encodeURIComponent('userName eq "ann"')}`);
    expect(found.body.totalResults).toBe(1);
    const [{ id }] = found.body.Resources;
    const set = await service.call('patch', `/Users/${id}`, {
      body: patch(
        { op: 'Add', path: 'externalId', value: 'mail-nick' },
        { op: 'Add', path: 'emails[type eq "work"].value', value: 'ann@corp.com' },
        { op: 'Replace', path: 'name.familyName', value: 'Lee' },
        { op: 'Replace', path: `${enterprise}:department`, value: 'Sales' },
        { op: 'Add', path: `${enterprise}:manager`, value: await service.idOf('user', 'bob') },
        { op: 'Add', path: 'photos[type eq "photo"].value', value: 'none is kept' },
      ),
    });
    expect(set.status).toBe(200);
    expect(set.body).toMatchObject({
      schemas: [core, enterprise, scrim],
      externalId: 'mail-nick',
      emails: [{ type: 'work', value: 'ann@corp.com' }],
      name: { familyName: 'Lee' },
      [enterprise]: { department: 'Sales', manager: { value: await service.idOf('user', 'bob') } },
      [scrim]: { region: ['EUROPE'], dept: ['Sales'] },
    });
    const flat = patch({
      op: 'replace',
      value: { 'name.givenName': 'Ann', [`${enterprise}:department`]: 'IT' },
    });
    const flattened = await service.call('patch', `/Users/${id}`, { body: flat });
    expect([flattened.body.name, flattened.body[scrim].dept]).toEqual([
      { familyName: 'Lee', givenName: 'Ann' },
      ['IT'],
    ]);
    const external = encodeURIComponent('externalId eq "mail-nick"');
    expect((await service.call('get', `/Users?filter=${external}`)).body.totalResults).toBe(1);

    expect((await service.accessOf('ann'))[0]).toBe('open');
    const disable = patch({ op: 'Replace', path: 'active', value: 'False' });
    expect((await service.call('patch', `/Users/${id}`, { body: disable })).body.active).toBe(false);
    expect(await service.accessOf('ann')).toEqual(['hidden', "user 'ann' is inactive"]);
  });

  it('works with groups without reading their members, and removes these by a value', async () => {
    const made = await service.call('post', '/Groups', {
      body: {
        schemas: [
          'urn:ietf:params:scim:schemas:core:2.0:Group',
          'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group',
        ],
        externalId: '8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159',
        displayName: 'finance',
        meta: { resourceType: 'Group' },
      },
    });
    expect([made.status, made.body.externalId]).toEqual([201, '8aa1a0c0-c4c3-4bc0-b4a5-2ef676900159']);
    const bob = await service.idOf('user', 'bob');
    const group = `/Groups/${made.body.id}`;
    const add = patch({ op: 'Add', path: 'members', value: [{ $ref: null, value: bob }] });
    expect((await service.call('patch', group, { body: add })).status).toBe(204);
    expect((await service.call('get', group)).body.members).toMatchObject([{ value: bob, display: 'bob' }]);
    const byName = encodeURIComponent('displayName eq "finance"');
    const short = await service.call('get', `/Groups?excludedAttributes=members&filter=${byName}`);
    expect([short.body.totalResults, short.body.Resources[0].members]).toEqual([1, undefined]);
    const remove = patch({ op: 'Remove', path: 'members', value: [{ $ref: null, value: bob }] });
    expect((await service.call('patch', group, { body: remove })).status).toBe(204);
    expect((await service.call('get', group)).body.members).toBeUndefined();
    expect((await service.call('delete', group)).status).toBe(204);
    expect((await service.call('get', group)).body).toEqual({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: '404',
      detail: `there is no Group '${made.body.id}'`,
    });
  });
  it('finds and changes people by booleans and parts as it writes them', async () => {
    const ann = await service.idOf('user', 'ann');
    const set = patch(
      { op: 'Replace', path: 'active', value: 'True' },
      { op: 'Add', path: 'roles[primary eq "True"].value', value: 'Lead' },
      { op: 'Add', path: 'roles[primary eq "True"].display', value: 'Lead of Sales' },
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'ann@corp.example' },
    );
    const { status, body } = await service.call('patch', `/Users/${ann}`, { body: set });
    expect([status, body.roles]).toEqual([200, [{ primary: true, value: 'Lead', display: 'Lead of Sales' }]]);
    for (const [filter, total] of [
      ['active eq "True" and userName eq "ann"', 1],
      ['active eq "False"', 0],
      ['emails[type eq "work"].value eq "ann@corp.example"', 1],
      ['emails[type eq "home"].value eq "ann@corp.example"', 0],
      ['roles[primary eq "True"].value eq "lead"', 1],
    ] as const) {
      const found = await service.call('get', `/Users?filter=${encodeURIComponent(filter)}`);
      expect([filter, found.status, found.body.totalResults]).toEqual([filter, 200, total]);
    }
  });
});

describe('members to be removed', () => {
  let service: ScimService;
  let group: string;
  beforeAll(async () => {
    service = await scimService({
      ...world,
      users: ['ann', 'bob']
        .map((name) => ({ name, groups: ['analysts'] }))
        .concat([{ name: 'cat', groups: [] }]),
    });
    group = `/Groups/${await service.idOf('group', 'analysts')}`;
  });
  afterAll(() => service.close());
  const members = async (): Promise<readonly string[]> =>
    ((await service.call('get', group)).body.members ?? []).map(
      ({ display }: { display: string }) => display,
    );
  const remove = async (value: unknown) =>
    service.call('patch', group, {
      body: patch({ op: 'replace', value: { externalId: 'x' } }, { op: 'Remove', path: 'members', value }),
    });
  const stranger = '11111111-2222-3333-4444-555555555555';

  it.each([
    [[]],
    [{}],
    [[{}]],
    [[null]],
    [[{ id: stranger }]],
    [[{ value: null }]],
    [[{ display: 'ann' }]],
    [[{ $ref: `Users/${stranger}` }]],
    [''],
    ['ann'],
    [[{ value: 'ann' }]],
    [[{ value: stranger }]],
    [[{ value: `urn:uuid:${stranger}` }]],
  ])('name somebody, or nothing changes: %j', async (value) => {
    const { status, body } = await remove(value);
    expect([status, body.scimType]).toEqual([400, 'invalidValue']);
    expect(await members()).toEqual(['ann', 'bob']);
    expect((await service.call('get', group)).body.externalId).toBeUndefined();
  });

  it('are also refused where one of several is no id', async () => {
    const ann = await service.idOf('user', 'ann');
    const { body } = await remove([{ value: ann }, { value: 'bob' }]);
    expect(body.detail).toBe("Operations[1]: members[1].value: there is no User 'bob'");
    expect(await members()).toEqual(['ann', 'bob']);
  });

  it.each(['post', 'put'] as const)('are not lost in a %s either', async (method) => {
    const path = method === 'post' ? '/Groups' : group;
    for (const value of [[{}], [null], [{ display: 'ann' }], [{ value: null }], [{ value: 'ann' }]]) {
      const sent = { displayName: method === 'post' ? 'new' : 'analysts', members: value };
      const { status, body } = await service.call(method, path, { body: sent });
      expect([value, status, body.scimType]).toEqual([value, 400, 'invalidValue']);
    }
    expect(await members()).toEqual(['ann', 'bob']);
  });

  it('are removed although others named beside them no longer exist, and may be removed already', async () => {
    const [ann, cat] = [await service.idOf('user', 'ann'), await service.idOf('user', 'cat')];
    expect((await remove([{ value: ann }, { value: stranger }])).status).toBe(204);
    expect(await members()).toEqual(['bob']);
    for (const id of [ann, cat]) expect((await remove([{ value: id }])).status).toBe(204);
    expect(await members()).toEqual(['bob']);
    expect((await remove(undefined)).status).toBe(204);
    expect(await members()).toEqual([]);
  });
});
