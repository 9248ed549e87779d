import { groupBy } from '../../src/base/group-by.js';
import type { LeakAttack } from './attacks.js';
import type { Form } from './forms.js';

/** An attack on a form in a session. */
export interface Combination {
  readonly form: Form;
  readonly session: string;
  readonly attack: LeakAttack;
}

/** The part with a number, from 1, of so many equal ones. */
export interface Part {
  readonly number: number;
  readonly of: number;
}

/**
 * Connectors have forms of the same kinds. Here each kind is tried on one of so many connectors, in turn.
 * @param forms of all connectors
 */
export function sharedOut(forms: readonly Form[], connectors: number): readonly Form[] {
  const kinds = groupBy(forms, ({ hides }) => hides);
  return [...kinds.values()].flatMap((kind, turn) => {
    const some = kind.filter((_, index) => (index + turn) % connectors === 0);
    return some.length > 0 ? some : kind.slice(0, 1);
  });
}

/** What the tests of every change try on views. */
export const sample: Part = { number: 1, of: 160 };
/** What they try in place: the same attacks have to pass the same expressions there. */
export const sampleInPlace: Part = { number: 1, of: 128 };

/**
 * Reads which part of all combinations is tried: `all`, or `3/11` for the third of eleven.
 * @param usual the part if nothing is given
 * @throws Error for another text
 */
export function partOf(text: string | undefined, usual: Part = sample): Part {
  if (text === undefined) return usual;
  if (text === 'all') return { number: 1, of: 1 };
  const [, number = 0, of = 0] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (number < 1 || number > of)
    throw new Error(`SCRIM_LEAKS is '${text}'; expected all, or a part like 3/11`);
  return { number, of };
}

/**
 * A part of all combinations, the same in every run: of each form some attacks, each in some session. No two parts of as many have one in
 * common, and all of them together have each. A part tries every attack in every session if there are as many forms as parts, and more.
 */
export const combinations = (
  forms: readonly Form[],
  sessions: readonly string[],
  attacks: readonly LeakAttack[],
  { number, of }: Part,
): readonly Combination[] => {
  const ways = attacks.flatMap((attack) => sessions.map((session) => ({ session, attack })));
  return forms.flatMap((form, at) =>
    ways.filter((_, index) => (index + 7 * at) % of === number - 1).map((way) => ({ form, ...way })),
  );
};
