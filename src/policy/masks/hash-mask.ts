import { call, concatenate, string } from '../../sql/build.js';
import { isText, typeOf } from '../native-type.js';
import type { MaskKind } from './mask-kind.js';
import { hasCanonicalText, textOf, varchar } from './text-of.js';

/**
 * SHA-256 over key, domain and value, in lower-case hexadecimal digits. The key is 64 characters long and the domain's
 * length stands before it, so no two triples are one text. A column that is not text becomes NULL, unless the policy says
 * that the type may change.
 */
export const hashMask: MaskKind<'hash'> = {
  problem(mask, column, { settings }) {
    const type = typeOf(column);
    if (settings.hashKeyTable === undefined && !settings.inlineHashKey) {
      return 'a hash mask needs a key: set settings.hashKeyTable (or, knowing the risk, settings.inlineHashKey)';
    }
    return type === undefined || (mask.typeMayChange === true && !hasCanonicalText(type))
      ? `column '${column.name}' of type ${column.type} has no canonical text to hash: use a null mask`
      : undefined;
  },
  settle({ domain, typeMayChange = false }, column, { dataSourceName }) {
    const type = typeOf(column);
    if (type === undefined || !(isText(type) || typeMayChange)) return { type: 'null' };
    return { type: 'hash', domain: domain ?? dataSourceName };
  },
  express({ domain }, raw, type, hashKey) {
    const prefix = string(`${Buffer.byteLength(domain, 'utf8')}:${domain}:`);
    const hashed = concatenate(hashKey(), prefix, textOf(raw, type));
    return {
      expression: call('lower', call('to_hex', call('sha256', call('to_utf8', hashed)))),
      type: varchar,
    };
  },
};
