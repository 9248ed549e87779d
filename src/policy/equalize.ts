import type { Held, Member, Person } from './facts.js';

/** The facts that an equalized project demands of every member. */
export interface Demanded {
  readonly groups?: readonly string[] | undefined;
  readonly attributes?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** What is known of nobody. */
const nothing: Held = { groups: new Set(), attributes: new Map() };

const sorted = (values: Iterable<string>): readonly string[] => [...new Set(values)].toSorted();

const intersection = (a: Held, b: Held): Held => ({
  groups: new Set([...a.groups].filter((group) => b.groups.has(group))),
  attributes: new Map(
    [...a.attributes].flatMap(([name, values]) => {
      const shared = values.filter((value) => b.attributes.get(name)?.includes(value));
      return shared.length === 0 ? [] : [[name, shared] as const];
    }),
  ),
});

const union = (a: Held, b: Held): Held => ({
  groups: new Set([...a.groups, ...b.groups]),
  attributes: new Map(
    sorted([...a.attributes.keys(), ...b.attributes.keys()]).map((name) => [
      name,
      sorted([...(a.attributes.get(name) ?? []), ...(b.attributes.get(name) ?? [])]),
    ]),
  ),
});

const heldBy = (demanded: Demanded): Held => ({
  groups: new Set(demanded.groups),
  attributes: new Map(
    Object.entries(demanded.attributes ?? {}).map(([name, values]) => [name, sorted(values)]),
  ),
});

/**
 * The facts by which every member of an equalized project is judged: what all members hold, or what is demanded of them.
 */
export function equalize(members: readonly Member[], demanded?: Demanded): Person {
  const [first, ...others] = members.map(({ person }): Held => person ?? nothing);
  const held = demanded === undefined ? others.reduce(intersection, first ?? nothing) : heldBy(demanded);
  const possible = members.some(({ principal }) => 'group' in principal)
    ? 'anything'
    : others.reduce(union, first ?? nothing);
  return { name: '', groups: held.groups, attributes: held.attributes, equalized: true, possible };
}

/** What is demanded and a person lacks, in words. */
export function lacksOf(person: Held, demanded: Demanded): readonly string[] {
  const { groups, attributes } = heldBy(demanded);
  return [
    ...[...groups].filter((group) => !person.groups.has(group)).map((group) => `group '${group}'`),
    ...[...attributes].flatMap(([name, values]) =>
      values
        .filter((value) => !person.attributes.get(name)?.includes(value))
        .map((value) => `attribute '${name}' = '${value}'`),
    ),
  ];
}
