import { Refusal } from '../base/refusal.js';
import { believe } from './caller.js';
import type { Caller } from './caller.js';
import type { TokenContent, Tokens } from './tokens.js';

/**
 * Reads an `Authorization: Bearer` header (RFC 6750, section 2.1).
 * @throws Refusal `unauthenticated` if the header is missing or has another form
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
 * The person in a verified token.
 * @throws Refusal `forbidden` for a catalog's own token, which names no person
 */
export function callerOf({ client, user, project }: TokenContent): Caller {
  if (user === undefined) {
    throw new Refusal(
      'forbidden',
      'this token names a catalog and no person: set iceberg.rest-catalog.session=USER in the catalog file, so that Trino sends the user name',
    );
  }
  return believe(user, client, project);
}
