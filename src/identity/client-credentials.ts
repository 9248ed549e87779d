import { createHash, timingSafeEqual } from 'node:crypto';

import { Refusal } from '../base/refusal.js';
import type { ClientCredential } from './config.js';

const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();

/**
 * Checks a client's id and secret (RFC 6749, section 2.3.1) in constant time.
 *
 * @returns the client's id
 * @throws Refusal `unauthenticated`, the same for an unknown client and a wrong secret
 */
export function checkClient(
  clients: readonly ClientCredential[],
  id: string | undefined,
  secret: string,
): string {
  const given = digest(JSON.stringify([id ?? '', secret]));
  let found: string | undefined;
  for (const client of clients) {
    if (timingSafeEqual(given, digest(JSON.stringify([client.id, client.secret])))) found = client.id;
  }
  if (found === undefined) throw new Refusal('unauthenticated', 'unknown client, or wrong client secret');
  return found;
}

/**
 * Reads an `Authorization: Basic` header (RFC 7617).
 * @returns id and secret, or undefined if the header has another scheme or form
 */
export function readBasic(header: string | undefined): { id: string; secret: string } | undefined {
  const [scheme, encoded] = header?.split(' ') ?? [];
  if (scheme?.toLowerCase() !== 'basic' || encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { id: text.slice(0, colon), secret: text.slice(colon + 1) };
}
