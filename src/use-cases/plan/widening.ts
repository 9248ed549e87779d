import { Refusal } from '../../base/refusal.js';
import { didYouMean } from '../../base/nearest.js';
import { mayGain } from '../../policy/compare/change.js';
import type { Effect } from './plan-change.js';

/** Whether somebody may see more: also where nothing else was proved. */
export const widens = ({ change }: Pick<Effect, 'change'>): boolean => mayGain(change);

/** What an effect is on: `sales.customer.address`, `sales.customer rows`, `sales.customer access`. */
export const placeOfEffect = ({
  dataSource,
  what,
  column,
  beneath,
}: Pick<Effect, 'dataSource' | 'what' | 'column' | 'beneath'>): string =>
  `${dataSource}${column === undefined ? ` ${what}` : `.${column}`}${beneath === undefined ? '' : ` of ${beneath}`}`;

/** The name by which a widening is accepted: `sales.customer.address: null → hash`. */
const nameOfEffect = (effect: Effect): string =>
  `${placeOfEffect(effect)}: ${effect.before} → ${effect.after}`;

/** Names with the arrow as people may type it, and any white space. */
const normalized = (name: string): string => name.replaceAll(/->|→/g, ' → ').replaceAll(/\s+/g, ' ').trim();

/**
 * The widenings that nobody accepted, each name once.
 * @param accepted names of effects
 * @throws Refusal `invalid` for a name that is no widening of the plan, because nobody would notice a wrong name otherwise; and for one of several
 */
export function notAccepted(effects: readonly Effect[], accepted: readonly string[]): readonly string[] {
  const names = [...new Set(effects.filter(widens).map(nameOfEffect))];
  const given = new Set<string>();
  for (const name of accepted) {
    const alike = names.filter((one) => normalized(one) === normalized(name));
    const [named, ...others] = alike.includes(name) ? [name] : alike;
    if (named !== undefined && others.length > 0) {
      throw new Refusal(
        'invalid',
        `--accept '${name}': ambiguous; write one of these exactly: ${alike.map((one) => `'${one}'`).join(', ')}`,
      );
    }
    if (named !== undefined) {
      given.add(named);
      continue;
    }
    const widening = names.length === 0 ? 'the plan widens nothing' : 'the plan has no such widening';
    throw new Refusal('invalid', `--accept '${name}': ${widening}${didYouMean(name, names)}`);
  }
  return names.filter((name) => !given.has(name));
}
