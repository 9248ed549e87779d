import { createHmac } from 'node:crypto';

/** The header that carries the signature of a body. */
export const signatureHeader = 'Scrim-Signature';

/**
 * Signs a body: `t=SECONDS,v1=HEX`, where HEX is the HMAC-SHA256 (RFC 2104) of `SECONDS.BODY`.
 * @param seconds since 1970, of this very sending, so that a receiver can refuse what is old
 * @param secrets one `v1` each, so that a receiver that knows any of them believes it
 */
export const sign = (body: string, seconds: number, secrets: readonly string[]): string =>
  [
    `t=${seconds}`,
    ...secrets.map(
      (secret) => `v1=${createHmac('sha256', secret).update(`${seconds}.${body}`, 'utf8').digest('hex')}`,
    ),
  ].join(',');
