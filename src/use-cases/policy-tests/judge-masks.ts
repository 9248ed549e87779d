import type { DataSource } from '../../model/data-source.js';
import { tagReaches } from '../../model/names.js';
import type { Mask } from '../../model/mask.js';
import { platformTraits } from '../../platforms/index.js';
import { mayGain } from '../../policy/compare/change.js';
import { compareColumn } from '../../policy/compare/compare-columns.js';
import { maskLayer } from '../../policy/rules/mask-rule.js';
import type { ColumnDecision, MaskLayer } from '../../policy/shown.js';
import { describeMask, summarizeMask } from '../../policy/summarize-mask.js';
import type { Decided } from '../decisions/decide.js';
import { compared, describe, meets, namesOf, passed, showsNothing } from './invariant-facts.js';
import type { InvariantFacts, Verdict } from './invariant-facts.js';
import { formOf } from './run-case.js';
import type { ClearerOnly, RawOnly } from './test-file.js';

/** Looks for a person who sees columns without a mask, and does not meet the condition. */
export const judgeRaw = ({ raw, only, dataSources }: RawOnly, facts: InvariantFacts): Verdict =>
  judgeColumns({ columns: raw, only, dataSources }, facts, (shown) => {
    const form = formOf(shown);
    if (form === 'raw') return 'raw';
    return form === 'conditional' ? 'raw in some rows' : undefined;
  });

/** Looks for a person who sees more of columns than a mask shows, and does not meet the condition. */
export const judgeClearer = (
  { clearer, than, only, dataSources }: ClearerOnly,
  facts: InvariantFacts,
): Verdict =>
  judgeColumns({ columns: clearer, only, dataSources }, facts, (shown, decided) => {
    const most = mostOf(than, shown, decided);
    if ('problem' in most) return most;
    if (isAtMost(shown, most, decided)) return undefined;
    const { mask, where } = most;
    const cells = where === undefined ? '' : ` where ${where.text}`;
    const words = `clearer than ${describeMask(summarizeMask(mask))}${cells}`;
    return formOf(shown) === 'raw' ? `raw, ${words}` : `${words}, or it is not proved that they do not`;
  });

interface OfColumns {
  readonly columns: RawOnly['raw'];
  readonly only: RawOnly['only'];
  readonly dataSources: RawOnly['dataSources'];
}

/** @param tooMuch says how a person sees too much of a column, or why that cannot be found out; nothing if they do not */
function judgeColumns(
  { columns, only, dataSources }: OfColumns,
  facts: InvariantFacts,
  tooMuch: (shown: ColumnDecision, decided: Decided) => string | { readonly problem: string } | undefined,
): Verdict {
  const isMeant = (dataSource: DataSource, column: DataSource['columns'][number]): boolean =>
    columns.names?.includes(column.name) === true ||
    [...dataSource.tags, ...column.tags].some((tag) =>
      columns.tags?.some((wanted) => tagReaches(wanted, tag)),
    );
  for (const name of namesOf(facts, dataSources)) {
    const dataSource = facts.objects.get('dataSource', name);
    const meant = new Set(
      dataSource?.columns.filter((column) => isMeant(dataSource, column)).map((column) => column.name),
    );
    if (meant.size === 0) continue;
    for (const person of facts.everyone) {
      const decided = facts.decide(person, name);
      const { decision, reader } = decided;
      if (decision.kind !== 'open' || showsNothing(decision.shown) || meets(only, reader, facts)) continue;
      for (const shown of decision.shown.columns) {
        const column = shown.column.name;
        const how = meant.has(column) ? tooMuch(shown, decided) : undefined;
        if (how === undefined) continue;
        if (typeof how !== 'string') {
          return { messages: [`the mask does not fit column ${name}.${column}: ${how.problem}`] };
        }
        const layers = [...shown.masks, ...(shown.beneath ?? [])];
        return {
          messages: [
            describe(person, reader),
            ...(formOf(shown) === 'raw'
              ? [`sees ${name}.${column} ${how}: ${facts.reasons.noMask(decision, column)}`]
              : [
                  `sees ${name}.${column} ${how}`,
                  ...layers.map((layer) => `by ${facts.reasons.mask(decision, column, layer)}`),
                  ...(layers.length === 0
                    ? ['by no mask of its own: it is computed from masked columns']
                    : []),
                ]),
            `reads it by: ${facts.reasons.access(decision)}`,
          ],
        };
      }
    }
  }
  return passed;
}

/** A mask of an invariant, as it would be applied to a column for a person. */
function mostOf(
  than: Mask,
  { column }: ColumnDecision,
  { source, reader }: Decided,
): MaskLayer | { readonly problem: string } {
  const { dataSource } = source;
  if (dataSource === undefined) return { problem: 'there is no such data source' };
  const platform = platformTraits[dataSource.platform];
  return maskLayer(than, column, { dataSource, platform, facts: { ...source, ...reader } });
}

/**
 * Whether a column certainly shows no more than it would under a mask. Masks beneath the query of a data source are compared with that mask on
 * every cell: its condition is about the result of the query.
 */
function isAtMost(shown: ColumnDecision, most: MaskLayer, { decision, source }: Decided): boolean {
  if (decision.kind !== 'open') return true;
  const { mask, policy } = most;
  const isBeneath = shown.masks.length === 0 && (shown.beneath ?? []).length > 0;
  const under: ColumnDecision = isBeneath
    ? { ...shown, beneath: [{ mask, policy }] }
    : { ...shown, masks: [most] };
  return !mayGain(compareColumn(under, shown, compared(decision.shown, source.dataSource)));
}
