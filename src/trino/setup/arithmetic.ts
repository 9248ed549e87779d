import { z } from 'zod';

import { Refusal } from '../../base/refusal.js';
import type { Ask, Question } from '../ask.js';
import type { RawTable } from '../raw-table.js';
import type { Expression } from '../../sql/ast.js';
import { binary, column, compare, explain, integer, query, select, table } from '../../sql/build.js';

const whole = /^(tinyint|smallint|integer|int|bigint)$/i;

/** A column to compute with; undefined where the table has none that is known to hold whole numbers. */
export const numberColumn = ({ columns }: RawTable): string | undefined =>
  columns.find(({ type }) => whole.test(type))?.name;

/** Predicates that an error, or the lack of one, tells of: what a person might ask. */
const attempts = (of: Expression): readonly Expression[] => [
  compare(binary(integer(1), '/', binary(of, '-', integer(3))), '>', integer(-10)),
  compare(binary(of, '%', integer(7)), '>', integer(3)),
];

/** A part of a plan (EXPLAIN with FORMAT JSON), as much of it as is looked at. */
interface PlanNode {
  readonly descriptor?: Readonly<Record<string, string>> | undefined;
  readonly children: readonly PlanNode[];
}
const planNode: z.ZodType<PlanNode> = z.object({
  descriptor: z.record(z.string(), z.string()).optional(),
  children: z.lazy(() => z.array(planNode)),
});

/** The parts of a plan by the number of the fragment that they are the root of. */
const fragments = z.record(z.string(), planNode);

/** @throws Refusal `invalid` for a plan that is none */
function readPlan(text: string): readonly PlanNode[] {
  try {
    return Object.values(fragments.parse(JSON.parse(text)));
  } catch {
    throw new Refusal('invalid', 'its plans have a form that scrim does not know');
  }
}

const filters = ({ descriptor, children }: PlanNode): boolean =>
  descriptor?.['filterPredicate'] !== undefined || children.some(filters);

/**
 * Whether Trino hands arithmetic over a column to the source of its table, by how it plans some: what it hands over, it does not
 * filter by itself.
 *
 * @throws Refusal as `ask` does, and `invalid` for a plan that cannot be read
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
