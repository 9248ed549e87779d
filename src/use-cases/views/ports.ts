import type { People } from '../../world/people.js';
import type { WorldCache } from '../../world/world-cache.js';
import type { DecisionMemory } from './decision-memory.js';
import type { Decision } from '../../policy/decision.js';
import type { ViewCompiler } from '../../platforms/trino/view-compiler.js';

/** What was decided, for the operator's record: also what the caller is not told. */
export interface DecisionRecord {
  /** The request for which it was decided, where the caller's side counts them. */
  readonly requestId?: string | undefined;
  readonly user: string;
  readonly client: string;
  readonly dataSource: string;
  readonly decision: Decision;
  /** Seconds for which the store had not confirmed what was decided from; only while it could not be reached. */
  readonly age?: number | undefined;
}

/** What the requests need of the world around them. */
export interface Ports {
  readonly world: WorldCache;
  readonly people: People;
  readonly views: ViewCompiler;
  /** Decisions that were made, and hold as long as their revision. */
  readonly decisions: DecisionMemory;
  readonly now: () => Date;
  readonly record: (record: DecisionRecord) => void;
}
