import { expect, it } from '@jest/globals';

import { decisionRow, queryRow, readRow } from '../../../test/support/audit-records.js';
import { formatPerson } from './format-access-report.js';
import { formatDecision } from './format-decision.js';
import { formatQuery, queryCells, queryColumns } from './format-query.js';
import { printer } from './print-records.js';

const odd = 'a\n2026-12-01T00:00:00Z  all is well\u001b[2J\u202e';
const at = '2026-05-01T10:00:00.000Z';
const query = {
  ...queryRow({
    ...{ user: odd, errorName: odd, because: odd },
    reads: [
      readRow({
        ...{ via: 'past scrim', dataSource: null, table: odd, filters: [odd], alarm: odd },
        columns: [{ name: odd, shown: 'raw' }],
      }),
    ],
  }),
  ...{ at, endedAt: at },
};

it.each<[string, string, number]>([
  ['a query', formatQuery(query), 7],
  [
    'a decision',
    formatDecision({
      ...decisionRow({ because: odd, details: { operation: 'CreateTable', on: odd }, user: odd }),
      ...{ at, lastAt: at, document: null },
    }),
    2,
  ],
  [
    'a person',
    formatPerson({
      ...{ dataSource: 's.d', user: odd, access: false, because: null, sees: 'nothing' },
      ...{ canSee: { raw: [], masked: [] }, queries: 1, pastScrim: 0, first: at, last: at },
      ...{ raw: [odd], masked: [] },
    }),
    2,
  ],
])('%s has its lines, and no name in it makes another one or moves the cursor', (_, text, lines) => {
  expect(text.split('\n')).toHaveLength(lines + 1);
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(text).toContain('\\u000a2026-12-01');
});

it.each(['=1+1', '+1', '-1', '@A1', '\t=1', '\r=1', '\n=1', '＝1'])('a spreadsheet computes no %j', (sql) => {
  const printed: string[] = [];
  const printing = { format: formatQuery, columns: queryColumns, cells: queryCells };
  printer({ csv: true }, printing, (text) => printed.push(text))([{ ...query, sql }]);
  expect(printed.join('')).toContain(`'${sql}`);
});
