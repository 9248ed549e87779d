import type { DataType, Expression } from '../../sql/ast.js';

/** `CAST(value AS type)`. */
export const cast = (value: Expression, type: DataType): Expression => ({
  kind: 'Cast',
  value,
  type,
  safe: false,
});

/** `name(arguments)`. */
export const call = (name: string, ...args: readonly Expression[]): Expression => ({
  kind: 'FunctionCall',
  name: { kind: 'QualifiedName', parts: [{ kind: 'Identifier', value: name, quoted: false }] },
  arguments: args,
  distinct: false,
  approximate: false,
  orderBy: [],
  withinGroup: [],
});

/** A literal text. */
export const text = (value: string): Expression => ({ kind: 'StringLiteral', value });
