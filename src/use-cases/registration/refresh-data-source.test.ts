import { describe, expect, it } from '@jest/globals';

import type { DataSource } from '../../model/data-source.js';
import { refreshDataSource } from './refresh-data-source.js';
import { customer } from '../../../test/unit/registration/samples.js';

describe('refreshDataSource', () => {
  it('takes columns and types from the table, keeps what people gave, and marks what is gone', () => {
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
        { name: 'gone', type: 'bigint', tags: ['X'], gone: true },
        { name: 'new', type: 'bigint', comment: 'reported', tags: [] },
      ],
    });
  });
  it('takes the mark away from what is back, and leaves another spelling of the same type', () => {
    const registered: DataSource = {
      ...customer,
      gone: true,
      columns: [
        { name: 'custkey', type: 'int', tags: [] },
        { name: 'phone', type: 'varchar(15)', tags: ['X'], gone: true },
      ],
    };
    const columns = [
      { name: 'phone', type: 'varchar(15)', tags: [] },
      { name: 'custkey', type: 'integer', tags: [] },
    ];
    expect(refreshDataSource(registered, { ...customer, columns })).toEqual({
      ...customer,
      columns: [
        { name: 'custkey', type: 'int', tags: [] },
        { name: 'phone', type: 'varchar(15)', tags: ['X'] },
      ],
    });
  });
  it('takes all from the table when nothing is registered, and changes nothing the second time', () => {
    expect(refreshDataSource(undefined, customer)).toEqual(customer);
    expect(refreshDataSource(customer, customer)).toEqual(customer);
  });
});
