import { expect, it } from '@jest/globals';

import { Refusal } from '../../base/refusal.js';
import { print } from '../../sql/print/print.js';
import type { Ask } from '../../trino/ask.js';
import { findOpenArchive } from './find-open.js';

const place = { catalog: 'lake', schema: 'audit' };
const nothing = { columns: [], rows: [] };
/** A Trino that lets somebody read the tables whose name contains a text. */
const letting =
  (text: string): Ask =>
  (question) =>
    print(question, 'trino').includes(text)
      ? Promise.resolve(nothing)
      : Promise.reject(new Refusal('invalid', 'Trino refuses: Access Denied'));

it('names who can read which tables of the archive', async () => {
  const asked = { ann: letting('audit_query'), bob: letting('nothing'), gov: letting('') } as const;
  const askAs = (user: string): Ask => asked[user as keyof typeof asked];
  expect(await findOpenArchive(letting(''), askAs, place, ['ann', 'bob', 'gov'])).toEqual([
    { user: 'ann', tables: ['audit_query'] },
    { user: 'gov', tables: ['audit_decision', 'audit_query', 'audit_read', 'audit_text'] },
  ]);
});

it('says nothing of tables that it cannot read itself, or of a Trino that is away', async () => {
  await expect(findOpenArchive(letting('audit_query'), letting, place, ['ann'])).rejects.toMatchObject({
    kind: 'invalid',
    message: 'the archive in lake.audit cannot be checked: Trino refuses: Access Denied',
  });
  const away: Ask = () => Promise.reject(new Refusal('unavailable', 'away'));
  await expect(findOpenArchive(letting(''), () => away, place, ['ann'])).rejects.toThrow('away');
});
