import { factsFor } from '../../facts/facts-for.js';
import type { Asked } from '../../facts/facts-for.js';
import { decide } from '../../policy/decide.js';
import type { Decided } from './decision-memory.js';
import type { Ports } from './ports.js';

/**
 * Decides what a person sees of a data source. A decision is pure, so the one that was made at this very revision of the
 * world is the one that would be made again, until an access that it rests on ends by itself.
 */
export async function decideFor(ports: Pick<Ports, 'world' | 'decisions'>, asked: Asked): Promise<Decided> {
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
