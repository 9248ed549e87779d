import type { AuditStore } from '../audit-store.js';
import type { Archive } from './archive.js';
import type { ArchiveLedger } from './ledger.js';

/** An archive, and which records belong into it. */
export interface ConfiguredArchive {
  readonly archive: Archive;
  /** Days after which records move to it. */
  readonly afterDays: number;
  /** Days after which records are removed from it. */
  readonly retentionDays: number;
  /** Aborted when the process stops. */
  readonly signal?: AbortSignal | undefined;
}

/** What moves records to the archive. */
export interface Archiving {
  /** The records that are here. */
  readonly records: AuditStore;
  readonly ledger: ArchiveLedger;
  /** Undefined if none is configured. */
  readonly configured: ConfiguredArchive | undefined;
}
