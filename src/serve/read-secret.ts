import { readFile } from 'node:fs/promises';

import { Refusal } from '../base/refusal.js';
import { errorMessage } from '../base/system-error.js';

/** Where a secret is: in the configuration, in a file, or in an environment variable. */
export interface SecretSource {
  readonly secret?: string | undefined;
  readonly secretFile?: string | undefined;
  readonly secretEnv?: string | undefined;
}

/**
 * Reads a secret.
 * @param owner whose secret it is, for messages, such as `client 'trino'`
 * @throws Refusal `invalid` if there is none
 */
export async function readSecret(
  owner: string,
  { secret, secretFile = '', secretEnv }: SecretSource,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  if (secret !== undefined) return secret;
  if (secretEnv !== undefined) {
    const value = env[secretEnv];
    if (value === undefined || value === '') {
      throw new Refusal('invalid', `${owner}: the environment variable ${secretEnv} is not set`);
    }
    return value;
  }
  const kept = await readFile(secretFile, 'utf8').catch((error: unknown) => {
    throw new Refusal('invalid', `${owner}: its secret cannot be read: ${errorMessage(error)}`);
  });
  if (kept.trim() === '') {
    throw new Refusal('invalid', `${owner}: the file ${secretFile} is empty; it must contain a secret`);
  }
  return kept.trim();
}
