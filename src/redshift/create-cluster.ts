import { setTimeout as sleep } from 'node:timers/promises';

import { Refusal } from '../base/refusal.js';
import { errorMessage, systemErrorCode } from '../base/system-error.js';
import { print } from '../sql/print/print.js';
import type { Cluster, Connection, Connections } from './cluster.js';
import type { Sql } from './sql-text.js';
import { begin, commit, rollback } from './statements.js';

/** Maximum number of attempts for a transaction. */
const attempts = 6;
/** Milliseconds before the second attempt. The delay doubles before each further attempt. */
const firstPause = 50;

/** Sends statements to a cluster, one at a time, as Redshift's simple queries require. */
export function createCluster(connections: Connections): Cluster {
  const attempt = async (statements: readonly Sql[]): Promise<void> => {
    const connection = await connections.connect();
    try {
      await connection.query(begin);
      for (const statement of statements) await connection.query(statement);
      await connection.query(commit);
    } catch (error) {
      await abandon(connection);
      throw error;
    }
    connection.release();
  };

  return {
    async rows(query) {
      return retrying(async () => {
        const connection = await connections.connect();
        try {
          const { rows } = await connection.query(print(query, 'redshift'));
          connection.release();
          return rows;
        } catch (error) {
          connection.release(true);
          throw error;
        }
      });
    },
    transaction: (statements) => retrying(() => attempt(statements)),
    async lock(statements) {
      const connection = await connections.connect();
      try {
        for (const statement of statements) await connection.query(statement);
      } catch (error) {
        connection.release(true);
        throw isTimeout(error)
          ? new Refusal(
              'conflict',
              'timed out while waiting for another push to finish (lockTimeout)',
              undefined,
              {
                cause: error,
              },
            )
          : error;
      }
      return {
        release: async () => {
          await abandon(connection);
        },
      };
    },
    close: () => connections.end(),
  };

  /** Ends a transaction. If that fails, the connection is closed, which also ends the transaction. */
  async function abandon(connection: Connection): Promise<void> {
    try {
      await connection.query(rollback);
    } catch {
      // The server ends the transaction of a closed connection.
    }
    connection.release(true);
  }
}

async function retrying<T>(work: () => Promise<T>): Promise<T> {
  for (let count = 1; ; count += 1) {
    try {
      return await work();
    } catch (error) {
      if (count >= attempts || !isPassing(error)) throw error;
      await sleep(firstPause * 2 ** (count - 1) * (0.5 + Math.random()));
    }
  }
}

/** Error codes of PostgreSQL's protocol, and of sockets, after which a retry may succeed. */
const passingCodes = new Set([
  ...['40001', '40P01', '55P03', '57P01', '57P02', '57P03'],
  ...['08000', '08003', '08006', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'],
]);

/** Redshift reports most of these errors with the code XX000, so only the text identifies them. */
const passingTexts =
  /\b1023\b|serializable isolation violation|could not complete because of conflict|could not open relation with oid|concurrently updated|connection terminated|connection (was )?closed/i;

/** Whether a retry may succeed: another transaction was in conflict, or the connection broke. */
export const isPassing = (error: unknown): boolean =>
  passingCodes.has(systemErrorCode(error) ?? '') || passingTexts.test(errorMessage(error));

/** The server cancelled a statement that took longer than statement_timeout. */
const isTimeout = (error: unknown): boolean =>
  systemErrorCode(error) === '57014' || /statement timeout|timeout/i.test(errorMessage(error));
