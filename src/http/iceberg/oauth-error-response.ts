import { Refusal } from '../../base/refusal.js';
import type { RefusalKind } from '../../base/refusal.js';

/** An HTTP answer in OAuth's error form (RFC 6749, section 5.2). */
export interface OAuthErrorResponse {
  readonly status: number;
  readonly body: { readonly error: string; readonly error_description: string };
}

const answerOf: Readonly<Record<RefusalKind, readonly [status: number, code: string]>> = {
  unauthenticated: [401, 'invalid_client'],
  forbidden: [403, 'unauthorized_client'],
  'not-visible': [404, 'invalid_request'],
  invalid: [400, 'invalid_request'],
  unsupported: [400, 'unsupported_grant_type'],
  conflict: [409, 'invalid_request'],
  unavailable: [500, 'server_error'],
};

/** Answers a refused token request. */
export function oauthErrorResponse(error: unknown): OAuthErrorResponse {
  const refusal =
    error instanceof Refusal ? error : new Refusal('unavailable', 'internal error: see the log of scrim');
  const [status, code] = answerOf[refusal.kind];
  return { status, body: { error: code, error_description: descriptionText(refusal.message) } };
}

/** A text as an `error_description`, which may contain only printable ASCII except `"` and `\`; other characters become `?`. */
export const descriptionText = (text: string): string =>
  text.replace(/[^\x20-\x21\x23-\x5B\x5D-\x7E]/gu, '?');
