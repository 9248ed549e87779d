import type { DataType, NamedType } from '../sql/ast.js';
import { equal } from '../sql/equal.js';

const synonyms: Readonly<Record<string, string>> = { int: 'integer', dec: 'decimal', numeric: 'decimal' };

/** The parameters of types that are written without them in Trino. */
function withDefaults({ name, parameters }: NamedType): NamedType['parameters'] {
  const [first, second] = parameters;
  if (name === 'decimal') return [first ?? 38, second ?? 0];
  if (name === 'char') return [first ?? 1];
  return parameters;
}

function canonical(type: DataType): DataType {
  switch (type.kind) {
    case 'NamedType': {
      const lower = type.name.toLowerCase();
      const name = synonyms[lower] ?? lower;
      const parameters = withDefaults({ ...type, name });
      return {
        kind: 'NamedType',
        name,
        parameters: parameters.map((part) => (typeof part === 'object' ? canonical(part) : part)),
      };
    }
    case 'DateTimeType':
      return { ...type, precision: type.precision ?? 3 };
    case 'ArrayType':
      return { ...type, element: canonical(type.element) };
    case 'MapType':
      return { ...type, key: canonical(type.key), value: canonical(type.value) };
    case 'RowType':
      return {
        ...type,
        fields: type.fields.map((field) => ({
          ...field,
          name: field.name && { ...field.name, value: field.name.value.toLowerCase(), quoted: false },
          type: canonical(field.type),
        })),
      };
    default:
      return type;
  }
}

/** Whether two spellings mean the same type of Trino; the letter case of a row's field names is ignored. */
export const sameType = (left: DataType, right: DataType): boolean =>
  equal(canonical(left), canonical(right));
