import { expect, it } from '@jest/globals';

import { formatSync } from './format-sync.js';

const nothing = { monitored: 'lake', changes: [], proposals: [], closed: [], notes: [], errors: [] };
const place = { dataSource: 's.t', table: 'lake.crm.t' };

it('says what was done, schema by schema', () => {
  const text = formatSync({
    dryRun: false,
    schemas: [
      {
        ...nothing,
        schema: 'lake.crm',
        changes: [
          { change: 'table back', ...place },
          { change: 'column new', ...place, column: 'c', detail: 'bigint' },
        ],
        proposals: [
          {
            ...{ dataSource: 's.t', column: 'c', tag: 'PII', detector: 'cardNumber' },
            ...{ byName: true, share: 0.875, status: 'proposed' },
          },
        ],
        closed: ["data source 's.t' is closed: policy 'p', rule 1: no"],
        notes: ['t: a note'],
      },
      { ...nothing, schema: 'lake.hr' },
      { ...nothing, schema: 'lake.old', errors: ['Trino refuses: no'] },
    ],
  });
  expect(text).toBe(`lake.crm:
  + s.t (lake.crm.t): table back
  + s.t, column c: column new (bigint)
  ? s.t, column c: tag PII? It seems to be cardNumber: its name matches, 88 % of the sampled values match
  ! data source 's.t' is closed: policy 'p', rule 1: no
    t: a note
lake.old:
  ! nothing was done: Trino refuses: no
3 schemas read, 2 changes; 2 applied; 1 failed
`);
});
