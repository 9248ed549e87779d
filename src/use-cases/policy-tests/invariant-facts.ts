import type { RawTable } from '../../evaluate/evaluate-shown.js';
import type { Condition } from '../../model/condition.js';
import type { DataSource } from '../../model/data-source.js';
import { platformTraits } from '../../platforms/index.js';
import type { Compared } from '../../policy/compare/compared.js';
import { evaluateCondition, type Subject } from '../../policy/evaluate-condition.js';
import type { ReaderFacts } from '../../policy/facts.js';
import type { Shown } from '../../policy/shown.js';
import type { MemoryObjects } from '../../world/memory/memory-objects.js';
import type { Decided } from '../decisions/decide.js';
import { show } from './run-case.js';
import type { Reasons } from './reasons.js';

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

export const passed: Verdict = { messages: [] };

/** Data sources over tables first: what is wrong with one is wrong with queries over it, too. */
export const namesOf = (
  { objects }: InvariantFacts,
  some: readonly string[] | undefined,
): readonly string[] => {
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
export const meets = (condition: Condition, reader: ReaderFacts, { objects }: InvariantFacts): boolean =>
  evaluateCondition(condition, { ...reader, ...namesKnownTo(objects) }).outcome === 'holds';

/** A person, by their facts. */
export function describe(name: string, { self, work }: ReaderFacts): string {
  const facts = [
    ...(self === undefined ? ['not active'] : []),
    `groups ${show([...(self?.groups ?? [])].toSorted())}`,
    ...[...(self?.attributes ?? [])].map(([attribute, values]) => `${attribute} ${show(values)}`),
    ...(work.project === undefined ? [] : [`project ${work.project.name}, purposes ${show(work.purposes)}`]),
  ];
  return `counterexample: ${name} (${facts.join('; ')})`;
}

/** Whether no row is shown, whatever is in the table. */
export const showsNothing = ({ rows }: Shown): boolean =>
  rows.some((row) => row.type === 'none' || (row.type === 'values' && row.values.length === 0));

/** What the columns of a data source mean where what is shown of them is compared. */
export const compared = (
  { columns }: Pick<Shown, 'columns'>,
  dataSource: DataSource | undefined,
): Compared => {
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
