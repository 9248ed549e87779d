import type { Condition } from '../model/condition.js';
import { tagReaches } from '../model/names.js';
import { isNamed } from './facts.js';
import type { Held, PolicyReader, SourceFacts } from './facts.js';

/**
 * Whether a condition is true for a person. `unknown` is for a name that the world does not know: neither the condition
 * nor its negation may then open anything.
 */
export type Outcome = 'holds' | 'fails' | 'unknown';

/** An outcome and the fact that made it so, in words. */
export interface Evaluation {
  readonly outcome: Outcome;
  readonly because: string;
}

const opposite: Readonly<Record<Outcome, Outcome>> = { holds: 'fails', fails: 'holds', unknown: 'unknown' };

const evaluation = (holds: boolean, yes: string, no: string): Evaluation =>
  holds ? { outcome: 'holds', because: yes } : { outcome: 'fails', because: no };

/** The first outcome of `order` that any part has decides; its parts say why (Kleene's three-valued logic). */
const combine = (
  parts: readonly Evaluation[],
  order: readonly [Outcome, Outcome, Outcome],
  word: string,
): Evaluation => {
  const outcome = order.find((candidate) => parts.some((part) => part.outcome === candidate)) ?? order[2];
  const because = parts.filter((part) => part.outcome === outcome).map((part) => part.because);
  return { outcome, because: because.join(word) };
};

/** What a condition is evaluated for. */
export type Subject = PolicyReader & {
  readonly [K in 'knownGroups' | 'knownPurposes' | 'knownAttributes']: Pick<SourceFacts[K], 'has'>;
};

/**
 * An outcome for a fact that a person has or has not. Of facts that several people share, one that only some of them may
 * hold is unknown.
 */
const settle = (holds: boolean, possible: boolean, words: readonly [string, string]): Evaluation =>
  !holds && possible
    ? { outcome: 'unknown', because: `not known for every member: ${words[0]}` }
    : evaluation(holds, ...words);

/** Why a name is no attribute. */
const noSuchAttribute = (name: string): string => `no user or group has attribute '${name}'`;

function evaluateAttribute(
  attribute: string,
  value: string | undefined,
  { person, knownAttributes }: Subject,
): Evaluation {
  if (!knownAttributes.has(attribute)) return { outcome: 'unknown', because: noSuchAttribute(attribute) };
  const among = (held: Held | undefined): boolean => {
    const values = held?.attributes.get(attribute) ?? [];
    return value === undefined ? values.length > 0 : values.includes(value);
  };
  const pair = `attribute '${attribute}'${value === undefined ? '' : ` = '${value}'`}`;
  const possible = person?.possible;
  return settle(among(person), possible === 'anything' || among(possible), [
    `has ${pair}`,
    value === undefined ? `has no ${pair}` : `lacks ${pair}`,
  ]);
}

function evaluateGroup(group: string, { person, knownGroups }: Subject): Evaluation {
  if (!knownGroups.has(group)) return { outcome: 'unknown', because: `there is no group '${group}'` };
  const possible = person?.possible;
  return settle(
    person?.groups.has(group) ?? false,
    possible === 'anything' || (possible?.groups.has(group) ?? false),
    [`in group '${group}'`, `not in group '${group}'`],
  );
}

function evaluateUser(user: string, { person, reader }: Subject): Evaluation {
  if (person?.equalized) {
    return { outcome: 'unknown', because: `unknown whether this is user '${user}': members are equalized` };
  }
  switch (reader.kind) {
    case 'known':
      return evaluation(isNamed(reader, user), `is user '${user}'`, `is not user '${user}'`);
    case 'open':
      return {
        outcome: 'unknown',
        because: `unknown whether this is user '${user}': many people read this view`,
      };
  }
}

function evaluatePurpose(purpose: string, { work, knownPurposes }: Subject): Evaluation {
  if (!knownPurposes.has(purpose)) {
    return { outcome: 'unknown', because: `there is no purpose '${purpose}'` };
  }
  const acting = work.purposes.find((own) => tagReaches(purpose, own));
  return evaluation(
    acting !== undefined,
    `acts under purpose '${acting ?? purpose}'`,
    `does not act under purpose '${purpose}'`,
  );
}

/**
 * Evaluates a condition for the person of these facts. Acting under a purpose satisfies every purpose above it; being
 * this or that user is unknown where facts are those of several people.
 */
export function evaluateCondition(condition: Condition, facts: Subject): Evaluation {
  if ('group' in condition) return evaluateGroup(condition.group, facts);
  if ('attribute' in condition) return evaluateAttribute(condition.attribute, condition.value, facts);
  if ('user' in condition) return evaluateUser(condition.user, facts);
  if ('purpose' in condition) return evaluatePurpose(condition.purpose, facts);
  if ('not' in condition) {
    const { outcome, because } = evaluateCondition(condition.not, facts);
    return { outcome: opposite[outcome], because };
  }
  if ('all' in condition) {
    const parts = condition.all.map((part) => evaluateCondition(part, facts));
    return combine(parts, ['fails', 'unknown', 'holds'], ' and ');
  }
  const parts = condition.any.map((part) => evaluateCondition(part, facts));
  return combine(parts, ['holds', 'unknown', 'fails'], ' and ');
}
