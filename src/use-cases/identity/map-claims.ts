import type { User } from '../../model/principals.js';

/** How a provider's tokens set the groups and attributes of users. */
export interface ClaimMapping {
  /** Groups in scrim, each with the provider's groups whose members are added to it. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  /** Attributes in scrim, each with the claim that contains its values. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Whether an unknown user is created. */
  readonly create: boolean;
}

/** The claims of a token. */
export type Claims = Readonly<Record<string, unknown>>;

/** The claims of a token, and how to read them. */
export interface Said {
  readonly claims: Claims;
  readonly groupsClaim: string;
  readonly mapping: ClaimMapping;
  /** Of the groups that the mapping names, those that exist in the world. */
  readonly groups: ReadonlySet<string>;
}

/** The effect of a token. */
export interface Mapped {
  /** The user after the token; the same object as before if nothing differs. */
  readonly user: User;
  /** Claims that were not applied, for the operator. */
  readonly notes: readonly string[];
}

/**
 * The user after a token's claims are applied. What the mapping does not name stays as it was. So does a claim that the provider omitted
 * because of its size, because its values are unknown.
 */
export function mapClaims(before: User, said: Said): Mapped {
  const groups = mapGroups(before, said);
  const attributes = mapAttributes(before, said);
  const notes = [...groups.notes, ...attributes.notes];
  if (groups.value === before.groups && attributes.value === before.attributes)
    return { user: before, notes };
  return { user: { ...before, groups: groups.value, attributes: attributes.value }, notes };
}

interface Part<T> {
  readonly value: T;
  readonly notes: readonly string[];
}

function mapGroups(
  { name, groups: before }: User,
  { claims, groupsClaim, mapping, groups: known }: Said,
): Part<User['groups']> {
  const targets = Object.keys(mapping.groups);
  if (targets.length === 0) return { value: before, notes: [] };
  if (isLeftOut(claims, groupsClaim) || hasMoreGroups(claims, groupsClaim)) {
    return { value: before, notes: [leftOut(name, groupsClaim, 'the groups')] };
  }
  const { texts, notes } = readTexts(claims, groupsClaim);
  const wanted = targets.filter((group) => mapping.groups[group]?.some((one) => texts.has(one)));
  const unknown = wanted.filter((group) => !known.has(group));
  const kept = before.filter((group) => !targets.includes(group) || wanted.includes(group));
  const added = wanted.filter((group) => known.has(group) && !before.includes(group));
  return {
    value: kept.length === before.length && added.length === 0 ? before : [...kept, ...added],
    notes: [...notes, ...unknown.map((group) => `there is no group '${group}', so scrim adds nobody to it`)],
  };
}

function mapAttributes(
  { name, attributes: before }: User,
  { claims, mapping }: Said,
): Part<User['attributes']> {
  const after = new Map(Object.entries(before));
  const notes: string[] = [];
  let differs = false;
  for (const [attribute, claim] of Object.entries(mapping.attributes)) {
    if (isLeftOut(claims, claim)) {
      notes.push(leftOut(name, claim, `the attribute '${attribute}'`));
      continue;
    }
    const read = readTexts(claims, claim);
    notes.push(...read.notes);
    const held = new Set(after.get(attribute));
    if (held.size === read.texts.size && [...held].every((text) => read.texts.has(text))) continue;
    differs = true;
    if (read.texts.size === 0) after.delete(attribute);
    else after.set(attribute, [...read.texts]);
  }
  return { value: differs ? Object.fromEntries(after) : before, notes };
}

const claimOf = (claims: Claims, name: string): unknown =>
  Object.hasOwn(claims, name) ? claims[name] : undefined;

/** Whether a claim is given by reference only (OpenID Connect Core, section 5.6.2). */
function isLeftOut(claims: Claims, name: string): boolean {
  const elsewhere = claimOf(claims, '_claim_names');
  return typeof elsewhere === 'object' && elsewhere !== null && Object.hasOwn(elsewhere, name);
}

/** Entra ID's claim that replaces groups in tokens of the implicit flow if there were too many. */
const hasMoreGroups = (claims: Claims, groupsClaim: string): boolean =>
  claimOf(claims, groupsClaim) === undefined && String(claimOf(claims, 'hasgroups')) === 'true';

const leftOut = (user: string, claim: string, what: string): string =>
  `a token of '${user}' lacks the claim '${claim}' (the provider left it out): scrim left ${what} unchanged`;

/** The values of a claim that are text or can be written as text; empty text is ignored. */
function readTexts(
  claims: Claims,
  name: string,
): { readonly texts: ReadonlySet<string>; readonly notes: readonly string[] } {
  const claim = claimOf(claims, name) ?? [];
  const values: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  const readable = values.filter((value) => ['string', 'number', 'boolean'].includes(typeof value));
  return {
    texts: new Set(readable.map(String).filter((text) => text !== '')),
    notes:
      readable.length === values.length
        ? []
        : [`the claim '${name}' contains values that are not text, numbers or booleans: scrim ignored them`],
  };
}
