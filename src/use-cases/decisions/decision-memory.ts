import { LRUCache } from 'lru-cache';

import type { Decision } from '../../policy/decision.js';
import type { Facts } from '../../policy/facts.js';

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
