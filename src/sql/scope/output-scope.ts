import { noColumns, type Field, type Output, type RelationType } from './relation-type.js';
import type { Scope } from './scope.js';

/** The result columns that are visible in ORDER BY. */
export const outputType = (output: Output, isNamed = hasName): RelationType => ({
  ...noColumns,
  fields: output.columns.flatMap((column, index): readonly Field[] =>
    isNamed(column)
      ? [
          {
            name: column.name,
            qualifier: [],
            origin: { kind: 'output', index, column: column.name },
            base: column.base,
          },
        ]
      : [],
  ),
});

const hasName = (column: Output['columns'][number]): column is NamedColumn => column.name !== undefined;
type NamedColumn = Output['columns'][number] & { readonly name: string };

/** A scope in which the columns of a result come first. */
export const outputScope = (output: Output, parent: Scope | undefined): Scope => ({
  parent,
  columns: outputType(output),
});
