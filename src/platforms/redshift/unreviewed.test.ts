import { expect, it } from '@jest/globals';

import { factsOf } from '../../../test/unit/policy/facts-of.js';
import { decide } from '../../policy/decide.js';
import { compileRedshiftView } from './compile-view.js';

/** The view for everyone of a data source whose column `name` has a mark, or which has one itself. */
function compile(mark: object, whole: object = {}) {
  const facts = factsOf('cat', {
    dataSources: [
      {
        ...{ schema: 'sales', name: 'customer', platform: 'redshift', table: 'dev.raw.customer' },
        ...{ owners: [{ user: 'cat' }], ...whole },
        columns: [
          { name: 'id', type: 'bigint' },
          { name: 'name', type: 'varchar(25)', ...mark },
        ],
      },
    ],
  });
  if (facts.dataSource === undefined) throw new Error('there is no such data source');
  const place = { database: 'dev', systemSchema: 'scrim' };
  return compileRedshiftView(
    facts.dataSource,
    decide({ ...facts, reader: { kind: 'open' } }),
    facts.settings,
    place,
  );
}
const sqlOf = (view: ReturnType<typeof compile>): string =>
  view.statement === undefined ? view.problems.join('; ') : view.sql;

it('shows a column that nobody has reviewed as null to everybody, owners included', () => {
  expect(sqlOf(compile({}))).toContain('scrim_row.name AS name');
  const sql = sqlOf(compile({ unreviewed: true }));
  expect(sql).toContain('CAST(NULL AS varchar(25)) AS name');
  expect(sql).not.toContain('scrim_row.name');
});

it('has no column that is gone, and no view of a table that is', () => {
  expect(sqlOf(compile({ gone: true }))).not.toContain('AS name');
  expect(sqlOf(compile({}, { gone: true }))).toBe("data source 'sales.customer' is disabled");
});
