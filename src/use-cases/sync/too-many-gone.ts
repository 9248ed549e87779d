import type { SyncPlan } from './plan-sync.js';

/** Fewer than this number are accepted, unless they are all data sources of the schema. */
const few = 3;
/** A larger share than this is not accepted. */
const share = 0.5;
/** Maximum number of names in the message. */
const named = 5;

/**
 * Why a plan needs the approval of a person. If Trino's user has lost rights, or the Trino is the wrong one, it reports few tables or none.
 * The data sources of all other tables would then be hidden from everybody. A plan is accepted without approval if it hides fewer than all
 * data sources of a schema, and either fewer than 3 or at most half of them.
 * @returns undefined for a plan that needs no approval
 */
export function tooManyGone({
  standing,
  changes,
}: Pick<SyncPlan, 'standing' | 'changes'>): string | undefined {
  const gone = changes.flatMap(({ change, dataSource }) => (change === 'table gone' ? [dataSource] : []));
  const believed = gone.length < standing && (gone.length < few || gone.length <= standing * share);
  if (gone.length === 0 || believed) return undefined;
  const others = gone.length > named ? ` and ${gone.length - named} more` : '';
  const count = `${gone.length} of ${standing} data source${standing === 1 ? '' : 's'}`;
  return `${count} would be marked as gone (${gone.slice(0, named).join(', ')}${others}), and hidden from everybody; check that this is the right Trino, and that its user may see the tables; if it is correct, run scrim sync --allow-gone`;
}
