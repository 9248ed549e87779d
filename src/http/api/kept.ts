import type { InputPath } from '../../base/input.js';
import { pointerOf } from './pointer.js';

/** The response header that names the parts of the object that stay closed. */
export const keptHeader = {
  name: 'Scrim-Kept',
  description:
    'the parts of the object that the request did not name and that stay closed: a list of JSON Pointers as strings (RFC 9651); left out if there are none',
} as const;

/** The parts as a list of strings (RFC 9651, section 3.1): quotes and backslashes are escaped, and what is not ASCII is percent-encoded. */
export const keptValue = (paths: readonly InputPath[]): string =>
  paths
    .map((path) => {
      const pointer = pointerOf(path).replaceAll(/[^\x20-\x7e]+/gu, encodeURIComponent);
      return `"${pointer.replaceAll(/["\\]/g, '\\$&')}"`;
    })
    .join(', ');
