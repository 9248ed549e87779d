import type { AuditedQuery } from '../../../src/use-cases/audit/audit-queries.js';
import type { RunningService } from '../../../src/serve/start-service.js';

/** The query on record whose text is wanted, once the event of its end has arrived. @throws Error if none arrives within 10 seconds */
export async function recordedQuery(
  { operations }: Pick<RunningService, 'operations'>,
  isWanted: (sql: string) => boolean,
): Promise<AuditedQuery> {
  for (let tries = 0; tries < 100; tries += 1) {
    const { queries } = await operations.auditQueries({ limit: 50 });
    const found = queries.find(({ sql, endedAt }) => sql !== null && isWanted(sql) && endedAt !== null);
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no query on record is the one of ${String(isWanted)}`);
}
