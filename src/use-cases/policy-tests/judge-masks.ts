import type { Column, DataSource } from '../../model/data-source.js';
import type { Mask } from '../../model/mask.js';
import { formatDataSourceName, tagReaches } from '../../model/names.js';
import { platformTraits } from '../../platforms/index.js';
import { mayGain } from '../../policy/compare/change.js';
import { compareColumn } from '../../policy/compare/compare-columns.js';
import { maskLayer } from '../../policy/rules/mask-rule.js';
import type { ColumnDecision, MaskLayer, Shown } from '../../policy/shown.js';
import { describeMask, summarizeMask } from '../../policy/summarize-mask.js';
import type { Decided } from '../decisions/decide.js';
import { columnsBeneath } from './columns-beneath.js';
import { compared, describe, meets, namesOf, passed, showsNothing } from './invariant-facts.js';
import type { InvariantFacts, Verdict } from './invariant-facts.js';
import { formOf } from './run-case.js';
import type { ClearerOnly, RawOnly } from './test-file.js';

/** Looks for a person who sees columns without a mask, and does not meet the condition. */
export const judgeRaw = ({ raw, only, dataSources }: RawOnly, facts: InvariantFacts): Verdict =>
  judgeColumns({ columns: raw, only, dataSources }, facts, {
    tooMuch({ decision }) {
      const form = formOf(decision);
      if (form === 'raw') return 'raw';
      return form === 'conditional' ? 'raw in some rows' : undefined;
    },
    covers: ({ column, masks }) => !['raw', 'conditional'].includes(formOf({ column, masks })),
  });

/** Looks for a person who sees more of columns than a mask shows, and does not meet the condition. */
export const judgeClearer = (
  { clearer, than, only, dataSources }: ClearerOnly,
  facts: InvariantFacts,
): Verdict =>
  judgeColumns({ columns: clearer, only, dataSources }, facts, {
    tooMuch(place, decided) {
      const most = mostOf(than, place, decided);
      if ('problem' in most) return most;
      if (isAtMost(place, most)) return undefined;
      const { mask, where } = most;
      const cells = where === undefined ? '' : ` where ${where.text}`;
      const words = `clearer than ${describeMask(summarizeMask(mask))}${cells}`;
      return formOf(place.decision) === 'raw'
        ? `raw, ${words}`
        : `${words}, or it is not proved that they do not`;
    },
    covers: ({ column, masks }) => formOf({ column, masks }) === 'null',
  });

interface OfColumns {
  readonly columns: RawOnly['raw'];
  readonly only: RawOnly['only'];
  readonly dataSources: RawOnly['dataSources'];
}

/** A column where it is read, and what is shown of it there. */
interface Place {
  readonly dataSource: DataSource;
  readonly shown: Shown;
  readonly decision: ColumnDecision;
  readonly within?: 'within a query';
}

interface Limit {
  /** How a person sees too much of a column, or why that cannot be found out; nothing if they do not. */
  readonly tooMuch: (place: Place, decided: Decided) => string | { readonly problem: string } | undefined;
  /** Whether a column that is computed from one of which too much is read has a mask of its own that is enough. */
  readonly covers: (computed: ColumnDecision) => boolean;
}

function judgeColumns(
  { columns, only, dataSources }: OfColumns,
  facts: InvariantFacts,
  { tooMuch, covers }: Limit,
): Verdict {
  const isMeant = (tags: readonly string[], column: Column): boolean =>
    columns.names?.includes(column.name) === true ||
    [...tags, ...column.tags].some((tag) => columns.tags?.some((wanted) => tagReaches(wanted, tag)));
  const isListed = (name: string): boolean => dataSources?.includes(name) ?? true;

  /** The columns that are meant: those of a data source, then those whose values its query shows. */
  const placesOf = (name: string, dataSource: DataSource, shown: Shown) => {
    const own = shown.columns.filter(({ column }) => isListed(name) && isMeant(dataSource.tags, column));
    return [
      ...own.map((decision) => ({
        place: { dataSource, shown, decision },
        by: decision.column.name,
        from: '',
        isCovered: false,
      })),
      ...columnsBeneath(dataSource, shown).flatMap(({ source, decision, by, computed, ...beneath }) => {
        const origin =
          source.dataSource === undefined ? source.parts.join('.') : formatDataSourceName(source.dataSource);
        if (!isListed(name) && !isListed(origin)) return [];
        if (!isMeant(source.dataSource?.tags ?? [], decision.column)) return [];
        const place: Place = {
          dataSource: source.dataSource ?? dataSource,
          shown: beneath.shown,
          decision,
          within: 'within a query',
        };
        return [
          { place, by, from: ` of ${origin}.${decision.column.name}`, isCovered: computed.some(covers) },
        ];
      }),
    ];
  };

  for (const name of namesOf(facts, undefined)) {
    const dataSource = facts.objects.get('dataSource', name);
    if (dataSource === undefined || (dataSource.query === undefined && !isListed(name))) continue;
    for (const person of facts.everyone) {
      const decided = facts.decide(person, name);
      const { decision, reader } = decided;
      if (decision.kind !== 'open' || showsNothing(decision.shown) || meets(only, reader, facts)) continue;
      for (const { place, by, from, isCovered } of placesOf(name, dataSource, decision.shown)) {
        const how = isCovered ? undefined : tooMuch(place, decided);
        if (how === undefined) continue;
        const column = place.decision.column.name;
        if (typeof how !== 'string') {
          return { messages: [`the mask does not fit column ${name}.${by}${from}: ${how.problem}`] };
        }
        const layers = [...place.decision.masks, ...(place.decision.beneath ?? [])];
        const sees = `sees ${name}.${by}${from} ${how}`;
        return {
          messages: [
            describe(person, reader),
            ...(formOf(place.decision) === 'raw'
              ? [`${sees}: ${facts.reasons.noMask(decision, column)}`]
              : [
                  sees,
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
  { dataSource, decision: { column } }: Place,
  { source, reader }: Decided,
): MaskLayer | { readonly problem: string } {
  const platform = platformTraits[dataSource.platform];
  return maskLayer(than, column, { dataSource, platform, facts: { ...source, ...reader } });
}

/**
 * Whether a column certainly shows no more than it would under a mask. Masks beneath the query of a data source are compared with that mask on
 * every cell: its condition is about the result of the query.
 */
function isAtMost({ decision, shown, dataSource, within }: Place, most: MaskLayer): boolean {
  const { mask, policy } = most;
  const isBeneath = decision.masks.length === 0 && (decision.beneath ?? []).length > 0;
  const under: ColumnDecision = isBeneath
    ? { ...decision, beneath: [{ mask, policy }] }
    : { ...decision, masks: [most] };
  return !mayGain(compareColumn(under, decision, compared(shown, dataSource), within));
}
