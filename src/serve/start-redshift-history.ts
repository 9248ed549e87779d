import { Counter, Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import type { Logger } from 'pino';

import type { FoundQuery } from '../audit/audit-store.js';
import { keptSql } from '../audit/hide-literals.js';
import { Refusal } from '../base/refusal.js';
import type { Config } from '../config/config.js';
import { readRedshiftConfig } from '../config/read-redshift-config.js';
import { connectCluster } from '../redshift/connect-cluster.js';
import type { Environment } from '../redshift/connect-cluster.js';
import { createCluster } from '../redshift/create-cluster.js';
import { createRedshiftRecorder } from '../use-cases/audit/redshift/record-redshift-queries.js';
import type { Administration } from '../use-cases/world/context.js';
import { followHistory } from './follow-history.js';

/** What the record of a cluster's queries needs of its service. */
export interface RedshiftHistoryOptions {
  readonly stored: Pick<Administration, 'store' | 'ports' | 'history' | 'audit'>;
  readonly audit: Pick<Config['audit'], 'sql' | 'alarmFoldSeconds' | 'clusters'>;
  readonly env: Environment;
  readonly logger: Logger;
  readonly registry: Registry;
  readonly onAlarm: (query: FoundQuery) => void;
}

/**
 * Starts to put the queries of a configuration file's cluster on record; nothing if the file says so, or names no cluster.
 * @throws Refusal `invalid` if the file has errors, or gives the cluster the name of a Trino
 */
export async function startRedshiftHistory(
  file: string,
  { stored, audit, env, logger, registry, onAlarm }: RedshiftHistoryOptions,
): Promise<{ stop(): Promise<void> }> {
  const config = await readRedshiftConfig(file);
  const { connection, history, schemas, viewSchemas } = config;
  if (connection === undefined || !history.enabled) return { stop: () => Promise.resolve() };
  const { name, trusted } = history;
  if (audit.clusters.some((cluster) => cluster.name === name)) {
    throw new Refusal(
      'invalid',
      `${file}: history.name is '${name}', which is a cluster of audit.clusters: give the cluster of Redshift another name`,
    );
  }
  const registers = [registry];
  const queries = new Counter({
    name: 'scrim_audit_history_queries_total',
    help: 'Queries that were put on record from the history of a cluster',
    labelNames: ['cluster'],
    registers,
  });
  const last = new Gauge({
    name: 'scrim_audit_history_last_success_timestamp_seconds',
    help: 'When the history of a cluster was last read, as seconds since 1970; 0 for never',
    labelNames: ['cluster'],
    registers,
  });
  last.set({ cluster: name }, 0);
  return followHistory({
    cluster: createCluster(await connectCluster({ ...config, pool: { ...config.pool, max: 1 } }, env)),
    ...{ config, database: connection.database, now: stored.ports.now, logger },
    recorder: createRedshiftRecorder(stored, {
      ...{ name, trusted, schemas, viewSchemas, onAlarm },
      ...{ database: connection.database, account: connection.user },
      alarmFoldSeconds: audit.alarmFoldSeconds,
      keepSql: (sql) => keptSql(sql, audit.sql, 'redshift'),
    }),
    onRead: (count) => {
      queries.inc({ cluster: name }, count);
      last.set({ cluster: name }, stored.ports.now().getTime() / 1_000);
    },
  });
}
