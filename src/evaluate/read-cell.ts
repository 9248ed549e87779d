/** Cells as people write them in YAML or JSON. */
import { numberAt, showType, typeAt, typesIn, unbounded, varchar, type Type } from '../sql/types/type.js';
import { castTo } from './casts.js';
import { NotEvaluated, QueryFailure } from './failure.js';
import { isFloating, isWhole, writeDecimal } from './numbers.js';
import { whole, type Value } from './value.js';

/** A cell, or why a text or number is none of its type. */
export type ReadCell = { readonly value: Value } | { readonly problem: string };

/** Reads a cell of a type from a scalar, a list or an object. */
export function readCell(written: unknown, type: Type): ReadCell {
  if (written === null || written === undefined) return { value: null };
  switch (type.base) {
    case 'array':
      return Array.isArray(written) ? readAll(written, () => typeAt(type, 0)) : wrong(written, type);
    case 'row':
      return readRow(written, type);
    case 'boolean':
      return typeof written === 'boolean' ? { value: written } : wrong(written, type);
    case 'varbinary':
      return typeof written === 'string' && /^([\da-f]{2})*$/i.test(written)
        ? { value: Buffer.from(written, 'hex') }
        : wrong(written, type, 'an even number of hexadecimal digits');
    default:
      return readScalar(written, type);
  }
}

const wrong = (written: unknown, type: Type, right = `a value of type ${showType(type)}`): ReadCell => ({
  problem: `${JSON.stringify(written) ?? 'this'} is not ${right}`,
});

function readAll(written: readonly unknown[], typeOf: (index: number) => Type): ReadCell {
  const read = written.map((one, index) => readCell(one, typeOf(index)));
  const problem = read.find((one) => 'problem' in one);
  return problem ?? { value: read.map((one) => ('value' in one ? one.value : null)) };
}

function readRow(written: unknown, type: Type): ReadCell {
  const fields = typesIn(type);
  if (Array.isArray(written)) {
    return written.length === fields.length
      ? readAll(written, (index) => fields[index] ?? varchar())
      : wrong(written, type);
  }
  if (typeof written !== 'object' || written === null) return wrong(written, type);
  const given = new Map(Object.entries(written).map(([name, value]) => [name.toLowerCase(), value]));
  const unknown = [...given.keys()].find((name) => type.names?.includes(name) !== true);
  return unknown === undefined
    ? readAll(
        fields.map((_, index) => given.get(type.names?.[index] ?? '')),
        (index) => fields[index] ?? varchar(),
      )
    : { problem: `the row has no field '${unknown}'` };
}

const isScalar = (written: unknown): written is string | number | bigint | boolean =>
  ['string', 'number', 'bigint', 'boolean'].includes(typeof written);

function readScalar(written: unknown, type: Type): ReadCell {
  if (!isScalar(written)) return wrong(written, type);
  const isText = type.base === 'varchar' || type.base === 'char' || type.base === 'json';
  if (isText) return readText(String(written), type);
  if (typeof written === 'boolean') return wrong(written, type);
  if (isFloating(type) && typeof written === 'number') {
    return { value: type.base === 'real' ? Math.fround(written) : written };
  }
  if (typeof written === 'number' && (isWhole(type) || type.base === 'decimal')) {
    if (Math.abs(written) > Number.MAX_SAFE_INTEGER) {
      return wrong(written, type, `exact: write it as a text, '…'`);
    }
  }
  return cast(written, type);
}

function readText(written: string, type: Type): ReadCell {
  const length = type.base === 'json' ? unbounded : numberAt(type, 0);
  const counted = type.base === 'char' ? written.replace(/ +$/, '') : written;
  return [...counted].length <= length ? { value: counted } : wrong(written, type);
}

function cast(given: string | number | bigint, type: Type): ReadCell {
  const written = String(given);
  try {
    const value = castTo(varchar(), type)(written);
    // A cast of Trino rounds what has too many digits; in a test that would hide a mistake.
    const isExact =
      type.base !== 'decimal' || Number(writeDecimal(whole(value), numberAt(type, 1))) === Number(written);
    return isExact ? { value } : wrong(given, type);
  } catch (error) {
    if (error instanceof QueryFailure || error instanceof NotEvaluated) return wrong(given, type);
    throw error;
  }
}
