import { readFile } from 'node:fs/promises';
import { rootCertificates } from 'node:tls';
import pg from 'pg';

import { certificatesProblem } from '../base/pem-certificates.js';
import { Refusal } from '../base/refusal.js';
import { errorMessage } from '../base/system-error.js';
import type { RedshiftConfig, RedshiftConnection } from './config.js';
import type { Connections } from './cluster.js';

/** Variables of the process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Creates a pool for a configuration. A connection is opened when one is needed.
 * @throws Refusal `invalid` if the configuration has no connection, or its password cannot be read
 */
export async function connectCluster(
  { connection, pool }: RedshiftConfig,
  env: Environment,
): Promise<Connections> {
  if (connection === undefined) {
    throw new Refusal(
      'invalid',
      'no cluster: the configuration has no redshift.connection; give a file that has one with --config',
    );
  }
  const { host, port, database, user, connectTimeout } = connection;
  const password = await passwordOf(connection, env);
  const clients = new pg.Pool({
    ...{ host, port, database, user, ssl: await tlsOf(connection) },
    ...(password === undefined ? {} : { password }),
    max: pool.max,
    idleTimeoutMillis: pool.idle * 1_000,
    connectionTimeoutMillis: connectTimeout * 1_000,
  });
  // A broken idle connection is replaced when the next one is needed.
  clients.on('error', () => undefined);
  return {
    async connect() {
      try {
        const client = await clients.connect();
        return {
          query: async (text) => ({ rows: (await client.query<Record<string, unknown>>(text)).rows }),
          release: (broken = false) => {
            client.release(broken);
          },
        };
      } catch (error) {
        throw new Refusal(
          'unavailable',
          `the cluster at ${host}:${port} cannot be reached: ${errorMessage(error)}`,
          undefined,
          { cause: error },
        );
      }
    },
    end: () => clients.end(),
  };
}

async function passwordOf(
  { password, passwordFile, passwordEnv }: RedshiftConnection,
  env: Environment,
): Promise<string | undefined> {
  if (passwordFile !== undefined) {
    const text = await readFile(passwordFile, 'utf8').catch((error: unknown) => {
      throw new Refusal('invalid', `redshift.connection.passwordFile: ${errorMessage(error)}`);
    });
    return text.replace(/\r?\n$/, '');
  }
  if (passwordEnv === undefined) return password;
  const value = env[passwordEnv];
  if (value === undefined || value === '') {
    throw new Refusal('invalid', `redshift.connection.passwordEnv: the variable ${passwordEnv} is not set`);
  }
  return value;
}

async function tlsOf({ ssl, sslRootFile }: RedshiftConnection): Promise<pg.ConnectionConfig['ssl']> {
  if (ssl === 'off') return false;
  if (ssl === 'encrypt') return { rejectUnauthorized: false };
  if (sslRootFile === undefined) return true;
  const own = await readFile(sslRootFile, 'utf8').catch((error: unknown) => {
    throw new Refusal('invalid', `redshift.connection.sslRootFile: ${errorMessage(error)}`);
  });
  const problem = certificatesProblem(own, sslRootFile, 'refused');
  if (problem !== undefined) throw new Refusal('invalid', `redshift.connection.sslRootFile: ${problem}`);
  return { ca: [...rootCertificates, own] };
}
