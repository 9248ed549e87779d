import type { Logger } from 'pino';

import { errorMessage } from '../base/system-error.js';
import { readVersion } from '../redshift/catalog.js';
import type { Cluster } from '../redshift/cluster.js';
import type { RedshiftConfig } from '../redshift/config.js';
import type { HistoryPosition } from '../redshift/history/finished-query.js';
import { historyAccess, missingHistory } from '../redshift/history/history-access.js';
import type { HistoryViews } from '../redshift/history/history-views.js';
import { readImpersonations } from '../redshift/history/impersonations.js';
import { readHistory } from '../redshift/history/read-history.js';
import { momentOf, timeText } from '../redshift/history/time-text.js';
import type { RedshiftRecorder } from '../use-cases/audit/redshift/record-redshift-queries.js';
import { repeat } from './repeat.js';

/** The input for putting the queries of a cluster on record. */
export interface FollowHistoryOptions {
  readonly cluster: Cluster;
  readonly config: Pick<RedshiftConfig, 'history' | 'schemas'>;
  /** The database of the cluster's connection. */
  readonly database: string;
  readonly recorder: RedshiftRecorder;
  readonly now: () => Date;
  readonly logger: Logger;
  /** Is told how many queries were stored, each time that the history was read. */
  readonly onRead?: (stored: number) => void;
}

/** Milliseconds for which a query may appear in the history after one that ended later. */
const lateness = 600_000;
/** Milliseconds between two looks at what the account may see, while that is not all. */
const askAgain = 600_000;

/**
 * Puts queries on record as they appear in the history of a cluster, until it is stopped. It begins after those that are on record, or with the
 * oldest that the history has. What was stored is not stored again, so several replicas may do this at once.
 */
export function followHistory(options: FollowHistoryOptions): { stop(): Promise<void> } {
  const { config, now, logger } = options;
  const { interval, name } = config.history;
  let views: HistoryViews | undefined;
  let asked = -Infinity;
  let told: string | undefined;
  let reader: HistoryReader | undefined;

  const look = async (signal: AbortSignal): Promise<void> => {
    const moment = now().getTime();
    if (views === undefined && moment - asked < askAgain) return;
    if (views === undefined) {
      const access = await historyAccess(options.cluster);
      asked = moment;
      if (access.kind === 'all') views = access.views;
      const line =
        access.kind === 'all'
          ? `queries of Redshift are put on record as those of cluster ${name}`
          : `queries of Redshift are not put on record: ${missingHistory(access)}`;
      if (line !== told) logger[access.kind === 'all' ? 'info' : 'warn'](line);
      told = line;
    }
    if (views === undefined) return;
    reader ??= await historyReader(options);
    await reader.read(views, signal);
  };

  const following = repeat(interval, look, (error) => {
    // Rights may have changed.
    views = undefined;
    asked = -Infinity;
    logger.error(
      { error: errorMessage(error) },
      'the history of Redshift could not be read; scrim tries again',
    );
  });
  return {
    async stop() {
      await following.stop();
      await options.cluster.close();
    },
  };
}

/** Reads on in a history. */
interface HistoryReader {
  /** Reads and stores all that is new. */
  read(views: HistoryViews, signal: AbortSignal): Promise<void>;
}

async function historyReader(options: FollowHistoryOptions): Promise<HistoryReader> {
  const { cluster, config, database, recorder, now, onRead } = options;
  const { schemas, history } = config;
  let newest = (await recorder.recordedUntil()) ?? new Date(0);
  /** When the queries ended that were stored, as far as they are read again. */
  const known = new Map<string, number>();

  return {
    async read(views, signal) {
      const until = new Date(now().getTime() - history.delay * 1_000);
      const isPrepared = (await readVersion(cluster, schemas)) !== undefined;
      let position: HistoryPosition = { ended: timeText(earlier(newest)), id: '0' };
      let stored = 0;
      for (let more = true; more && !signal.aborted;) {
        const page = await readHistory(cluster, views, database, {
          ...{ after: position, until },
          isKnown: (id) => known.has(id),
        });
        const { queries } = page;
        const begun = queries.map(({ at }) => at.getTime());
        const impersonations =
          isPrepared && queries.length > 0
            ? await readImpersonations(cluster, schemas, new Date(begun.reduce((a, b) => Math.min(a, b))))
            : [];
        stored += await recorder.record(queries, impersonations);
        for (const { id, endedAt } of queries) known.set(id, endedAt.getTime());
        ({ position, more } = page);
        const reached = momentOf(position.ended);
        if (reached !== undefined && reached > newest) newest = reached;
      }
      for (const [id, at] of known) if (at < earlier(newest).getTime()) known.delete(id);
      onRead?.(stored);
    },
  };
}

/** The moment from which the history is read again. */
const earlier = (moment: Date): Date => new Date(Math.max(0, moment.getTime() - lateness));
