import type { LateQuery } from './count-statements.js';

/** Which days of records are in the archive. */
export interface Archived {
  /** Where their tables are, as `CATALOG.SCHEMA`: one place, unless somebody moved them. */
  readonly places: readonly string[];
  /** The first and the last day. */
  readonly first: string;
  readonly last: string;
  /** The newest batch. */
  readonly upTo: number;
  /** Batches up to that one that are not in the archive: they are being written, or were not finished. */
  readonly except: readonly number[];
}

/** A day of which the store has records. */
export interface DayOfRecords {
  /** Such as `2026-12-01`, in UTC. */
  readonly day: string;
  readonly decisions: number;
  readonly queries: number;
}

/** A batch that was begun. */
interface Begun {
  readonly batch: number;
  /** What changes if a record of the day changes. */
  readonly fingerprint: string;
}

/** Keeps account of the archive. Implemented by `store/`. */
export interface ArchiveLedger {
  /** What is in the archive; undefined if nothing is. */
  archived(): Promise<Archived | undefined>;
  /** Queries of before a moment that are here and ended: those of archived days came late. */
  late(before: Date, limit: number): Promise<readonly LateQuery[]>;
  /** The days before a moment of which there are records here, the oldest first. */
  days(before: Date): Promise<readonly DayOfRecords[]>;
  /** Documents by their digests. */
  documents(
    digests: readonly string[],
  ): Promise<readonly { readonly digest: string; readonly document: string }[]>;
  /**
   * Begins a batch. A batch of another process that did not report for a while counts as abandoned.
   * @param silent seconds after which a process counts as ended
   * @throws Refusal `conflict` if another process archives records
   */
  begin(day: string, place: string, silent: number): Promise<Begun>;
  /** Reports that a batch is still being written. @throws Refusal `conflict` if it counts as abandoned */
  touch(batch: number): Promise<void>;
  /** Batches that were not finished, and whose rows may still be in the archive. */
  abandoned(): Promise<readonly { readonly batch: number; readonly day: string; readonly place: string }[]>;
  /** Records that no row of an abandoned batch is in the archive any more. */
  cleaned(batch: number): Promise<void>;
  /** Gives up a batch that this process began. */
  abandon(batch: number): Promise<void>;
  /**
   * Removes the records of a day here, and counts the batch as archived: both or neither.
   * @param fingerprint of the records that are in the archive
   * @throws Refusal `conflict` if the records here are others by now, or the batch counts as abandoned
   */
  finish(batch: number, day: string, fingerprint: string): Promise<void>;
  /** Forgets the days before one, which were removed from the archive. */
  forget(before: string): Promise<void>;
}
