import { begin, commit, lockTable, rollback, statementTimeout } from './statements.js';
import type { Plan } from './plan.js';
import { systemTable } from './system-names.js';
import type { Sql } from './sql-text.js';
import { statementsOf } from './unit.js';
import type { PlanConfig } from './unit.js';

/** The statements that take the lock of pushes, on a connection that does nothing else. */
export const lockStatements = ({
  schemas,
  lockTimeout,
}: Pick<PlanConfig, 'schemas'> & { readonly lockTimeout: number }): readonly Sql[] => [
  statementTimeout(lockTimeout * 1_000),
  begin,
  lockTable(systemTable(schemas, 'push_lock')),
];

/** All statements of a plan, in an order in which one connection could send them. */
export const statementsOfPlan = (
  { phases }: Plan,
  config: Parameters<typeof lockStatements>[0],
): readonly Sql[] => [
  ...lockStatements(config),
  rollback,
  ...phases.flat().flatMap((unit) => inTransaction(statementsOf(unit))),
];

/** Statements, with BEGIN and COMMIT of their transaction. */
export const inTransaction = (statements: readonly Sql[]): readonly Sql[] => [begin, ...statements, commit];
