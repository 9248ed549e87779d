import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { decisionRow, queryRow, readRow } from '../../../test/support/audit-records.js';
import { runs } from '../../../test/support/runs.js';
import { parseQuery } from '../../sql/parse/index.js';
import { print } from '../../sql/print/print.js';
import { createChecksum } from './checksum.js';
import { decisionOf, digestsOf, queryOf } from './read-rows.js';
import { rowsOfDecisions, rowsOfDocuments, rowsOfQueries } from './rows.js';
import { createStatement, deleteBatch, insertStatements } from './statements.js';

const place = { catalog: 'lake', schema: 'audit' };
const batch = { day: '2026-03-31', batch: 3 };
const text = fc.oneof(
  fc.string({ unit: 'binary' }).filter((value) => !value.includes('\0')),
  fc.constantFrom("'".repeat(40_000), '\u{1F600}x'.repeat(70_000)),
);
const textsOf = (rows: readonly { digest: unknown; part: unknown; text: unknown }[]) => {
  const parts = new Map<string, string>();
  for (const row of rows)
    parts.set(String(row.digest), (parts.get(String(row.digest)) ?? '') + String(row.text));
  return parts;
};

describe('records as rows', () => {
  it('are the same when they are read again', () => {
    fc.assert(
      fc.property(
        text,
        fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
        fc.nat(),
        (some, real, whole) => {
          const query = queryRow({
            ...{
              sql: some,
              errorMessage: some,
              because: some,
              wallSeconds: real,
              rows: whole,
              output: { some },
            },
            reads: [readRow({ filters: [some] }), readRow({ columns: [{ name: some, shown: 'raw' }] })],
          });
          const rows = rowsOfQueries(batch, [query]);
          const [row] = rows.audit_query;
          if (row === undefined) throw new Error('no row');
          const reversed = rows.audit_read.toReversed();
          expect(queryOf(row, reversed, textsOf(rows.audit_text))).toEqual(query);

          const document = { rows: [{ policy: 'names', text: some }] };
          const decision = decisionRow({ because: some, shown: 'digest', details: { some } });
          const decided = rowsOfDecisions(batch, [{ ...decision, document }]);
          const documents = rowsOfDocuments(batch, [
            { digest: 'digest', document: JSON.stringify(document) },
          ]);
          const [found] = decided.audit_decision;
          if (found === undefined) throw new Error('no row');
          expect(found.policies).toBe('["names"]');
          expect(new Set(digestsOf([found]))).toContain('digest');
          const texts = textsOf([...decided.audit_text, ...documents.audit_text]);
          expect(decisionOf(found, texts)).toEqual({ ...decision, document });
        },
      ),
      { numRuns: runs(60) },
    );
  });

  it('have a checksum that does not depend on their order, and on everything else', () => {
    const { audit_query: rows } = rowsOfQueries(batch, [
      queryRow({ queryId: 'a' }),
      queryRow({ queryId: 'b' }),
    ]);
    const of = (some: typeof rows): string => {
      const checksum = createChecksum('audit_query');
      checksum.add(some);
      return checksum.text();
    };
    expect(of(rows.toReversed())).toBe(of(rows));
    expect(of([...rows, ...rows])).not.toBe(of(rows));
    expect(of(rows.slice(1))).not.toBe(of(rows));
    for (const name of Object.keys(rows[0] ?? {})) {
      expect(of(rows.map((row, index) => (index === 0 ? { ...row, [name]: 'x' } : row)))).not.toBe(of(rows));
    }
  });
});

describe('statements', () => {
  it('are short enough for Trino, whatever the records are', () => {
    const quotes = "'".repeat(15_000);
    const many = Array.from({ length: 40 }, (_, index) =>
      queryRow({
        ...{ queryId: `q${index}`, sql: quotes, errorMessage: quotes, because: quotes },
        reads: [readRow({ filters: [quotes], alarm: quotes })],
      }),
    );
    const rows = rowsOfQueries(batch, many);
    const statements = [
      ...insertStatements(place, 'audit_query', rows.audit_query),
      ...insertStatements(place, 'audit_read', rows.audit_read),
      ...insertStatements(place, 'audit_text', [
        ...rowsOfDocuments(batch, [{ digest: 'd', document: "'".repeat(1_000_000) }]).audit_text,
      ]),
    ].map((statement) => print(statement, 'trino'));
    expect(Math.max(...statements.map((statement) => statement.length))).toBeLessThan(1_000_000);
    expect(statements.length).toBeLessThan(16);
  });

  it('insert values as literals', () => {
    const { audit_query: rows } = rowsOfQueries(batch, [queryRow({ sql: "it's", wallSeconds: -1e-7 })]);
    const [statement] = insertStatements(place, 'audit_query', rows);
    if (statement === undefined) throw new Error('no statement');
    const values = print(statement.query, 'trino');
    expect(print(parseQuery(values, 'trino'), 'trino')).toBe(values);
    expect(values.replaceAll(/\s+/g, ' ')).toBe(
      "VALUES ( date '2026-03-31', 3, TIMESTAMP '2026-03-31 23:59:59.900 UTC', 'main', '20260331_235959_00001_abcde', TIMESTAMP '2026-04-01 00:00:01.000 UTC', 'ann', NULL, 'ann', '{\"source\":\"trino-cli\"}', 'FINISHED', 'SELECT', 'it''s', 1099511627776, 9, NULL, NULL, -1E-7, 1.25E-1, NULL, NULL, FALSE, NULL, NULL, NULL )",
    );
  });

  it('create and remove what they name', () => {
    expect(print(deleteBatch(place, 'audit_read', batch), 'trino')).toBe(
      "DELETE FROM lake.audit.audit_read WHERE day = date '2026-03-31' AND batch = 3",
    );
    const create = print(createStatement(place, 'audit_text', { partitioned: true }), 'trino');
    expect(create.replaceAll(/\s+/g, ' ')).toBe(
      "CREATE TABLE IF NOT EXISTS lake.audit.audit_text WITH (partitioning = ARRAY['day', 'batch']) AS SELECT CAST(NULL AS date) AS day, CAST(NULL AS bigint) AS batch, CAST(NULL AS varchar) AS digest, CAST(NULL AS bigint) AS part, CAST(NULL AS varchar) AS text WHERE FALSE",
    );
  });
});
