import { LRUCache } from 'lru-cache';

import { factsFor } from '../entitlements/facts-for.js';
import type { Asked } from '../entitlements/facts-for.js';
import { decide } from '../policy/decide.js';
import type { Decision } from '../policy/decision.js';
import type { Facts } from '../policy/facts.js';
import type { Ports } from './ports.js';

/** A decision with what it was made from, at one revision of the world. */
export interface Decided {
  readonly facts: Facts;
  readonly decision: Decision;
  readonly revision: number;
}

/** Decisions by who asked about what, and in which project they said to work. */
export type DecisionMemory = LRUCache<string, Decided>;

/** Decisions kept in memory. */
const remembered = 20_000;

/** @see DecisionMemory */
export const createDecisionMemory = (): DecisionMemory => new LRUCache({ max: remembered });

/**
 * Decides what a person sees of a data source. A decision is pure, so the one that was made at this very revision of the
 * world is the one that would be made again, until an access that it rests on ends by itself.
 */
export async function decideFor(ports: Pick<Ports, 'world' | 'decisions'>, asked: Asked): Promise<Decided> {
  const key = JSON.stringify([asked.userName, asked.dataSourceName, asked.project ?? null]);
  const known = ports.decisions.get(key);
  const decided = await ports.world.ask((look, revision): Decided => {
    if (known?.revision === revision && !hasEnded(known, asked.at)) return known;
    const facts = factsFor(look, asked);
    return { facts, decision: decide(facts), revision };
  });
  // Only here is it certain that everything which the decision looked up had been read.
  ports.decisions.set(key, decided);
  return decided;
}

const hasEnded = ({ decision: { access } }: Decided, at: Date): boolean =>
  access.until !== undefined && access.until <= at;
