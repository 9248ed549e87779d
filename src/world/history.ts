import type { Changed } from './world-store.js';
import type { Kind } from '../model/world.js';

/** What a change of the world did to one object. */
export interface HistoryEntry extends Changed {
  /** The revision of the world that the change made. */
  readonly revision: number;
  readonly at: Date;
  readonly actor: string;
}

/** Which changes to read, the newest first. */
export interface HistoryQuery {
  readonly kind?: Kind | undefined;
  readonly key?: string | undefined;
  readonly actor?: string | undefined;
  /** Only what comes after this entry. */
  readonly before?: Pick<HistoryEntry, 'revision' | 'kind' | 'key'> | undefined;
  readonly limit: number;
}

/** The history of the world. Implemented by `store/`. */
export interface History {
  list(query: HistoryQuery): Promise<readonly HistoryEntry[]>;
}
