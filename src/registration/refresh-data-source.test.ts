import { describe, expect, it } from '@jest/globals';

import type { DataSource } from '../model/data-source.js';
import { refreshDataSource } from './refresh-data-source.js';
import { customer } from '../../test/unit/registration/samples.js';

describe('refreshDataSource', () => {
  it('takes columns and types from the table, and keeps what people gave', () => {
    const registered: DataSource = {
      ...customer,
      comment: 'Who buys',
      enabled: false,
      owners: [{ group: 'finance' }],
      tags: ['Old'],
      columns: [
        { name: 'phone', type: 'varchar(10)', comment: 'by hand', tags: ['PII.Phone'], unreviewed: true },
        { name: 'gone', type: 'bigint', tags: ['X'] },
      ],
    };
    const fresh: DataSource = {
      ...customer,
      comment: 'reported',
      columns: [
        { name: 'phone', type: 'varchar(15)', comment: 'reported', tags: [] },
        { name: 'new', type: 'bigint', comment: 'reported', tags: [] },
      ],
    };
    expect(refreshDataSource(registered, fresh)).toEqual({
      ...customer,
      comment: 'Who buys',
      enabled: false,
      owners: [{ group: 'finance' }, { user: 'gwen' }],
      tags: ['Old', 'Sales'],
      columns: [
        { name: 'phone', type: 'varchar(15)', comment: 'by hand', tags: ['PII.Phone'], unreviewed: true },
        { name: 'new', type: 'bigint', comment: 'reported', tags: [] },
      ],
    });
  });
  it('takes all from the table when nothing is registered, and changes nothing the second time', () => {
    expect(refreshDataSource(undefined, customer)).toEqual(customer);
    expect(refreshDataSource(customer, customer)).toEqual(customer);
  });
});
