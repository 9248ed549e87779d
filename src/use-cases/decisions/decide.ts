import { factsFor } from '../../facts/facts-for.js';
import type { Asked } from '../../facts/facts-for.js';
import { decide } from '../../policy/decide.js';
import type { Decision } from '../../policy/decision.js';
import type { Facts, OpenFacts } from '../../policy/facts.js';
import type { Ports } from '../views/ports.js';
import type { Decided } from './decision-memory.js';
import type { Occasion } from './decision-record.js';

/**
 * Decides what a person sees of a data source, and puts it on record before anybody is answered. Every answer about a person is
 * made here; lint forbids other imports of the decision itself.
 *
 * A decision is pure. So the one that was made at this very revision of the world is the one that would be made again, until an
 * access that it rests on ends by itself.
 */
export async function decideFor(
  ports: Pick<Ports, 'world' | 'decisions' | 'record'>,
  asked: Asked,
  occasion: Occasion,
): Promise<Decided> {
  const decided = await decideAtRevision(ports, asked);
  const { decision, age } = decided;
  const { userName: user, dataSourceName: dataSource } = asked;
  await ports.record({ ...occasion, user, dataSource, decision, age });
  return decided;
}

async function decideAtRevision(ports: Pick<Ports, 'world' | 'decisions'>, asked: Asked): Promise<Decided> {
  const key = JSON.stringify([asked.userName, asked.dataSourceName, asked.project ?? null]);
  const known = ports.decisions.get(key);
  let unconfirmed: number | undefined;
  const decided = await ports.world.ask((look, revision, age): Decided => {
    unconfirmed = age;
    if (known?.revision === revision && !hasEnded(known, asked.at)) return known;
    const facts = factsFor(look, asked);
    return { facts, decision: decide(facts), revision };
  });
  // Only here is it certain that everything which the decision looked up had been read.
  ports.decisions.set(key, decided);
  return unconfirmed === undefined ? decided : { ...decided, age: unconfirmed };
}

const hasEnded = ({ decision: { access } }: Decided, at: Date): boolean =>
  access.until !== undefined && access.until <= at;

/**
 * Decides what users of several kinds see of a data source, to count them, and puts on record that it was done.
 * @param kinds facts of one user of each kind
 */
export async function decideOnEach(
  { record }: Pick<Ports, 'record'>,
  kinds: readonly Facts[],
  survey: { readonly dataSource: string; readonly client: string },
): Promise<ReadonlyMap<Facts, Decision>> {
  const decisions = new Map(kinds.map((facts) => [facts, decide(facts)]));
  await record({ for: 'who-can', ...survey, decisions: decisions.size });
  return decisions;
}

/**
 * Decides what each of those sees who read one view for all. Nobody is answered, so nothing is put on record: the push reports the
 * views that it makes.
 */
export const decideForEveryone = (facts: OpenFacts): Decision => decide(facts);
