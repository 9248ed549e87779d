import { Counter } from 'prom-client';
import type { Registry } from 'prom-client';
import type { Logger } from 'pino';

import type { FoundQuery } from '../audit/audit-store.js';

/** Raises the alarm of a query that read a table of a data source past scrim: in the log, and in a metric. */
export function queryAlarms(registry: Registry, logger: Logger): (query: FoundQuery) => void {
  const alarms = new Counter({
    name: 'scrim_audit_alarms_total',
    help: 'Queries that read a table of a data source without scrim',
    labelNames: ['cluster'],
    registers: [registry],
  });
  return ({ cluster, queryId, user, reads }) => {
    alarms.inc({ cluster });
    const alarm = reads.flatMap(({ alarm }) => (alarm === null ? [] : [alarm]));
    logger.warn({ cluster, queryId, user, alarm }, 'a query read a table of a data source without scrim');
  };
}
