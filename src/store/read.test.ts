import { expect, it } from '@jest/globals';

import { emptyLocation } from '../../test/unit/test-store.js';
import { connect } from './connect.js';
import { migrate } from './migrate.js';
import { readOnly, readRevision } from './read.js';

it('lets the database refuse whatever would write in a transaction that only reads', async () => {
  const { changes, close } = await connect(await emptyLocation(), 5_000);
  await migrate(changes);
  const code = '25006';
  const secret = { name: 'k', value: 'v' };
  await expect(
    readOnly(changes, (tx) => tx.updateTable('world').set({ revision: 9 }).execute()),
  ).rejects.toMatchObject({ code });
  await expect(
    readOnly(changes, (tx) => tx.insertInto('secret').values(secret).execute()),
  ).rejects.toMatchObject({ code });
  await expect(
    readOnly(changes, (tx) => tx.selectFrom('world').select('revision').forUpdate().execute()),
  ).rejects.toMatchObject({ code });
  expect(await readOnly(changes, readRevision)).toBe(0);
  await changes.insertInto('secret').values(secret).execute();
  await close();
});
