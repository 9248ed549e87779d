import { describe, expect, it } from '@jest/globals';

import { Refusal } from '../base/refusal.js';
import type { Ask } from './ask.js';
import { checkDataSources, pickDataSources } from './check-data-sources.js';
import { agrees, comparisonLines } from './compare-table.js';
import { customer, fakeTrino, sql } from '../../test/unit/registration/samples.js';

describe('checkDataSources', () => {
  const rawOf = (table: string) => {
    const [catalog = '', schema = '', name] = table.split('.');
    return name === undefined ? undefined : { catalog, schema, table: name };
  };
  it('compares each with its table, and takes what is not there for vanished', async () => {
    const { ask } = fakeTrino({ customer: { custkey: 'bigint', phone: 'varchar(15)' } });
    const others = ['c.s.nobody', 'gone.s.customer', 'no name'].map((table, index) => ({
      ...customer,
      name: `other${index}`,
      table,
    }));
    const comparisons = await checkDataSources(ask, [customer, ...others], rawOf, sql);
    expect(comparisons.map(agrees)).toEqual([true, false, false, false]);
    expect(comparisons.flatMap(comparisonLines)).toEqual([
      'sales.other0: table c.s.nobody is gone, or the Trino user may not see it',
      'sales.other1: table gone.s.customer is gone, or the Trino user may not see it',
      'sales.other2: table no name is gone, or the Trino user may not see it',
    ]);
  });
  it('passes on that Trino cannot be reached', async () => {
    const down: Ask = () => Promise.reject(new Refusal('unavailable', 'down'));
    await expect(checkDataSources(down, [customer], rawOf, sql)).rejects.toThrow('down');
  });
  it('picks by name', () => {
    expect(pickDataSources([customer], [])).toEqual({ picked: [customer], unknown: [] });
    expect(pickDataSources([customer], ['sales.customer', 'sales.x'])).toEqual({
      picked: [customer],
      unknown: ['sales.x'],
    });
  });
});
