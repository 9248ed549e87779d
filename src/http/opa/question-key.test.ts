import { describe, expect, it } from '@jest/globals';

import { questionKey } from './question-key.js';

const keyOf = (body: unknown): string => questionKey('allow', Buffer.from(JSON.stringify(body)));
const asked = (queryId: unknown, name = 't'): object => ({
  input: {
    context: { identity: { user: 'ann', groups: [] }, queryId },
    action: { resource: { table: { tableName: name } } },
  },
});

describe('the key of a question', () => {
  it('leaves out the id of the query', () => {
    expect(keyOf(asked('20301231_000000_00001_abcde'))).toBe(keyOf(asked('20301231_000000_00002_fghij')));
    expect(keyOf(asked(''))).toBe(keyOf(asked('a')));
  });

  it.each<[string, unknown, unknown]>([
    ['tables', asked('a', 't'), asked('a', 'u')],
    ['what is no id', asked('ann ben'), asked('ann bob')],
    ['what is no text', asked(1), asked(2)],
    ['long texts', asked('a'.repeat(65)), asked('b'.repeat(65))],
    ['names that contain one', asked('x', '"queryId":"a"'), asked('x', '"queryId":"b"')],
    ['users who are called so', { user: '"queryId":"a"' }, { user: '"queryId":"b"' }],
    ['the second of two', [{ queryId: 'a' }, { queryId: 'b' }], [{ queryId: 'a' }, { queryId: 'c' }]],
    ['one far behind', ['x'.repeat(5_000), { queryId: 'a' }], ['x'.repeat(5_000), { queryId: 'b' }]],
  ])('distinguishes %s', (_, one, other) => {
    expect(keyOf(one)).not.toBe(keyOf(other));
  });

  it('distinguishes the endpoints, and bytes that are the same text', () => {
    const body = Buffer.from('{"x":1}');
    expect(questionKey('allow', body)).not.toBe(questionKey('rows', body));
    expect(questionKey('allow', Buffer.from([0xff]))).not.toBe(questionKey('allow', Buffer.from([0xfe])));
    expect(questionKey('allow', Buffer.from('{"queryId":"'))).not.toBe(
      questionKey('allow', Buffer.from('{"queryId":""')),
    );
  });
});
