import { descriptionText } from './iceberg/oauth-error-response.js';

const realm = 'realm="scrim"';

/**
 * The header `WWW-Authenticate` of a refused bearer (RFC 6750, section 3). It names an error only if the request had a token.
 *
 * @param authorization the header `Authorization` that was refused
 * @param message why
 */
export const bearerChallenge = (authorization: string | undefined, message: string): string =>
  /^bearer /i.test(authorization ?? '')
    ? `Bearer ${realm}, error="invalid_token", error_description="${descriptionText(message)}"`
    : `Bearer ${realm}`;

/** The header `WWW-Authenticate` of a refused client (RFC 6749, section 5.2; RFC 7617). */
export const clientChallenge = `Basic ${realm}, charset="UTF-8"`;
