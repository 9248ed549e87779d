import type { Block } from '../model/block.js';
import type { Principal } from '../model/principals.js';
import type { Person } from '../policy/facts.js';
import type { Look } from './look.js';

/**
 * Looks up a person, with the attributes that their groups add to their own.
 * @returns undefined for an unknown name and for an inactive user: neither has any access
 */
export function personOf(look: Look, name: string): Person | undefined {
  const user = look({ entry: 'user', name });
  if (user === undefined || user.active === false) return undefined;
  const groups = user.groups
    .map((group) => look({ entry: 'group', name: group }))
    .filter((group) => group !== undefined);
  const attributes = new Map<string, Set<string>>();
  for (const holder of [user, ...groups]) {
    for (const [attribute, values] of Object.entries(holder.attributes)) {
      const held = attributes.get(attribute) ?? new Set<string>();
      values.forEach((value) => held.add(value));
      attributes.set(attribute, held);
    }
  }
  return {
    name,
    ...(user.iam === undefined ? {} : { iam: user.iam }),
    groups: new Set(groups.map((group) => group.name)),
    attributes: new Map([...attributes].map(([attribute, values]) => [attribute, [...values].toSorted()])),
  };
}

/** Whether the world has a user with this name who is inactive. */
export const isInactive = (look: Look, name: string): boolean =>
  look({ entry: 'user', name })?.active === false;

/** The blocks of a person and of their groups, including those that have ended. */
export const blocksOf = (look: Look, { name, groups }: Person): readonly Block[] =>
  [{ user: name }, ...[...groups].map((group) => ({ group }))].flatMap(
    (principal: Principal) => look({ entry: 'blocksOf', principal }) ?? [],
  );
