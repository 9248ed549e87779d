import { literalsOf } from '../literal.js';
import { typeOf } from '../native-type.js';
import { textBytes } from '../../types/redshift-type.js';
import { parseDataType } from '../../sql/parse/index.js';
import type { Column, DataSource } from '../../model/data-source.js';
import type { MaskKind } from './mask-kind.js';

/** Redshift counts the bytes of text. */
function fitsBytes(value: string, column: Column, { platform }: DataSource): boolean {
  const most = platform === 'redshift' ? textBytes(parseDataType(column.type, 'redshift')) : undefined;
  return most === undefined || Buffer.byteLength(value, 'utf8') <= most;
}

/** Every cell becomes one value, which must fit the type of the column. */
export const constantMask: MaskKind<'constant'> = {
  problem({ value }, column, { dataSource }) {
    const type = typeOf(column, dataSource.platform);
    const make = type && literalsOf(type);
    if (make === undefined) {
      return `column '${column.name}' of type ${column.type} takes no constant: use a null mask`;
    }
    return make(String(value)) === undefined || !fitsBytes(String(value), column, dataSource)
      ? `the constant ${JSON.stringify(value)} is no value of column '${column.name}' of type ${column.type}`
      : undefined;
  },
  settle: ({ value }) => ({ type: 'constant', value: String(value) }),
};
