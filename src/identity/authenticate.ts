import { Refusal } from '../base/refusal.js';
import { believe } from './caller.js';
import type { Caller } from './caller.js';
import type { TokenContent, Tokens } from './tokens.js';

/**
 * Reads an `Authorization: Bearer` header (RFC 6750, section 2.1).
 * @throws Refusal `unauthenticated` for another header, or none
 */
export function bearerOf(header: string | undefined): string {
  const [scheme, token, ...rest] = header?.split(' ') ?? [];
  if (scheme?.toLowerCase() !== 'bearer' || token === undefined || rest.length > 0) {
    throw new Refusal('unauthenticated', "the request lacks a header 'Authorization: Bearer TOKEN'");
  }
  return token;
}

/**
 * Reads an `Authorization: Bearer` header and verifies its token.
 * @throws Refusal `unauthenticated`
 */
export const authenticate = async (tokens: Tokens, header: string | undefined): Promise<TokenContent> =>
  tokens.verify(bearerOf(header));

/**
 * The person that a verified token names.
 * @throws Refusal `forbidden` for a catalog's own token: no view is made for nobody
 */
export function callerOf({ client, user, project }: TokenContent): Caller {
  if (user === undefined) {
    throw new Refusal(
      'forbidden',
      'this token names a catalog and no person: set iceberg.rest-catalog.session=USER, so that Trino says who asks',
    );
  }
  return believe(user, client, project);
}
