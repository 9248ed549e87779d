import type { DataSource } from '../../model/data-source.js';
import type { RowFilter } from '../../model/row-filter.js';
import { conditionExpression } from '../condition-expression.js';
import { evaluateCondition } from '../evaluate-condition.js';
import type { PolicyFacts } from '../facts.js';
import { settlePredicate } from '../predicate/settle.js';
import { resolveColumn } from '../target.js';
import type { SettledRows } from './row-kind.js';
import { settleSample } from './sample-filter.js';
import { settleTime } from './time-filter.js';
import { settleValues } from './values-filter.js';

/** What a row filter on a data source comes to for a person; undefined when it lets every row through. */
export function settleRows(
  filter: RowFilter,
  dataSource: DataSource,
  facts: PolicyFacts,
): SettledRows | undefined {
  if ('where' in filter) {
    const settled = settlePredicate(filter.where, dataSource, facts);
    return 'problem' in settled ? settled : { type: 'custom', ...settled };
  }
  if ('purposes' in filter) {
    const any = filter.purposes.map((purpose) => ({ purpose }));
    switch (facts.reader.kind) {
      case 'open': {
        const text = `acts under ${filter.purposes.join(' or ')}`;
        return { type: 'custom', text, expression: conditionExpression({ any }, facts) };
      }
      case 'known': {
        const { outcome, because } = evaluateCondition({ any }, facts);
        return outcome === 'holds' ? undefined : { type: 'none', because };
      }
    }
  }
  const found = resolveColumn(filter.column, dataSource);
  if ('problem' in found) return found;
  const platform = facts.platforms[dataSource.platform];
  if ('in' in filter) return settleValues(filter, found.column, facts, platform);
  if ('percent' in filter) return settleSample(filter, found.column, platform);
  return settleTime(filter, found.column, platform);
}
