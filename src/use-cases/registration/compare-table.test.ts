import { describe, expect, it } from '@jest/globals';

import { agrees, compareTable, comparisonLines } from './compare-table.js';
import { customer, sql } from '../../../test/unit/registration/samples.js';

describe('compareTable', () => {
  it('tells what is gone, new and changed', () => {
    const raw = {
      catalog: 'c',
      schema: 's',
      table: 'customer',
      columns: [
        { name: 'custkey', type: 'integer' },
        { name: 'fax', type: 'varchar(15)' },
      ],
    };
    const comparison = compareTable(customer, raw, sql);
    expect(agrees(comparison)).toBe(false);
    expect(comparisonLines(comparison)).toEqual([
      "sales.customer: column 'phone' no longer exists in c.s.customer",
      "sales.customer: column 'fax' varchar(15) is new in c.s.customer",
      "sales.customer: column 'custkey' was bigint and is now integer",
    ]);
  });
});
