import { readFile } from 'node:fs/promises';

import { Refusal } from '../base/refusal.js';
import { errorMessage } from '../base/system-error.js';
import type { WebhookConfig } from '../config/webhook.js';
import { secretPrefix } from '../webhooks/sign.js';

/** Minimum number of characters of a secret. */
const shortest = 16;
/** The size of a key in the form of Standard Webhooks. */
const keyBytes = { least: 24, most: 64 } as const;

const isKey = (base64: string): boolean => {
  const { length } = Buffer.from(base64, 'base64');
  return (
    Buffer.from(base64, 'base64').toString('base64') === base64 &&
    length >= keyBytes.least &&
    length <= keyBytes.most
  );
};

/**
 * The secrets of a webhook: one, or the new and the old one during a replacement, separated by a space or a line end. A file is read again
 * each time, so that no restart is needed.
 * @throws Refusal `invalid`
 */
export async function webhookSecrets(
  { name, secret, secretFile, secretEnv }: WebhookConfig,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly string[]> {
  const fail = (message: string): never => {
    throw new Refusal('invalid', `webhook '${name}': ${message}`);
  };
  const text =
    secretFile === undefined
      ? (secret ?? env[secretEnv ?? ''] ?? '')
      : await readFile(secretFile, 'utf8').catch((error: unknown) =>
          fail(`its secret cannot be read: ${errorMessage(error)}`),
        );
  const secrets = text.split(/\s+/).filter((one) => one !== '');
  if (secrets.length === 0) {
    return fail(
      secretFile !== undefined
        ? `the file ${secretFile} is empty; it must contain a secret`
        : secretEnv !== undefined
          ? `the environment variable ${secretEnv} is not set`
          : 'its secret is empty',
    );
  }
  for (const one of secrets) {
    if (one.startsWith(secretPrefix)) {
      if (!isKey(one.slice(secretPrefix.length))) {
        return fail(
          `a secret that begins with ${secretPrefix} must be the base64 of ${keyBytes.least} to ${keyBytes.most} bytes; make one with: echo ${secretPrefix}$(openssl rand -base64 32)`,
        );
      }
    } else if (one.length < shortest) {
      return fail(`a secret must have at least ${shortest} characters`);
    }
  }
  return secrets;
}
