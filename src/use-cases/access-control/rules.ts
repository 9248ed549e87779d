import type { OperationRule } from '../../model/operation-rule.js';
import { operationsOf, placeDepth } from '../../model/operations.js';
import type { RuledOperation } from '../../model/operations.js';
import type { Principal } from '../../model/principals.js';
import type { Person } from '../../policy/facts.js';
import { partsOfText } from '../../policy/sources/definition.js';
import type { Derive } from '../../world/derive.js';
import { personOf } from '../../world/person.js';
import type { Look } from '../../world/look.js';
import { placeKey } from './cluster.js';

/** An operation rule, ready to be asked. */
export interface Rule {
  readonly name: string;
  readonly allows: ReadonlySet<RuledOperation>;
  /** Keys of the catalogs, schemas, tables and functions where it holds. */
  readonly places: 'everywhere' | ReadonlySet<string>;
  readonly properties: ReadonlySet<string> | undefined;
  readonly ofUsers: 'everyone' | readonly Principal[];
}

const isOf = (list: Rule['ofUsers'], { name, groups }: Pick<Person, 'name' | 'groups'>): boolean =>
  list === 'everyone' || list.some((one) => ('user' in one ? one.user === name : groups.has(one.group)));

const ready = ({ name, allow, in: places = [], properties, ofUsers = [] }: OperationRule): Rule => ({
  name,
  allows: operationsOf(allow),
  places:
    places === 'everywhere'
      ? places
      : new Set(
          places
            .map((text) => partsOfText(text))
            .filter((parts) => parts !== undefined)
            .map(placeKey),
        ),
  properties: properties && new Set(properties),
  ofUsers,
});

/** The operation rules about a person; remembered until something of them or of the person changes. */
export const rulesOf = (derive: Derive, user: string): readonly Rule[] =>
  derive(`operation rules of ${user}`, (look) => {
    const rules = look({ entry: 'operationRules' }) ?? [];
    const person = personOf(look, user);
    return person === undefined
      ? []
      : rules.filter(({ enabled, who }) => enabled && isOf(who, person)).map(ready);
  });

/** The names of a place and of those around it, such as of a table, its schema and its catalog. */
const around = (parts: readonly string[]): readonly string[] =>
  parts.map((_, index) => placeKey(parts.slice(0, index + 1)));

/** Whether a rule holds for a whole place. */
const holdsIn = ({ places }: Rule, parts: readonly string[]): boolean =>
  places === 'everywhere' || around(parts).some((key) => places.has(key));

const hasPlace = (operation: RuledOperation): boolean => placeDepth(operation) !== undefined;

/**
 * Whether a rule allows something in a place, or in a part of it.
 * @param counts which operations are meant; by default all that happen in places
 */
export const touches = (
  { allows, places }: Rule,
  parts: readonly string[],
  counts: (operation: RuledOperation) => boolean = hasPlace,
): boolean => {
  if (![...allows].some(counts)) return false;
  if (places === 'everywhere') return true;
  const inside = placeKey(parts).slice(0, -1);
  return (
    around(parts).some((key) => places.has(key)) || [...places].some((key) => key.startsWith(`${inside},`))
  );
};

/** The first rule that allows an operation in a place. */
export const ruleFor = (
  rules: readonly Rule[],
  operation: RuledOperation,
  parts: readonly string[],
): Rule | undefined => rules.find((rule) => rule.allows.has(operation) && holdsIn(rule, parts));

/** The first rule that allows an operation about another user. */
export function ruleAbout(
  look: Look,
  rules: readonly Rule[],
  operation: RuledOperation,
  user: string,
): Rule | undefined {
  const candidates = rules.filter(({ allows }) => allows.has(operation));
  if (candidates.length === 0) return undefined;
  const person = personOf(look, user) ?? { name: user, groups: new Set<string>() };
  return candidates.find(({ ofUsers }) => isOf(ofUsers, person));
}
