import { X509Certificate } from 'node:crypto';

import { errorMessage } from './system-error.js';

/** A line that begins or ends a block of PEM. */
const boundary = /^-----(BEGIN|END) ([^-]+)-----[ \t]*$/;

/**
 * Checks a file of certificates in PEM. Text around the blocks is a comment (RFC 7468, section 2). OpenSSL skips a block without an
 * end, so an authority or a part of the chain would be missing without a message.
 * @param file its name, for the message
 * @param others whether blocks other than certificates, such as a key, are allowed
 * @returns what is wrong and in which line; undefined if every block is whole and there is at least one certificate
 */
export function certificatesProblem(
  pem: string,
  file: string,
  others: 'allowed' | 'refused',
): string | undefined {
  const lines = pem.split(/\r\n|\r|\n/);
  let open: { readonly label: string; readonly index: number } | undefined;
  let count = 0;
  for (const [index, line] of lines.entries()) {
    const [, side, label = ''] = boundary.exec(line) ?? [];
    if (side === undefined) continue;
    const at = `${file}:${index + 1}`;
    if (label !== 'CERTIFICATE' && others === 'refused')
      return `${at}: found ${label}; this file must contain only certificates`;
    if (side === 'BEGIN') {
      if (open !== undefined) return cutOff(file, open);
      open = { label, index };
      continue;
    }
    if (open?.label !== label) return `${at}: END ${label} without its BEGIN line`;
    if (label === 'CERTIFICATE') {
      try {
        new X509Certificate(lines.slice(open.index, index + 1).join('\n'));
      } catch (error) {
        return `${file}:${open.index + 1}: this certificate cannot be read: ${errorMessage(error)}`;
      }
      count += 1;
    }
    open = undefined;
  }
  if (open !== undefined) return cutOff(file, open);
  return count === 0 ? `${file} contains no certificate; expected -----BEGIN CERTIFICATE-----` : undefined;
}

const cutOff = (file: string, { label, index }: { readonly label: string; readonly index: number }): string =>
  `${file}:${index + 1}: this block is cut off: the line -----END ${label}----- is missing`;
