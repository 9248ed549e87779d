import { randomBytes } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Refusal } from '../base/refusal.js';
import { systemErrorCode } from '../base/system-error.js';
import type { Config } from '../config/config.js';
import type { WorldStore } from '../world/world-store.js';
import type { ClientCredential, IdentityConfig } from '../identity/config.js';
import { isFolder } from '../store/open-store.js';
import { readSecret } from './read-secret.js';

type Env = Readonly<Record<string, string | undefined>>;

/** The sources of a service's identity. */
export interface IdentitySources {
  readonly store: Pick<WorldStore, 'secret'>;
  readonly location: string;
  readonly env: Env;
  /** Called with a problem of a credential file that can still be used. */
  readonly warn: (message: string) => void;
}

/** The default client id of Trino's catalog. */
const defaultClient = 'trino';

/**
 * Decides which clients this service accepts: the configured clients, and the one in SCRIM_CLIENT_ID and SCRIM_CLIENT_SECRET (or
 * SCRIM_CLIENT_SECRET_FILE). If there are none and the store is a folder, a client is created and stored there.
 *
 * @throws Refusal `invalid` if there is no client, or a secret cannot be read
 */
export async function identityOf(
  config: Config,
  { store, location, env, warn }: IdentitySources,
): Promise<{ readonly identity: IdentityConfig; readonly credentialFile?: string }> {
  const signingKey = await store.secret('token-signing-key', () => randomBytes(32).toString('base64'));
  const identity = {
    issuers: config.issuers,
    tokenLifetime: config.tokenLifetime,
    tokenGrace: config.tokenGrace,
    signingKey: Buffer.from(signingKey, 'base64'),
  };
  const configured = await Promise.all(config.clients.map((client) => readClient(client, env)));
  const clients = [...configured, ...(await clientFromEnv(env))];
  if (clients.length > 0) return { identity: { ...identity, clients } };
  if (!isFolder(location)) {
    throw new Refusal(
      'invalid',
      'no client credential: set SCRIM_CLIENT_ID and SCRIM_CLIENT_SECRET, or clients in the configuration file',
    );
  }
  const credentialFile = join(location, 'client-credential');
  return { identity: { ...identity, clients: [await keptClient(credentialFile, warn)] }, credentialFile };
}

const readClient = async (client: Config['clients'][number], env: Env): Promise<ClientCredential> => ({
  id: client.id,
  secret: await readSecret(`client '${client.id}'`, client, env),
});

/**
 * Reads the secrets of all clients in a configuration, to report those that cannot be read.
 * @returns the names of the accepted clients; none if a store folder would create one
 * @throws Refusal `invalid`
 */
export async function clientNames(config: Config, env: Env): Promise<readonly string[]> {
  const configured = await Promise.all(config.clients.map((client) => readClient(client, env)));
  return [...configured, ...(await clientFromEnv(env))].map(({ id }) => id);
}

async function clientFromEnv(env: Env): Promise<readonly ClientCredential[]> {
  const { SCRIM_CLIENT_ID: id = defaultClient, SCRIM_CLIENT_SECRET: secret } = env;
  if (secret !== undefined && secret !== '') return [{ id, secret }];
  const { SCRIM_CLIENT_SECRET_FILE: secretFile } = env;
  return secretFile === undefined || secretFile === '' ? [] : [await readClient({ id, secretFile }, env)];
}

/** Reads ID:SECRET, in the form of Trino's `iceberg.rest-catalog.oauth2.credential`, from a file that is created if it is missing. */
async function keptClient(file: string, warn: IdentitySources['warn']): Promise<ClientCredential> {
  const made = `${defaultClient}:${randomBytes(32).toString('base64url')}`;
  await writeFile(file, `${made}\n`, { mode: 0o600, flag: 'wx' }).catch((error: unknown) => {
    if (systemErrorCode(error) !== 'EEXIST') throw error;
  });
  const { mode } = await stat(file);
  if ((mode & 0o077) !== 0) {
    const shown = (mode & 0o777).toString(8).padStart(4, '0');
    warn(`${file} contains a secret, but other users can access it (mode ${shown}): run chmod 600 on it`);
  }
  const text = (await readFile(file, 'utf8')).trim();
  const colon = text.indexOf(':');
  if (colon < 1) throw new Refusal('invalid', `${file} must contain ID:SECRET`);
  return { id: text.slice(0, colon), secret: text.slice(colon + 1) };
}
