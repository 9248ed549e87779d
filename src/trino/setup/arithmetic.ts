import { z } from 'zod';

import { Refusal } from '../../base/refusal.js';
import type { Ask, Question } from '../ask.js';
import type { RawTable } from '../raw-table.js';
import type { Expression } from '../../sql/ast.js';
import { binary, column, compare, explain, integer, query, select, table } from '../../sql/build.js';

const whole = /^(tinyint|smallint|integer|int|bigint)$/i;

/** An integer column to compute with; undefined if the table has none. */
export const numberColumn = ({ columns }: RawTable): string | undefined =>
  columns.find(({ type }) => whole.test(type))?.name;

/** Predicates of a reader that reveal a row by an error, or by the lack of one. */
const attempts = (of: Expression): readonly Expression[] => [
  compare(binary(integer(1), '/', binary(of, '-', integer(3))), '>', integer(-10)),
  compare(binary(of, '%', integer(7)), '>', integer(3)),
];

/** A node of a plan (EXPLAIN with FORMAT JSON), with the properties that scrim reads. */
interface PlanNode {
  readonly descriptor?: Readonly<Record<string, string>> | undefined;
  readonly children: readonly PlanNode[];
}
const planNode: z.ZodType<PlanNode> = z.object({
  descriptor: z.record(z.string(), z.string()).optional(),
  children: z.lazy(() => z.array(planNode)),
});

/** The root nodes of a plan, by the number of their fragment. */
const fragments = z.record(z.string(), planNode);

/** @throws Refusal `invalid` if the answer is not a plan */
function readPlan(text: string): readonly PlanNode[] {
  try {
    return Object.values(fragments.parse(JSON.parse(text)));
  } catch {
    throw new Refusal('invalid', 'its plans have an unknown format');
  }
}

const filters = ({ descriptor, children }: PlanNode): boolean =>
  descriptor?.['filterPredicate'] !== undefined || children.some(filters);

/**
 * Whether Trino pushes arithmetic over a column down to the source of its table. The plan shows it: Trino does not filter by
 * a condition that it pushes down.
 *
 * @throws Refusal as `ask` does, and `invalid` if the plan cannot be read
 */
export async function handsArithmeticOver(
  ask: Ask<Question>,
  { catalog, schema, table: tableName }: RawTable,
  name: string,
): Promise<boolean> {
  for (const where of attempts(column(name))) {
    const from = table([catalog, schema, tableName]);
    const { rows } = await ask(explain(query(select({ items: [column(name)], from, where }))));
    if (!readPlan(String(rows[0]?.[0])).some(filters)) return true;
  }
  return false;
}
