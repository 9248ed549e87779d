import { evaluateShown } from '../../evaluate/evaluate-shown.js';
import type { RawTable } from '../../evaluate/evaluate-shown.js';
import type { Condition } from '../../model/condition.js';
import type { DataSource } from '../../model/data-source.js';
import { tagReaches } from '../../model/names.js';
import { platformTraits } from '../../platforms/index.js';
import { mayGain } from '../../policy/compare/change.js';
import { compareRows } from '../../policy/compare/compare-rows.js';
import { compareShown, overallChange } from '../../policy/compare/compare-shown.js';
import { evaluateCondition, type Subject } from '../../policy/evaluate-condition.js';
import type { ReaderFacts } from '../../policy/facts.js';
import { settlePredicate } from '../../policy/predicate/settle.js';
import type { RowDecision, Shown } from '../../policy/shown.js';
import type { MemoryObjects } from '../../world/memory/memory-objects.js';
import type { Decided } from '../decisions/decide.js';
import { formOf, show } from './run-case.js';
import type { Reasons } from './reasons.js';
import type { EveryRow, Invariant, NotMoreThan, RawOnly, RowsOnly } from './test-file.js';

/** What invariants are proved with. */
export interface InvariantFacts {
  readonly objects: MemoryObjects;
  /** Users of the world and people of the file. */
  readonly everyone: readonly string[];
  readonly decide: (person: string, dataSource: string) => Decided;
  readonly tables: readonly RawTable[];
  readonly reasons: Reasons;
  readonly now: Date;
}

/** What came of an invariant: the counterexample in lines, none if it is true; and how far it is certain. */
export interface Verdict {
  readonly messages: readonly string[];
  readonly note?: string;
}

/**
 * Looks for a person for whom an invariant is false.
 * @throws NotEvaluated for a predicate that is neither proved nor can be evaluated
 */
export function judgeInvariant(one: Invariant, facts: InvariantFacts): Verdict {
  if ('raw' in one) return judgeRaw(one, facts);
  if ('everyRow' in one) return judgeEveryRow(one, facts);
  return 'notMoreThan' in one ? judgeNotMore(one, facts) : judgeRowsOnly(one, facts);
}

const passed: Verdict = { messages: [] };

/** Data sources over tables first: what is wrong with one is wrong with queries over it, too. */
const namesOf = ({ objects }: InvariantFacts, some: readonly string[] | undefined): readonly string[] => {
  const isQuery = (name: string): number => (objects.get('dataSource', name)?.query === undefined ? 0 : 1);
  return (some ?? objects.keys('dataSource')).toSorted((a, b) => isQuery(a) - isQuery(b));
};

/** The names that conditions can be about: the same for all people. */
const knownNames = new WeakMap<
  MemoryObjects,
  Pick<Subject, 'knownGroups' | 'knownPurposes' | 'knownAttributes'>
>();

function namesKnownTo(
  objects: MemoryObjects,
): Pick<Subject, 'knownGroups' | 'knownPurposes' | 'knownAttributes'> {
  const found = knownNames.get(objects);
  if (found !== undefined) return found;
  const holders = [...objects.all('user'), ...objects.all('group')];
  const made = {
    knownGroups: new Set(objects.keys('group')),
    knownPurposes: new Set(objects.keys('purpose')),
    knownAttributes: new Set(holders.flatMap((holder) => Object.keys(holder.attributes))),
  };
  knownNames.set(objects, made);
  return made;
}

/** Whether a condition is certainly true of a person. */
const meets = (condition: Condition, reader: ReaderFacts, { objects }: InvariantFacts): boolean =>
  evaluateCondition(condition, { ...reader, ...namesKnownTo(objects) }).outcome === 'holds';

/** A person, by their facts. */
function describe(name: string, { self, work }: ReaderFacts): string {
  const facts = [
    ...(self === undefined ? ['not active'] : []),
    `groups ${show([...(self?.groups ?? [])].toSorted())}`,
    ...[...(self?.attributes ?? [])].map(([attribute, values]) => `${attribute} ${show(values)}`),
    ...(work.project === undefined ? [] : [`project ${work.project.name}, purposes ${show(work.purposes)}`]),
  ];
  return `counterexample: ${name} (${facts.join('; ')})`;
}

/** Whether no row is shown, whatever is in the table. */
const showsNothing = ({ rows }: Shown): boolean =>
  rows.some((row) => row.type === 'none' || (row.type === 'values' && row.values.length === 0));

function judgeRaw({ raw, only, dataSources }: RawOnly, facts: InvariantFacts): Verdict {
  const isMeant = (dataSource: DataSource, column: DataSource['columns'][number]): boolean =>
    raw.names?.includes(column.name) === true ||
    [...dataSource.tags, ...column.tags].some((tag) => raw.tags?.some((wanted) => tagReaches(wanted, tag)));
  for (const name of namesOf(facts, dataSources)) {
    const dataSource = facts.objects.get('dataSource', name);
    const meant = dataSource?.columns.filter((column) => isMeant(dataSource, column)) ?? [];
    if (meant.length === 0) continue;
    for (const person of facts.everyone) {
      const { decision, reader } = facts.decide(person, name);
      if (decision.kind !== 'open' || showsNothing(decision.shown) || meets(only, reader, facts)) continue;
      const shown = decision.shown.columns.find(
        (one) =>
          meant.some((column) => column.name === one.column.name) &&
          ['raw', 'conditional'].includes(formOf(one)),
      );
      if (shown === undefined) continue;
      const column = shown.column.name;
      const isSome = formOf(shown) === 'conditional';
      const layers = shown.masks.map((layer) => `by ${facts.reasons.mask(decision, column, layer)}`);
      return {
        messages: [
          describe(person, reader),
          `sees ${name}.${column} raw${isSome ? ' in some rows' : ''}: ${facts.reasons.noMask(decision, column)}`,
          ...(isSome ? layers : []),
          `reads it by: ${facts.reasons.access(decision)}`,
        ],
      };
    }
  }
  return passed;
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

const compared = ({ columns }: Shown, dataSource: DataSource | undefined) => {
  const platform = dataSource?.platform ?? 'trino';
  const byName = new Map(columns.map(({ column }) => [column.name, column]));
  return {
    platform,
    typeOf: (name: string) => {
      const column = byName.get(name);
      return column && platformTraits[platform].typeOf(column);
    },
  };
};

/** A filter that keeps no row. */
const noRows: RowDecision = { type: 'none', because: 'compared with nothing', policy: '' };

function judgeRowsOnly({ rows: predicate, of, only }: RowsOnly, facts: InvariantFacts): Verdict {
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
