import { Webhook } from 'standardwebhooks';

/** What a secret in the form of the standard begins with; base64 follows. */
export const secretPrefix = 'whsec_';

/**
 * A secret as a key: in the form of the standard, or the bytes of any other text in UTF-8. The library would take one byte of each
 * character.
 */
const keyOf = (secret: string): Webhook =>
  secret.startsWith(secretPrefix) ? new Webhook(secret) : new Webhook(Buffer.from(secret), { format: 'raw' });

/**
 * The headers by which a receiver can verify that scrim has sent a body, in the format of Standard Webhooks, which has verifiers in many
 * languages.
 *
 * @param id the event's, the same each time that it is sent
 * @param at the time of this attempt, so that a receiver can refuse old requests
 * @param secrets one signature each, so that a receiver that knows any of them accepts the request
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const signatureHeaders = (
  id: string,
  at: Date,
  body: string,
  secrets: readonly string[],
): Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>> => ({
  'webhook-id': id,
  'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
  'webhook-signature': secrets.map((secret) => keyOf(secret).sign(id, at, body)).join(' '),
});
