import { Counter } from 'prom-client';
import type { Registry } from 'prom-client';
import type { Logger } from 'pino';

import { archiveSource, shortened } from '../audit/archive/own-queries.js';
import type { AuditStore, FoundQuery } from '../audit/audit-store.js';
import { keptSql } from '../audit/hide-literals.js';
import type { Config } from '../config/config.js';
import type { EventServices, ReportingCluster } from '../http/events/events-routes.js';
import { createQueryRecorder } from '../use-cases/audit/record-queries.js';
import type { Ports } from '../use-cases/views/ports.js';
import { readSecret } from './read-secret.js';

interface Surroundings {
  readonly store: AuditStore;
  readonly ports: Pick<Ports, 'world' | 'now' | 'decisions' | 'record'>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
  readonly registry: Registry;
  /** Is told of each query that needs attention. */
  readonly onAlarm: (query: FoundQuery) => void;
}

/**
 * What receives the events of the clusters of a configuration.
 * @throws Refusal `invalid` if a token cannot be read
 */
export async function eventsOf(
  { audit, opa, sync }: Pick<Config, 'audit' | 'opa' | 'sync'>,
  { store, ports, env, logger, registry, onAlarm }: Surroundings,
): Promise<EventServices> {
  const registers = [registry];
  const events = new Counter({
    name: 'scrim_audit_events_total',
    help: 'Events of queries, by what became of them',
    labelNames: ['cluster', 'outcome'],
    registers,
  });
  const archivist = audit.archive && (audit.archive.user ?? sync?.user);
  const recorder = createQueryRecorder(store, ports, {
    keepMessages: audit.sql === 'whole',
    keepSql: (sql, { user, source }) =>
      keptSql(user === archivist && source === archiveSource ? shortened(sql) : sql, audit.sql),
    asking: new Set(opa?.clusters.map(({ name }) => name)),
    trusted: new Map(audit.clusters.map(({ name, trusted }) => [name, new Set(trusted)])),
    alarmFoldSeconds: audit.alarmFoldSeconds,
    onAlarm,
  });
  return {
    clusters: await Promise.all(
      audit.clusters.map(async ({ name, token, tokenFile, tokenEnv }): Promise<ReportingCluster> => {
        const source = { secret: token, secretFile: tokenFile, secretEnv: tokenEnv };
        return { name, token: await readSecret(`audit cluster '${name}'`, source, env) };
      }),
    ),
    receive: (cluster, event) => recorder.receive(cluster, event),
    onOutcome: (cluster, outcome, because) => {
      events.inc({ cluster, outcome });
      if (outcome === 'unreadable') logger.error({ cluster, because }, 'an event cannot be read');
      if (outcome === 'refused') {
        logger.warn({ cluster, err: because }, 'an event was not stored: Trino is asked to send it again');
      }
    },
  };
}
