/** Cells as people read them in YAML or JSON. */
import { typeAt, typesIn, varchar, type Type } from '../sql/types/type.js';
import { castTo } from './casts.js';
import { isFloating, isWhole } from './numbers.js';
import { bytes, list, text, whole, type Value } from './value.js';

/** A cell as plain data for YAML and JSON, the inverse of `readCell`. */
export function writeCell(value: Value, type: Type): unknown {
  if (value === null) return null;
  switch (type.base) {
    case 'array':
      return list(value).map((one) => writeCell(one, typeAt(type, 0)));
    case 'row':
      return Object.fromEntries(
        list(value).map((one, index) => [
          type.names?.[index] ?? `field${index}`,
          writeCell(one, typesIn(type)[index] ?? varchar()),
        ]),
      );
    case 'varbinary':
      return Buffer.from(bytes(value)).toString('hex');
    case 'varchar':
    case 'char':
    case 'json':
    case 'uuid':
      return text(value);
    case 'boolean':
      return value;
    default:
      return writeOther(value, type);
  }
}

function writeOther(value: Value, type: Type): unknown {
  if (isFloating(type)) return value;
  if (isWhole(type)) {
    const number = whole(value);
    return Number.isSafeInteger(Number(number)) ? Number(number) : number.toString();
  }
  const written = text(castTo(type, varchar())(value));
  if (type.base !== 'decimal') return written;
  return String(Number(written)) === written ? Number(written) : written;
}
