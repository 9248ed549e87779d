import { createArchive } from '../audit/archive/archive.js';
import { archiveSource } from '../audit/archive/own-queries.js';
import { Refusal } from '../base/refusal.js';
import type { Config } from '../config/config.js';
import { readConfig } from '../config/read-config.js';
import { print } from '../sql/print/print.js';
import type { Attempt } from '../trino/ask.js';
import { connectTrino, connectTrinoInPages } from '../trino/connect-trino.js';
import { trinoSql } from '../trino/trino-sql.js';
import type { ConfiguredArchive } from '../audit/archive/archiving.js';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The archive of a configuration; undefined if it has none.
 * @param signal aborted when the process stops
 * @throws Refusal `invalid` if its name is none
 */
export function archiveOf(
  { audit: { archive, retentionDays }, sync }: Pick<Config, 'audit' | 'sync'>,
  env: Environment,
  signal?: AbortSignal,
): ConfiguredArchive | undefined {
  const [server, user] = [archive?.trino ?? sync?.trino, archive?.user ?? sync?.user];
  if (archive === undefined || server === undefined || user === undefined) return undefined;
  const [catalog, schema, ...more] = trinoSql.partsOf(archive.to);
  if (catalog === undefined || schema === undefined || more.length > 0) {
    throw new Refusal('invalid', `audit.archive.to: expected CATALOG.SCHEMA but found '${archive.to}'`);
  }
  const login = { server, user, password: env[archive.passwordEnv], source: archiveSource };
  const asText = (statement: Attempt): string => print(statement, 'trino');
  return {
    archive: createArchive({
      ask: connectTrino(login, asText),
      askInPages: connectTrinoInPages(login, asText),
      place: { catalog: catalog.toLowerCase(), schema: schema.toLowerCase() },
    }),
    afterDays: archive.afterDays,
    retentionDays,
    signal,
  };
}

/**
 * The archive of a configuration file, for a command that opens a store itself.
 * @param file by default that of SCRIM_CONFIG
 * @throws Refusal `invalid`
 */
export async function archiveOfFile(
  file: string | undefined,
  env: Environment,
): Promise<ConfiguredArchive | undefined> {
  if ((file ?? env['SCRIM_CONFIG'] ?? env['SCRIM_AUDIT_ARCHIVE_TO']) === undefined) return undefined;
  const { config } = await readConfig({ file, env });
  return archiveOf(config, env);
}
