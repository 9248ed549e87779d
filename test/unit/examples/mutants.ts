import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** A world as its files write it, sections to lists. */
type Sections = Readonly<Record<string, unknown>>;
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Fields = { [key: string]: Json };

/** One change of a world that makes it worse, or might. */
export interface Mutant {
  readonly kind: 'dropped' | 'negated' | 'moved' | 'weakened' | 'widened';
  /** What was changed, for a person who reads about a mutant that was not caught. */
  readonly what: string;
  readonly world: Sections;
}

/** Reads all world files of a folder into one. */
export function readSections(folder: string): Sections {
  const sections: Record<string, unknown> = {};
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()) {
    if (!path.endsWith('.yaml') || path.endsWith('_test.yaml')) continue;
    for (const [name, value] of Object.entries(parse(readFileSync(join(folder, path), 'utf8')) as Sections)) {
      const known = sections[name];
      sections[name] = Array.isArray(known) ? [...(known as Json[]), ...(value as Json[])] : value;
    }
  }
  return sections;
}

/** A mutation: changes a copy of the world in place, and may fail to find what it is about. */
type Change = readonly [kind: Mutant['kind'], what: string, change: (world: Fields) => void];

/** All mutants of a world, in an order that depends on nothing else. */
export const mutantsOf = (world: Sections): readonly Mutant[] =>
  changesOf(world as Fields).map(([kind, what, change]) => {
    const copy = structuredClone(world) as Fields;
    change(copy);
    return { kind, what, world: copy };
  });

const list = (value: Json | undefined): Fields[] => (value ?? []) as Fields[];
const at = (world: Fields, section: string, index: number): Fields => list(world[section])[index] ?? {};

function changesOf(world: Fields): readonly Change[] {
  const groups = list(world['groups']).map(({ name }) => name as string);
  return [
    ...list(world['policies']).flatMap((policy, index) => policyChanges(policy, index, groups)),
    ...list(world['subscriptionPolicies']).flatMap((policy, index) => accessChanges(policy, index, groups)),
    ...list(world['blocks']).map((_, index): Change => [
      'dropped',
      `block ${index + 1}`,
      (copy) => list(copy['blocks']).splice(index, 1),
    ]),
    ...list(world['dataSources']).flatMap((dataSource, index) => tagChanges(dataSource, index)),
  ];
}

function policyChanges(policy: Fields, index: number, groups: readonly string[]): readonly Change[] {
  return list(policy['rules']).flatMap((rule, position): readonly Change[] => {
    const where = `policy '${policy['name'] as string}', rule ${position + 1}`;
    const ruleOf = (copy: Fields): Fields => list(at(copy, 'policies', index)['rules'])[position] ?? {};
    const drop = (copy: Fields): void => {
      const rules = list(at(copy, 'policies', index)['rules']);
      if (rules.length === 1) list(copy['policies']).splice(index, 1);
      else rules.splice(position, 1);
    };
    const key = rule['when'] === undefined ? 'exceptWhen' : 'when';
    return [
      ['dropped', where, drop],
      ...conditionChanges(where, rule[key] as Fields | undefined, groups, (copy, condition) => {
        ruleOf(copy)[key] = condition;
      }),
      ...['mask', 'rows', 'otherwise'].flatMap((part) =>
        weaker(rule[part] as Fields | undefined).map((weak): Change => [
          'weakened',
          `${where}: ${part}: ${JSON.stringify(weak)}`,
          (copy) => {
            ruleOf(copy)[part] = weak;
          },
        ]),
      ),
    ];
  });
}

function accessChanges(policy: Fields, index: number, groups: readonly string[]): readonly Change[] {
  const where = `subscription policy '${policy['name'] as string}'`;
  const grant = policy['grant'] as Fields | undefined;
  return [
    ['dropped', where, (copy) => list(copy['subscriptionPolicies']).splice(index, 1)],
    ...(grant?.['condition'] === undefined
      ? []
      : conditionChanges(where, grant['condition'] as Fields, groups, (copy, condition) => {
          at(copy, 'subscriptionPolicies', index)['grant'] = { condition };
        })),
    ...(policy['guardrail'] === undefined
      ? []
      : conditionChanges(`${where}, guardrail`, policy['guardrail'] as Fields, groups, (copy, condition) => {
          at(copy, 'subscriptionPolicies', index)['guardrail'] = condition;
        })),
  ];
}

/** Negates a condition and each condition in it, and lets each group meet it. */
function conditionChanges(
  where: string,
  condition: Fields | undefined,
  groups: readonly string[],
  set: (copy: Fields, condition: Fields) => void,
): readonly Change[] {
  const negated = condition === undefined ? [] : negations(condition);
  return [
    ...negated.map((one): Change => [
      'negated',
      `${where}: ${JSON.stringify(one)}`,
      (copy) => set(copy, one),
    ]),
    ...groups.map((group): Change => [
      'widened',
      `${where}: or group ${group}`,
      (copy) => set(copy, condition === undefined ? { group } : { any: [condition, { group }] }),
    ]),
  ];
}

function negations(condition: Fields): readonly Fields[] {
  const inner = ['any', 'all'].flatMap((key) =>
    list(condition[key]).flatMap((one, position) =>
      negations(one).map((negated) => ({ [key]: list(condition[key]).with(position, negated) })),
    ),
  );
  return [{ not: condition }, ...inner];
}

/** Milder masks than one, and filters that pass more rows than one. */
function weaker(part: Fields | undefined): readonly Fields[] {
  switch (part?.['type'] ?? Object.keys(part ?? {}).find((key) => key in filters)) {
    case null:
    case 'null':
    case 'hash':
    case 'constant':
      return [
        { type: 'partial', first: 1, last: 0 },
        { type: 'round', unit: 'year' },
        { type: 'round', step: 100 },
      ];
    case 'partial':
      return [{ ...part, first: (part?.['first'] as number) + 1 }];
    case 'round':
      return [{ type: 'round', ...(part?.['step'] === undefined ? { unit: 'day' } : { step: 1 }) }];
    case 'bucket':
      return [{ ...part, boundaries: [-10, ...(part?.['boundaries'] as number[]), 1_000_000] }];
    case 'regex':
      return [{ ...part, pattern: '^[0-9a-m]' }];
    case 'custom':
      return [{ ...part, expression: 'substr(value, 1, 3)' }];
    case 'conditional':
      return [
        { ...part, where: `(${part?.['where'] as string}) AND 1 = 0` },
        ...weaker(part?.['mask'] as Fields).map((mask) => ({ ...part, mask })),
      ];
    case 'newerThan':
      return [{ ...part, newerThan: 'P9Y' }];
    case 'olderThan':
      return [
        { ...part, olderThan: 'PT1M' },
        { ...part, olderThan: 'P1D' },
      ];
    case 'percent':
      return [{ ...part, percent: 100 }];
    case 'where':
      return [{ where: `(${part?.['where'] as string}) OR 1 = 1` }];
    default:
      return [];
  }
}

const filters = { newerThan: true, olderThan: true, percent: true, where: true };

/** Moves each tag of a column to each other column. */
function tagChanges(dataSource: Fields, index: number): readonly Change[] {
  const columns = list(dataSource['columns']);
  return columns.flatMap((from, source) =>
    list(from['tags']).flatMap((tag) =>
      columns.flatMap((to, target): readonly Change[] =>
        source === target
          ? []
          : [
              [
                'moved',
                `tag ${String(tag)} from ${String(dataSource['name'])}.${String(from['name'])} to ${String(to['name'])}`,
                (copy) => {
                  const mine = list(at(copy, 'dataSources', index)['columns']);
                  const [one = {}, other = {}] = [mine[source], mine[target]];
                  one['tags'] = list(one['tags']).filter((kept) => kept !== tag);
                  other['tags'] = [...list(other['tags']), tag];
                },
              ],
            ],
      ),
    ),
  );
}
