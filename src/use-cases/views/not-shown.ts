import type { Decision } from '../../policy/decision.js';
import { essenceOfColumn } from '../../policy/essence.js';
import type { SourceFacts } from '../../policy/facts.js';
import type { Ports } from './ports.js';

/**
 * Finds the columns that the platform of a data source cannot hold, with the reasons, in many decisions about it: they are the same for all to whom
 * the same is shown of the columns.
 */
export function notShownIn(
  { dataSource, settings }: Pick<SourceFacts, 'dataSource' | 'settings'>,
  views: Ports['views'],
): (decision: Decision) => ReadonlyMap<string, string> {
  const found = new Map<string, ReadonlyMap<string, string>>();
  return (decision) => {
    if (decision.kind === 'hidden' || dataSource === undefined) return new Map();
    const key = decision.kind === 'closed' ? '' : JSON.stringify(decision.shown.columns.map(essenceOfColumn));
    const known = found.get(key) ?? views.compile(dataSource, decision, settings).notShown;
    found.set(key, known);
    return known;
  };
}
