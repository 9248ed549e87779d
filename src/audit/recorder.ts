import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';

import { chunks } from '../base/chunks.js';
import type { AuditStore, DecisionRow, Repeated, StoredDocument } from './audit-store.js';
import type { DecisionRecord } from './decision-record.js';
import { rowOf } from './decision-row.js';
import { inBatches } from './in-batches.js';
import type { Kept } from './shown-document.js';

/** How decisions are recorded. */
export interface RecorderOptions {
  readonly now: () => Date;
  /** Seconds in which a decision that is made again is counted on its record. 0 makes a record of each. */
  readonly foldSeconds: number;
  /** Is told what could not be stored, of what was already answered. */
  readonly onFailure?: (error: unknown, lost: number) => void;
}

/** Records decisions. */
export interface Recorder {
  /**
   * Resolves once the decision is stored. A decision from memory while the store cannot be reached is stored later.
   * @throws Refusal `unavailable`
   */
  readonly record: (record: DecisionRecord) => Promise<void>;
  /** Stores what is only counted so far. */
  flush(): Promise<void>;
  /** How many records wait. */
  waiting(): number;
}

/** Records in one statement, and those that may wait: then the store is too slow, and nothing is answered that is not on record. */
const mostInBatch = 1_000;
const mostWaiting = 20_000;
/** Records of answers that were given without the store, while it cannot be reached. */
const mostLate = 20_000;
/** Decisions that are only counted when they are made again. */
const mostFolded = 20_000;
/** Digests whose documents are known to be stored. */
const mostStored = 50_000;

interface Folded extends Pick<DecisionRow, 'id' | 'at'> {
  readonly ends: number;
  readonly stored: Promise<void>;
  lastAt: Date;
  /** Repetitions that are not stored yet. */
  times: number;
}

/** What is stored together. */
interface Writing {
  readonly row: DecisionRow;
  readonly documents: readonly Kept[];
}

/**
 * Records decisions in a store. Nobody is answered before the record is stored. Records that arrive at the same time are stored in one
 * transaction, and the same decision for the same person is stored once in a while and counted in between: so a busy catalog is hardly slower.
 * Counts that are not stored yet are lost if the process is killed, records never.
 */
export function createRecorder(
  store: Pick<AuditStore, 'putDecisions' | 'repeat'>,
  { now, foldSeconds, onFailure = () => undefined }: RecorderOptions,
): Recorder {
  const storedDocuments = new LRUCache<string, true>({ max: mostStored });
  /** Documents that no write has stored yet. */
  const documents = new LRUCache<string, string>({ max: 1_000 });
  let counts: Repeated[] = [];
  let late: Writing[] = [];

  const isNew = ({ digest }: Kept): boolean => !storedDocuments.has(digest);

  const write = async (batch: readonly Writing[]): Promise<void> => {
    const wanted = new Map<string, StoredDocument>();
    for (const kept of batch.flatMap((one) => one.documents)) {
      const { digest } = kept;
      const document = kept.document ?? documents.get(digest);
      if (document !== undefined && isNew(kept)) wanted.set(digest, { digest, document });
    }
    await store.putDecisions(
      batch.map(({ row }) => row),
      [...wanted.values()],
    );
    for (const digest of wanted.keys()) {
      storedDocuments.set(digest, true);
      documents.delete(digest);
    }
  };
  const batches = inBatches(write, { most: mostInBatch, mostWaiting, what: 'records of decisions' });

  const noteCount = ({ id, at, lastAt, times }: Folded): void => {
    if (times > 0) counts.push({ id, at, lastAt, times });
  };
  const folded = new LRUCache<string, Folded>({ max: mostFolded, dispose: noteCount });

  const put = async (record: DecisionRecord, at: Date, id: string = randomUUID()): Promise<void> => {
    const { row, kept } = rowOf(record, at, id);
    for (const { digest, document } of kept) if (document !== undefined) documents.set(digest, document);
    const writing = { row, documents: kept };
    if ('age' in record && record.age !== undefined) {
      if (late.length < mostLate) late.push(writing);
      else onFailure(new Error(`${mostLate} records wait for the store`), 1);
      return;
    }
    await batches.put(writing);
  };

  /** Stores what was answered while the store could not be reached. What fails again waits on. */
  const storeLate = async (): Promise<void> => {
    const waiting = late;
    late = [];
    for (const part of chunks(waiting, mostInBatch)) {
      try {
        await write(part);
      } catch (error) {
        late.push(...part);
        onFailure(error, 0);
      }
    }
  };

  return {
    record(record) {
      const at = now();
      if (foldSeconds === 0) return put(record, at);
      const key = keyOf(record);
      const known = folded.get(key);
      if (known !== undefined && at.getTime() < known.ends) {
        known.times += 1;
        known.lastAt = at;
        return known.stored;
      }
      const id = randomUUID();
      const stored = put(record, at, id);
      folded.set(key, { id, at, lastAt: at, times: 0, ends: at.getTime() + foldSeconds * 1_000, stored });
      // What is not stored must not be counted on.
      stored.catch(() => {
        if (folded.peek(key)?.id === id) folded.delete(key);
      });
      return stored;
    },
    async flush() {
      const time = now().getTime();
      for (const [key, one] of folded.entries()) {
        if (one.ends <= time) folded.delete(key);
        else if (one.times > 0) {
          noteCount(one);
          one.times = 0;
        }
      }
      await storeLate();
      const counting = counts;
      counts = [];
      try {
        if (counting.length > 0) await store.repeat(counting);
      } catch (error) {
        counts = [...counting, ...counts].slice(-mostFolded);
        onFailure(error, 0);
      }
    },
    waiting: () => batches.waiting() + late.length,
  };
}

/** What is the same of decisions that are counted on one record: all but the request, the revision and the time. */
function keyOf(record: DecisionRecord): string {
  const { for: occasion, client } = record;
  switch (record.for) {
    case 'who-can':
    case 'plan':
      return JSON.stringify(record);
    case 'operation': {
      const { user, operation, on, object, allowed, because } = record;
      // Names in a query can have any character.
      return JSON.stringify([occasion, client, user, operation, object ?? on, allowed, because]);
    }
    default: {
      // No name of the world has the character between the parts: no store could keep it.
      const { user, by, dataSource, decision, answer, supposed, age } = record;
      const { kind, access, shown, project, purposes } = decision;
      const asked = `${occasion}\0${client}\0${user}\0${by ?? ''}\0${dataSource}\0${age === undefined ? '' : 'memory'}`;
      const decided = `${kind}\0${access.because}\0${shown?.digest ?? ''}\0${answer?.digest ?? ''}\0${project ?? ''}`;
      return `${asked}\0${decided}\0${purposes.join('\0')}\0\0${supposed?.join('\0') ?? ''}`;
    }
  }
}
