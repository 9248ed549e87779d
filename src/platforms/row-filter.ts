import type { RowCondition, RowDecision } from '../policy/shown.js';
import type { Expression } from '../sql/ast.js';
import { boolean, call, not, or } from '../sql/build.js';
import type { Parts, Platform } from './platform.js';

/** The condition for the rows that a decision shows. */
export function rowFilter(
  platform: Pick<Platform, 'traits' | 'column' | 'rows'>,
  { guard, ...condition }: RowCondition & Pick<RowDecision, 'guard'>,
  parts: Pick<Parts, 'answered'>,
): Expression {
  const kept = keptBy(platform, condition, parts);
  return guard === undefined
    ? kept
    : or(not(call('coalesce', parts.answered(guard.expression), boolean(true))), kept);
}

function keptBy(
  { traits, column, rows }: Pick<Platform, 'traits' | 'column' | 'rows'>,
  condition: RowCondition,
  { answered }: Pick<Parts, 'answered'>,
): Expression {
  if (condition.type === 'custom') return answered(condition.expression);
  if (condition.type === 'none') return boolean(false);
  const type = traits.typeOf(condition.column);
  if (type === undefined) return boolean(false);
  const value = column(condition.column.name);
  switch (condition.type) {
    case 'values':
      return rows.values(condition, value, type);
    case 'time':
      return rows.time(condition, value, type);
    case 'sample':
      return rows.sample(condition, value, type);
  }
}
