import type { People } from '../../world/people.js';
import type { WorldCache } from '../../world/world-cache.js';
import type { DecisionRecord } from '../../audit/decision-record.js';
import type { DecisionMemory } from '../../policy/decision-memory.js';
import type { ViewCompiler } from '../../platforms/trino/view-compiler.js';

/** What the requests need of the world around them. */
export interface Ports {
  readonly world: WorldCache;
  readonly people: People;
  readonly views: ViewCompiler;
  /** Bounds the decisions that are kept in memory. */
  readonly decisions: DecisionMemory;
  readonly now: () => Date;
  /** Puts a decision on record. Resolves once it is, and nobody is answered before. */
  readonly record: (record: DecisionRecord) => Promise<void>;
}
