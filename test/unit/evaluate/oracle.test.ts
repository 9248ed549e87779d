import { expect, it } from '@jest/globals';
import fc from 'fast-check';

import { castTo } from '../../../src/evaluate/casts.js';
import { readCell } from '../../../src/evaluate/read-cell.js';
import { evaluateShown } from '../../../src/evaluate/evaluate-shown.js';
import type { RawTable } from '../../../src/evaluate/evaluate-shown.js';
import type { Value } from '../../../src/evaluate/value.js';
import { readerFactsFor, sourceFactsFor } from '../../../src/facts/facts-for.js';
import { formatDataSourceName } from '../../../src/model/names.js';
import { trinoTypes } from '../../../src/platforms/trino/types.js';
import { createDecisionMemory } from '../../../src/policy/decision-memory.js';
import { createProgram } from '../../../src/policy/program.js';
import { trinoType } from '../../../src/sql/types/from-data-type.js';
import { varchar } from '../../../src/sql/types/type.js';
import { worlds } from '../../oracle/arbitrary-world.js';
import { rawColumns, textOf } from '../../oracle/cells.js';
import type { Row } from '../../oracle/cells.js';
import { compareSights } from '../../oracle/compare.js';
import { lookupRows, rawTableFor, rawTableName, rawTables } from '../../oracle/raw-tables.js';
import { readDraft } from '../../oracle/read-draft.js';
import { see } from '../../oracle/see.js';
import type { Known } from '../../oracle/see.js';
import { lookIn } from '../policy/facts-of.js';

const now = new Date('2026-06-15T12:00:00Z');
const hashKey = 'a key of the oracle';
const tables = rawTables(now);

const columns = Object.entries(rawColumns).map(([name, { kind, type }]) => ({ name, kind, type }));

const cells = (row: Row): readonly Value[] =>
  columns.map(({ name, kind, type }) => {
    const cell = row[name] ?? null;
    const read =
      cell === null
        ? { value: null }
        : readCell(
            kind === 'double' ? Number(cell) : kind === 'boolean' ? cell : textOf(kind, cell),
            typeOf(type),
          );
    if ('problem' in read) throw new Error(read.problem);
    return read.value;
  });

const dataTypeOf = (type: string) => {
  const read = trinoTypes.readType(type);
  if (read === undefined) throw new Error(type);
  return read;
};
const typeOf = (type: string) => trinoType(dataTypeOf(type));

const rawTable = (name: string, rows: readonly Row[]): RawTable => ({
  name: ['vault', 'oracle', name],
  columns: columns.map(({ name: column, type }) => ({ name: column, type: dataTypeOf(type) })),
  rows: rows.map(cells),
});

const given: readonly RawTable[] = [
  ...(Object.keys(rawTableFor) as (keyof typeof rawTableFor)[]).map((name) =>
    rawTable(rawTableName('', name), tables[rawTableFor[name]]),
  ),
  rawTable('t3', tables.t3),
  {
    name: ['vault', 'oracle', 'lookup'],
    columns: ['kind', 'place'].map((name) => ({ name, type: dataTypeOf('varchar') })),
    rows: lookupRows.map(({ kind, region }) => [kind, region]),
  },
];

it('shows in generated worlds the rows and values that the oracle shows', () => {
  let compared = 0;
  fc.assert(
    fc.property(worlds(), (draft) => {
      const known: Known = { ...readDraft(draft, 'w'), tables, hashKey, now };
      const look = lookIn(known.world);
      for (const dataSource of known.world.dataSources ?? []) {
        const dataSourceName = formatDataSourceName(dataSource);
        const program = createProgram(sourceFactsFor(look, dataSourceName), createDecisionMemory());
        for (const { name: user } of known.world.users ?? []) {
          const decision = program.decide(readerFactsFor(look, { userName: user }), now);
          const sight = see(known, user, dataSource);
          expect(decision.kind).toBe(sight.kind);
          if (decision.kind !== 'open') continue;
          const seen = evaluateShown(dataSource, decision.shown, given, { now, user, hashKey });
          const rows = seen.rows.map(({ cells: row }) => [
            dataSourceName,
            ...row.map((cell, index) => castTo(seen.columns[index]!.type, varchar())(cell)),
          ]);
          expect(compareSights(user, [{ dataSource: dataSourceName, sight }], rows)).toEqual([]);
          compared += 1;
        }
      }
    }),
    { numRuns: 60 },
  );
  expect(compared).toBeGreaterThan(300);
}, 120_000);
