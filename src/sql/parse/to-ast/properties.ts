import type { Property } from '../../ast.js';
import type { PropertyContext } from '../generated/SqlParser.js';
import type { ToAst } from './context.js';
import { positionOf } from './context.js';

/** The properties in `WITH (name = value)` of a view or a function. */
export const properties = (to: ToAst, contexts: readonly PropertyContext[]): readonly Property[] =>
  contexts.map((context) => {
    const value = context.expression();
    return {
      kind: 'Property',
      name: to.identifier(context.identifier()),
      value: value === null ? undefined : to.expression(value),
      position: positionOf(context),
    };
  });
