import type { SyncPlan } from './plan-sync.js';

/** Fewer than these are believed, unless they are all. */
const few = 3;
/** A greater share than this is not believed. */
const share = 0.5;
/** As many are named. */
const named = 5;

/**
 * Why a plan is not to be carried out unless somebody says so: a Trino whose user has lost rights, or that is the wrong one, tells of
 * few tables or none, and what it does not tell of would be hidden from everybody. Believed is what hides fewer than all data
 * sources of a schema, and either fewer than 3 or no more than half of them.
 * @returns undefined for a plan that can be believed
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
  return `${count} would be marked gone (${gone.slice(0, named).join(', ')}${others}), and hidden from everybody; check that this is the right Trino, and that its user may see the tables; if it is correct, run scrim sync --allow-gone`;
}
