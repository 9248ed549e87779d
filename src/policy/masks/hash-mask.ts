import type { DataType, Expression } from '../../sql/ast.js';
import { call, cast, concatenate, string, type as namedType } from '../../sql/build.js';
import { isText, typeOf } from '../native-type.js';
import type { MaskKind } from './mask-kind.js';

const varchar = namedType('varchar');

/** Types whose text every platform writes alike. */
const canonical: ReadonlySet<string> = new Set([
  'tinyint',
  'smallint',
  'integer',
  'int',
  'bigint',
  'decimal',
  'boolean',
  'date',
  'uuid',
]);

const hasCanonicalText = (type: DataType): boolean =>
  isText(type) || (type.kind === 'NamedType' && canonical.has(type.name));

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

function textOf(value: Expression, type: DataType): Expression {
  if (type.kind !== 'NamedType') return cast(value, varchar);
  if (type.name === 'varchar') return value;
  // The blanks that fill a char are not part of its value.
  return type.name === 'char' ? call('rtrim', cast(value, varchar), string(' ')) : cast(value, varchar);
}
