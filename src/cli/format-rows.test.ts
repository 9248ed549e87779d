import { expect, it } from '@jest/globals';

import { formatCsv, formatTable } from './format-rows.js';

const answer = {
  columns: [
    { name: 'id', type: 'bigint' },
    { name: 'name', type: 'varchar(25)' },
    { name: 'more', type: 'array(varchar)' },
  ],
  rows: [
    [7, 'Ann "A", née X', ['a', null]],
    [1234, 'two\nlines\u001b[2J', null],
    [null, '', ['x'.repeat(100)]],
  ],
};

it('formats rows for a terminal, each in one line', () => {
  expect(formatTable(answer)).toBe(
    `  id | name                    | more
-----+-------------------------+-------------------------------------------------------------
   7 | Ann "A", née X          | ["a",null]
1234 | two\\u000alines\\u001b[2J | NULL
NULL |                         | ["${'x'.repeat(57)}…
`,
  );
});

it('formats rows as CSV', () => {
  expect(formatCsv(answer)).toBe(
    `id,name,more\r\n7,"Ann ""A"", née X","[""a"",null]"\r\n1234,"two\nlines\u001b[2J",\r\n,"","[""${'x'.repeat(100)}""]"\r\n`,
  );
});
