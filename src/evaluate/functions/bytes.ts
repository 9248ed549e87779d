import { createHash } from 'node:crypto';

import { doNotKnow, fail } from '../failure.js';
import { bytes, text, whole, type Value } from '../value.js';
import { plain, type Functions } from './implementation.js';

const digest = (algorithm: string) => plain(([value]) => createHash(algorithm).update(bytes(value)).digest());

/** The bytes of an argument that is text or bytes already. */
const inText = (value: Value | undefined): string =>
  value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : text(value);

const crcTable = Array.from({ length: 256 }, (_, index) => {
  let rest = index;
  for (let bit = 0; bit < 8; bit += 1) rest = (rest & 1) === 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest >>> 0;
});

function crc32(of: Uint8Array): bigint {
  let rest = 0xffffffff;
  for (const byte of of) rest = (rest >>> 8) ^ (crcTable[(rest ^ byte) & 255] ?? 0);
  return BigInt((rest ^ 0xffffffff) >>> 0);
}

function fromBase64(written: string): Buffer {
  return /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/.test(written)
    ? Buffer.from(written, 'base64')
    : doNotKnow('how Trino reads text that is not canonical Base64');
}

const bigEndian = (size: 4 | 8) =>
  plain(([value]) => {
    const made = Buffer.alloc(size);
    if (size === 4) made.writeInt32BE(Number(whole(value)));
    else made.writeBigInt64BE(whole(value));
    return made;
  });

/** Functions on bytes of Trino. */
export const byteFunctions: Functions = {
  to_utf8: plain(([value]) => Buffer.from(text(value), 'utf8')),
  from_utf8: plain(([value, replacement]) => {
    if (replacement !== undefined) return doNotKnow('from_utf8 with a replacement');
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes(value));
    } catch {
      return doNotKnow('how Trino replaces bytes that are not UTF-8');
    }
  }),
  to_hex: plain(([value]) => Buffer.from(bytes(value)).toString('hex').toUpperCase()),
  from_hex: plain(([value]) => {
    const written = inText(value);
    return /^([\dA-Fa-f]{2})*$/.test(written)
      ? Buffer.from(written, 'hex')
      : fail(`'${written}' is not hexadecimal`);
  }),
  to_base64: plain(([value]) => Buffer.from(bytes(value)).toString('base64')),
  from_base64: plain(([value]) => fromBase64(inText(value))),
  md5: digest('md5'),
  sha1: digest('sha1'),
  sha256: digest('sha256'),
  sha512: digest('sha512'),
  crc32: plain(([value]) => crc32(bytes(value))),
  to_big_endian_32: bigEndian(4),
  to_big_endian_64: bigEndian(8),
  from_big_endian_32: plain(([value]) =>
    bytes(value).length === 4
      ? BigInt(Buffer.from(bytes(value)).readInt32BE())
      : fail('from_big_endian_32 takes 4 bytes'),
  ),
  from_big_endian_64: plain(([value]) =>
    bytes(value).length === 8
      ? Buffer.from(bytes(value)).readBigInt64BE()
      : fail('from_big_endian_64 takes 8 bytes'),
  ),
};
