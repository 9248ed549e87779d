import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import type { Policy } from '../../../../src/model/policy.js';
import { policy } from '../../../../src/model/policy.js';
import { subscriptionPolicy } from '../../../../src/model/subscription-policy.js';
import { user } from '../../../../src/model/principals.js';
import { apiService } from './api-service.js';
import type { ApiService } from './api-service.js';

const columns = [
  { name: 'id', type: 'bigint' },
  { name: 'ssn', type: 'varchar' },
];
const masking = (name: string): Policy =>
  policy.parse({
    name,
    dataSource: 's.d',
    rules: [{ mask: { type: 'null' }, columns: { names: ['ssn'] } }],
  });
const granted = (dataSource: string, grant: object) =>
  subscriptionPolicy.parse({ name: `grant ${dataSource}`, dataSource, grant });

let api: ApiService;
let bob: string;
let governor: string;
/** The revision of the first world. */
let first: number;
beforeAll(async () => {
  api = await apiService({
    users: [{ name: 'bob' }, { name: 'ann' }, { name: 'eve' }],
    dataSources: [
      { schema: 's', name: 'd', table: 'c.s.d', columns },
      { schema: 's', name: 'opened', table: 'c.s.opened', columns },
      { schema: 's', name: 'shut', table: 'c.s.shut', columns },
    ],
    subscriptionPolicies: [
      { name: 'grant s.d', dataSource: 's.d', grant: { anyone: true } },
      { name: 'grant s.opened', dataSource: 's.opened', grant: { individual: true } },
      { name: 'grant s.shut', dataSource: 's.shut', grant: { anyone: true } },
    ],
  });
  first = await api.store.revision();
  bob = await api.keyFor(['user'], 'bob');
  governor = await api.keyFor(['governor']);
  const { change } = api.store;
  await change('gov', (editor) => editor.put('policy', [masking('later mask')]));
  await change('gov', (editor) =>
    editor.put('subscriptionPolicy', [
      granted('s.opened', { anyone: true }),
      granted('s.shut', { individual: true }),
    ]),
  );
});
beforeEach(() => {
  // Later than every change.
  api.clock.now = new Date(Date.now() + 60_000);
});
afterAll(() => api.close());

const explain = (query: string, key = bob) =>
  api.call('get', `/explain?${query.replaceAll('FIRST', `revision:${first}`)}`, { key });
const policiesIn = ({ body }: Awaited<ReturnType<typeof explain>>) =>
  (body as { policies: readonly { policy: string }[] }).policies.map((one) => one.policy);

describe('an explanation as of the past', () => {
  it('says which world it is about, and what applied there', async () => {
    const now = await explain('dataSource=s.d');
    expect([now.body.asOf, policiesIn(now)]).toEqual([undefined, ['later mask']]);
    const then = await explain('dataSource=s.d&asOf=FIRST');
    const { at } = (await api.store.history.change(first)) ?? {};
    expect(then.body).toMatchObject({
      asOf: { revision: first, changedAt: at?.toISOString() },
      at: at?.toISOString(),
    });
    expect(policiesIn(then)).toEqual([]);
    expect(policiesIn(await explain('dataSource=s.d&user=bob&asOf=FIRST', governor))).toEqual([]);
    const preview = await api.call('get', `/preview?dataSource=s.d&asOf=revision:${first}`, { key: bob });
    expect(preview.body).toMatchObject({ decision: 'open', asOf: { revision: first } });
  });

  it('takes a moment, at which it is then', async () => {
    const { at = new Date() } = (await api.store.history.change(first)) ?? {};
    const moment = at.toISOString();
    const { body } = await explain(`dataSource=s.d&asOf=${moment}`);
    expect(body).toMatchObject({ at: moment, asOf: { revision: first } });
  });

  it.each([
    ['a word', 'asOf=yesterday', 422, 'expected a point in time such as 2027-01-31T00:00:00Z, or a revision'],
    ['no revision', 'asOf=revision:0', 400, 'there is no revision 0: the world has revisions 1 to'],
    ['a later revision', 'asOf=revision:999', 400, 'there is no revision 999: the world has revisions 1 to'],
    ['the future', 'asOf=2999-01-01T00:00:00Z', 400, 'is in the future (now: '],
    ['a time before', 'asOf=2020-01-01T00:00:00Z', 400, 'is before the history of the world: it begins with'],
  ])('refuses %s', async (_, query, status, message) => {
    const { body, status: answered } = await explain(`dataSource=s.d&${query}`);
    expect([answered, JSON.stringify(body)]).toEqual([status, expect.stringContaining(message)]);
  });

  it('shows a plain user no more than what exists for them, then and now', async () => {
    expect((await explain('dataSource=s.opened')).body).toMatchObject({ decision: 'open' });
    expect((await explain('dataSource=s.opened&asOf=FIRST')).status).toBe(404);
    expect((await explain('dataSource=s.shut')).status).toBe(404);
    expect((await explain('dataSource=s.shut&asOf=FIRST')).status).toBe(404);
    const { body } = await explain('dataSource=s.shut&user=bob&asOf=FIRST', governor);
    expect(body).toMatchObject({ decision: 'open' });
    expect((await explain('dataSource=s.d&user=ann&asOf=FIRST')).status).toBe(403);
    expect((await explain('dataSource=s.none&user=ann&asOf=FIRST', governor)).status).toBe(404);
  });

  it('tells nobody of a former user of the same name, but those who read all', async () => {
    const { change } = api.store;
    await change('gov', (editor) => editor.remove('user', ['eve']));
    await change('gov', (editor) => editor.put('user', [user.parse({ name: 'eve' })]));
    const eve = await api.keyFor(['user'], 'eve');
    expect((await explain('dataSource=s.d', eve)).status).toBe(200);
    const refused = await explain('dataSource=s.d&asOf=FIRST', eve);
    expect([refused.status, refused.body.detail]).toEqual([
      403,
      'a user of your name was removed or renamed since: the view of then may be that of another person',
    ]);
    const since = await explain(`dataSource=s.d&asOf=revision:${await api.store.revision()}`, eve);
    expect(since.status).toBe(200);
    const { body } = await explain('dataSource=s.d&user=eve&asOf=FIRST', governor);
    expect(body.warnings).toEqual([
      expect.stringMatching(
        /^user 'eve' was removed or renamed in revision \d+ of .*: the answer is about the person of then/,
      ),
    ]);
  });
});
