import type { DataSource } from '../../model/data-source.js';
import type { Policy } from '../../model/policy.js';
import type { SourceFacts } from '../../policy/facts.js';
import { definitionOf } from '../../policy/sources/definition.js';
import type { Both } from './both.js';

/**
 * The facts by which two worlds are compared for a person of whom the same is known in both. Row rules that do the same in both are taken out:
 * what remains shows more after the change only if all of it does. In the others, filters by values of people stay functions. So people who
 * differ in such values alone are in one class; there may be as many values as people.
 *
 * Nothing of it is done for a data source that is a query, because its row rules also decide where its masks apply, nor where something else
 * changed that rules read.
 * @param isSameNames whether both worlds know the same groups, purposes and attributes
 */
export function factsToCompare(facts: Both<SourceFacts>, isSameNames: boolean): Both<SourceFacts> {
  const { before, after } = facts;
  const isSame =
    before.dataSource !== undefined &&
    before.dataSource === after.dataSource &&
    definitionOf(before.dataSource).kind === 'table' &&
    before.settings === after.settings &&
    before.lookupTables === after.lookupTables &&
    isSameList(before.sharedWith, after.sharedWith) &&
    [...before.sources].every(([key, sources]) => isSameList(sources, after.sources.get(key) ?? [])) &&
    (isSameNames ||
      (isSameSet(before.knownGroups, after.knownGroups) &&
        isSameSet(before.knownPurposes, after.knownPurposes) &&
        isSameSet(before.knownAttributes, after.knownAttributes)));
  if (!isSame) return facts;
  const common = new Set(before.policies.filter((policy) => after.policies.includes(policy)));
  const reduced = (side: SourceFacts): SourceFacts => ({
    ...side,
    policies: side.policies.map((policy) => (common.has(policy) ? masksOf(policy) : policy)),
    valueFilters: 'asked',
  });
  return { before: reduced(before), after: reduced(after) };
}

const masksOf = (policy: Policy): Policy =>
  policy.rules.every((rule) => 'mask' in rule)
    ? policy
    : { ...policy, rules: policy.rules.filter((rule) => 'mask' in rule) };

const isSameList = (one: readonly DataSource[], other: readonly DataSource[]): boolean =>
  one.length === other.length && one.every((entry, index) => entry === other[index]);

const isSameSet = (one: ReadonlySet<string>, other: ReadonlySet<string>): boolean =>
  one.size === other.size && [...one].every((entry) => other.has(entry));
