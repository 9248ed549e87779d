import { worldFile } from '../../src/model/world.js';
import type { WorldFile } from '../../src/model/world.js';
import { sharedWorld } from './arbitrary-world.js';
import type { DraftWorld } from './arbitrary-world.js';
import type { DraftMask, DraftRule } from './arbitrary-rule.js';
import { predicateSql } from './predicate.js';
import type { Predicate } from './predicate.js';

/** A world with the predicates that its texts stand for. */
export interface OracleWorld {
  readonly world: WorldFile;
  readonly predicates: ReadonlyMap<string, Predicate>;
}

/**
 * Gives the objects of a draft their names, and its predicates their texts.
 * @param prefix what names of its objects begin with
 * @param place what names of its raw tables begin with, for worlds that are applied together
 */
export function readDraft(draft: DraftWorld, prefix: string, place = ''): OracleWorld {
  const named = JSON.parse(
    JSON.stringify(draft).replaceAll('§', prefix).replaceAll('¶', place),
  ) as DraftWorld;
  const predicates = new Map<string, Predicate>();
  const text = (predicate: Predicate): string => {
    const sql = predicateSql(predicate);
    predicates.set(sql, predicate);
    return sql;
  };
  const maskOf = (mask: DraftMask) =>
    mask.type === 'conditional' ? { ...mask, where: text(mask.where) } : mask;
  const ruleOf = (rule: DraftRule) => {
    if ('mask' in rule) {
      const { mask, otherwise, ...rest } = rule;
      return {
        ...rest,
        mask: maskOf(mask),
        ...(otherwise === undefined ? {} : { otherwise: maskOf(otherwise) }),
      };
    }
    const { rows, otherwise, ...rest } = rule;
    const filterOf = (filter: typeof rows) => ('where' in filter ? { where: text(filter.where) } : filter);
    return {
      ...rest,
      rows: filterOf(rows),
      ...(otherwise === undefined ? {} : { otherwise: filterOf(otherwise) }),
    };
  };
  const policies = named.policies.map((policy) => ({ ...policy, rules: policy.rules.map(ruleOf) }));
  return {
    world: joinWorlds([worldFile.parse(sharedWorld), worldFile.parse({ ...named, policies })]),
    predicates,
  };
}

/** One world with the objects of several; what several of them have in common stands once. */
export function joinWorlds(all: readonly WorldFile[]): WorldFile {
  const joined: Record<string, unknown> = {};
  for (const world of all) {
    for (const [section, objects] of Object.entries(world)) {
      const before = joined[section];
      if (!Array.isArray(objects) || !Array.isArray(before)) joined[section] = objects;
      else
        joined[section] = [
          ...new Map([...before, ...objects].map((one) => [JSON.stringify(one), one as unknown])).values(),
        ];
    }
  }
  return joined as WorldFile;
}
