import { evaluateShown } from '../../evaluate/evaluate-shown.js';
import { platformTraits } from '../../platforms/index.js';
import { mayGain } from '../../policy/compare/change.js';
import { compareRows } from '../../policy/compare/compare-rows.js';
import { compareShown, overallChange } from '../../policy/compare/compare-shown.js';
import { settlePredicate } from '../../policy/predicate/settle.js';
import type { RowDecision } from '../../policy/shown.js';
import type { Decided } from '../decisions/decide.js';
import { compared, describe, meets, namesOf, passed } from './invariant-facts.js';
import type { InvariantFacts, Verdict } from './invariant-facts.js';
import { judgeClearer, judgeRaw } from './judge-masks.js';
import type { EveryRow, Invariant, NotMoreThan, RowsOnly } from './test-file.js';

/**
 * Looks for a person for whom an invariant is false.
 * @throws NotEvaluated for a predicate that is neither proved nor can be evaluated
 */
export function judgeInvariant(one: Invariant, facts: InvariantFacts): Verdict {
  if ('raw' in one) return judgeRaw(one, facts);
  if ('clearer' in one) return judgeClearer(one, facts);
  if ('everyRow' in one) return judgeEveryRow(one, facts);
  return 'notMoreThan' in one ? judgeNotMore(one, facts) : judgeRowsOnly(one, facts);
}

function judgeEveryRow({ everyRow, dataSources }: EveryRow, facts: InvariantFacts): Verdict {
  for (const name of namesOf(facts, dataSources)) {
    for (const person of facts.everyone) {
      const { decision, reader } = facts.decide(person, name);
      if (!meets(everyRow, reader, facts)) continue;
      if (decision.kind === 'hidden') {
        return {
          messages: [describe(person, reader), `reads no row of ${name}: ${facts.reasons.access(decision)}`],
        };
      }
      if (decision.kind === 'closed') {
        return { messages: [`nobody reads a row of ${name}: ${decision.problems.join('; ')}`] };
      }
      const { rows, sources = [] } = decision.shown;
      const hiding = [...rows, ...sources.flatMap(({ shown }) => shown.rows)].filter(
        (row) =>
          compareRows([], [row], compared(decision.shown, facts.objects.get('dataSource', name))) !== 'equal',
      );
      const [by] = hiding;
      if (by === undefined) continue;
      return {
        messages: [
          describe(person, reader),
          `may not see every row of ${name}`,
          ...hiding.map((row) => `by ${facts.reasons.rows(decision, row)}`),
        ],
      };
    }
  }
  return passed;
}

/** A filter that keeps no row. */
const noRows: RowDecision = { type: 'none', because: 'compared with nothing', policy: '' };

function judgeRowsOnly({ rows: predicate, of, only, proved }: RowsOnly, facts: InvariantFacts): Verdict {
  let tested = 0;
  // Many people are shown the same; a predicate with policy functions is another one for each of them.
  const isSameForAll = !predicate.includes('@');
  for (const name of of) {
    const fine = new Set<string>();
    for (const person of facts.everyone) {
      const { decision, reader, source } = facts.decide(person, name);
      const { dataSource } = source;
      if (decision.kind !== 'open' || dataSource === undefined || meets(only, reader, facts)) continue;
      const key = JSON.stringify([
        decision.shown.rows,
        decision.shown.sources?.map(({ shown }) => shown.rows),
      ]);
      if (isSameForAll && fine.has(key)) continue;
      const settled = settlePredicate(predicate, dataSource, { ...source, ...reader });
      if ('problem' in settled)
        return { messages: [`the predicate does not fit ${name}: ${settled.problem}`] };
      const forbidden: RowDecision = { type: 'custom', ...settled, policy: '' };
      const { shown } = decision;
      const change = compareRows([noRows], [...shown.rows, forbidden], compared(shown, dataSource));
      fine.add(key);
      if (change === 'equal' || change === 'narrower') continue;
      const such = (rows: readonly RowDecision[]) =>
        evaluateShown(dataSource, { ...shown, rows }, facts.tables, {
          ...{ now: facts.now, user: person, hashKey: '', columns: () => false },
        }).rows;
      const found = such([...shown.rows, forbidden]);
      const filters = shown.rows.map((row) => `kept by ${facts.reasons.rows(decision, row)}`);
      if (found.length > 0) {
        const numbers = found.flatMap(({ from }) => (from === undefined ? [] : [from + 1]));
        return {
          messages: [
            describe(person, reader),
            `sees ${numbers.length === 0 ? 'such a row' : `row ${numbers.join(', ')}`} of ${name}, where ${predicate}`,
            ...(filters.length === 0 ? ['no rule filters rows'] : filters),
            `reads it by: ${facts.reasons.access(decision)}`,
          ],
        };
      }
      if (proved === true) {
        return {
          messages: [
            describe(person, reader),
            `not proved for all rows of ${name}, where ${predicate}`,
            ...(filters.length === 0 ? ['no rule filters rows'] : filters),
          ],
        };
      }
      if (such([forbidden]).length === 0) {
        return {
          messages: [
            describe(person, reader),
            `not proved for ${name}, where ${predicate}: give rows, some of which are such`,
            ...filters,
          ],
        };
      }
      tested += 1;
    }
  }
  return tested === 0
    ? passed
    : {
        messages: [],
        note: `true of the given rows; not proved for all rows, for what ${tested === 1 ? 'some people see' : `${tested} kinds of people see`}`,
      };
}

function judgeNotMore(
  { notMoreThan: { who, person: by }, dataSources }: NotMoreThan,
  facts: InvariantFacts,
): Verdict {
  for (const name of namesOf(facts, dataSources)) {
    const dataSource = facts.objects.get('dataSource', name);
    if (dataSource === undefined) continue;
    for (const agent of facts.everyone) {
      const mine = facts.decide(agent, name);
      if (mine.decision.kind !== 'open' || !meets(who, mine.reader, facts)) continue;
      const people = mine.reader.self?.attributes.get(by.attribute) ?? [];
      if (people.length === 0) {
        return {
          messages: [describe(agent, mine.reader), `has no attribute ${by.attribute}, and reads ${name}`],
        };
      }
      for (const person of people) {
        if (!facts.everyone.includes(person)) {
          return {
            messages: [
              describe(agent, mine.reader),
              `reads ${name} for ${person}, whom neither the world nor this file has`,
            ],
          };
        }
        const theirs = facts.decide(person, name);
        if (theirs.decision.kind !== 'open') {
          return {
            messages: [
              describe(agent, mine.reader),
              `reads ${name}: ${facts.reasons.access(mine.decision)}`,
              `${person} does not: ${facts.reasons.access(theirs.decision)}`,
            ],
          };
        }
        const change = compareShown(
          { dataSource, shown: theirs.decision.shown, reader: person },
          { dataSource, shown: mine.decision.shown, reader: agent },
          platformTraits,
        );
        const overall = overallChange(change);
        if (overall === 'equal' || overall === 'narrower') continue;
        return {
          messages: [
            describe(agent, mine.reader),
            `sees more of ${name} than ${person}, or it is not proved that they do not`,
            ...(mayGain(change.rows) ? [rowsOf(agent, mine, facts), rowsOf(person, theirs, facts)] : []),
            ...[...change.columns]
              .filter(([, one]) => mayGain(one))
              .map(([column]) => columnOf(column, agent, mine, person, theirs, facts)),
          ],
        };
      }
    }
  }
  return passed;
}

const rowsOf = (person: string, { decision }: Decided, { reasons }: InvariantFacts): string => {
  const rows = decision.kind === 'open' ? decision.shown.rows : [];
  return `rows of ${person}: ${rows.length === 0 ? 'all' : rows.map((row) => reasons.rows(decision, row)).join('; ')}`;
};

function columnOf(
  column: string,
  agent: string,
  mine: Decided,
  person: string,
  theirs: Decided,
  { reasons }: InvariantFacts,
): string {
  const shownTo = ({ decision }: Decided): string => {
    const found =
      decision.kind === 'open' ? decision.shown.columns.find((one) => one.column.name === column) : undefined;
    if (found === undefined) return 'no such column';
    const [layer] = [...found.masks, ...(found.beneath ?? [])];
    return layer === undefined
      ? `raw, ${reasons.noMask(decision, column)}`
      : reasons.mask(decision, column, layer);
  };
  return `column ${column}: ${agent}: ${shownTo(mine)}; ${person}: ${shownTo(theirs)}`;
}
