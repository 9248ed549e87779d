import type { DataSource } from '../model/data-source.js';
import type { Policy } from '../model/policy.js';
import { accessOf } from './access.js';
import type { Decision } from './decision.js';
import type { Person } from './facts.js';
import { nobody, type ProblemFacts } from './policy-problems.js';
import { govern } from './sources/govern.js';

/** Somebody of whom nothing is known: no exception applies to them, and of two branches of a rule both do. */
const anybody: Person = {
  name: '',
  groups: new Set(),
  attributes: new Map(),
  equalized: true,
  possible: 'anything',
};

/**
 * What a data source shows with every mask and row filter that these policies ask of anybody; undefined when they close it.
 * Without policies it is shown in clear.
 */
export function strictestView(
  dataSource: DataSource,
  policies: readonly Policy[],
  facts: ProblemFacts,
): Extract<Decision, { kind: 'open' }> | undefined {
  const asked = { ...nobody(dataSource, policies, facts), person: anybody };
  const { shown, problems } = govern(dataSource, asked);
  return problems.length > 0 ? undefined : { kind: 'open', access: accessOf(asked), policies: [], shown };
}

/** The policies that mask a column or filter rows in what is shown, by their names. */
export function policiesIn({ shown }: Extract<Decision, { kind: 'open' }>): readonly string[] {
  const names = [
    ...shown.rows.map(({ policy }) => policy),
    ...shown.columns.flatMap(({ masks, beneath = [] }) => [...masks, ...beneath].map(({ policy }) => policy)),
  ];
  return [...new Set(names)].toSorted();
}
