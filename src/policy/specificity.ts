import { tagReaches } from '../model/names.js';

/** How a rule found a column: by its own name, or by the most special of the tags that it names. */
export type FoundBy = { readonly name: string } | { readonly tags: readonly string[] };

const liesBeneath = (tag: string, above: string): boolean => tag !== above && tagReaches(above, tag);

/** The most specific of some tags: those that have no other of them below. */
export const mostSpecial = (tags: readonly string[]): readonly string[] =>
  tags.filter((tag) => !tags.some((other) => liesBeneath(other, tag)));

/**
 * Whether one rule found a column more specifically than another: by its name where the other had a tag, or by tags that lie
 * beneath all of the other's. Tags of which neither lies beneath the other are equally specific, however many dots they have, so
 * this is a partial order.
 */
export function isMoreSpecific(one: FoundBy, other: FoundBy): boolean {
  if ('name' in other) return false;
  if ('name' in one) return true;
  return other.tags.every((above) => one.tags.some((tag) => liesBeneath(tag, above)));
}

/** What found a column, in words: `name phone`, `tag PII.Phone`. */
export const describeFoundBy = (by: FoundBy): string =>
  'name' in by ? `name ${by.name}` : `tag ${by.tags.join(' and ')}`;
