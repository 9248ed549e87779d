import type { Condition } from '../../src/model/condition.js';

/** True, false, or not known. */
export type Truth = boolean | null;

/** Kleene's conjunction and disjunction. */
export const all = (parts: readonly Truth[]): Truth =>
  parts.includes(false) ? false : parts.includes(null) ? null : true;
export const any = (parts: readonly Truth[]): Truth =>
  parts.includes(true) ? true : parts.includes(null) ? null : false;
export const not = (part: Truth): Truth => (part === null ? null : !part);

/** Groups, and attributes. */
export interface Holding {
  readonly groups: readonly string[];
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

/** Of whom something is asked: one person, or what several people share. */
export interface Subject extends Holding {
  /** Null for several people. */
  readonly name: string | null;
  readonly iam: string | null;
  /** What some of several people may hold; the same as is held, for one person. */
  readonly perhaps: Holding | 'anything';
  readonly purposes: readonly string[];
  readonly knownGroups: readonly string[];
  readonly knownPurposes: readonly string[];
  readonly knownAttributes: readonly string[];
}

const lies = (name: string, beneath: string): boolean => name === beneath || name.startsWith(`${beneath}.`);

/** A fact that is held, that nobody holds, or that somebody may hold. */
const fact = (held: boolean, perhaps: boolean): Truth => (held ? true : perhaps ? null : false);

/** Whether a condition holds; unknown for names that do not exist, and for what only some of several people may hold. */
export function holds(condition: Condition, subject: Subject): Truth {
  const { perhaps } = subject;
  if ('all' in condition) return all(condition.all.map((part) => holds(part, subject)));
  if ('any' in condition) return any(condition.any.map((part) => holds(part, subject)));
  if ('not' in condition) return not(holds(condition.not, subject));
  if ('user' in condition) return subject.name === null ? null : subject.name === condition.user;
  if ('purpose' in condition) {
    if (!subject.knownPurposes.includes(condition.purpose)) return null;
    return subject.purposes.some((purpose) => lies(purpose, condition.purpose));
  }
  if ('group' in condition) {
    if (!subject.knownGroups.includes(condition.group)) return null;
    const among = ({ groups }: Holding): boolean => groups.includes(condition.group);
    return fact(among(subject), perhaps === 'anything' || among(perhaps));
  }
  const { attribute, value } = condition;
  if (!subject.knownAttributes.includes(attribute)) return null;
  const has = ({ attributes }: Holding): boolean => {
    const values = attributes[attribute] ?? [];
    return value === undefined ? values.length > 0 : values.includes(value);
  };
  return fact(has(subject), perhaps === 'anything' || has(perhaps));
}
