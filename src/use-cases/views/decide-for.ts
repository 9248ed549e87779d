import { LRUCache } from 'lru-cache';

import { factsFor } from '../../facts/facts-for.js';
import type { Asked } from '../../facts/facts-for.js';
import { decide } from '../../policy/decide.js';
import type { Decision } from '../../policy/decision.js';
import type { Facts } from '../../policy/facts.js';
import type { Ports } from './ports.js';

/** A decision with what it was made from, at one revision of the world. */
export interface Decided {
  readonly facts: Facts;
  readonly decision: Decision;
  readonly revision: number;
  /** Seconds for which the store has not confirmed that revision, when the decision was made without it. */
  readonly age?: number;
}

/** Decisions by who asked about what, and in which project they said to work. */
export interface DecisionMemory {
  get(key: string): Decided | undefined;
  set(key: string, decided: Decided): void;
  /** As `get`, without making it the last that was used. */
  peek(key: string): Decided | undefined;
}

/** Decisions kept in memory. */
const remembered = 20_000;

/** @see DecisionMemory */
export function createDecisionMemory(): DecisionMemory {
  const memory = new LRUCache<string, Decided>({ max: remembered });
  return {
    get: (key) => memory.get(key),
    set: (key, decided) => {
      memory.set(key, decided);
    },
    peek: (key) => memory.peek(key),
  };
}

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
