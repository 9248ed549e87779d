import { createHmac } from 'node:crypto';

/** The header with the signature of a body. */
export const signatureHeader = 'Scrim-Signature';

/**
 * Signs a body: `t=SECONDS,v1=HEX`, where HEX is the HMAC-SHA256 (RFC 2104) of `SECONDS.BODY`.
 * @param seconds the time of this attempt (seconds since 1970), so that a receiver can refuse old requests
 * @param secrets one `v1` for each, so that a receiver with any of them accepts it
 */
export const sign = (body: string, seconds: number, secrets: readonly string[]): string =>
  [
    `t=${seconds}`,
    ...secrets.map(
      (secret) => `v1=${createHmac('sha256', secret).update(`${seconds}.${body}`, 'utf8').digest('hex')}`,
    ),
  ].join(',');
