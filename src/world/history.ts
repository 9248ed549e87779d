import type { Kind } from '../model/world.js';
import type { Finder } from './stored-objects.js';
import type { Changed, World } from './world-store.js';

/** A change of the world, which made a revision. */
export interface Change {
  /** The revision of the world that the change made. */
  readonly revision: number;
  readonly at: Date;
  readonly actor: string;
}

/** What a change of the world did to one object. */
export interface HistoryEntry extends Change, Changed {}

/** Which changes to read, the newest first. */
interface HistoryQuery {
  readonly kind?: Kind | undefined;
  /** Only what was done to objects with these keys. */
  readonly keys?: readonly string[] | undefined;
  readonly actor?: string | undefined;
  /** Only what was changed at this time or later. */
  readonly since?: Date | undefined;
  /** Only what was changed before this time. */
  readonly until?: Date | undefined;
  /** Only what was changed after this revision. */
  readonly later?: number | undefined;
  /** Only what was changed after this entry: then the oldest first. */
  readonly after?: Pick<HistoryEntry, 'revision' | 'kind' | 'key'> | 'start' | undefined;
  /** Only removals of objects. */
  readonly removals?: true | undefined;
  /** Only what comes after this entry. */
  readonly before?: Pick<HistoryEntry, 'revision' | 'kind' | 'key'> | undefined;
  readonly limit: number;
}

/** The history of the world. Implemented by `store/`. */
export interface History {
  list(query: HistoryQuery): Promise<readonly HistoryEntry[]>;
  /** The change that made a revision; undefined if there is none. */
  change(revision: number): Promise<Change | undefined>;
  /** The last change at a moment or before it; undefined if there was none by then. */
  lastChange(until: Date): Promise<Change | undefined>;
  /**
   * The world as it was at a revision. It can be read as the world of now: each read undoes the later changes of what it reads. It never
   * changes, so reads one after another see the same world.
   * @param revision of a change
   */
  asOf(revision: number): World & Finder;
}
