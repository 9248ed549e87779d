import type { Identifier, QualifiedName } from '../../ast.js';
import { isReserved } from '../../reserved-words.js';
import type { ColumnNamesContext, IdentifierContext, QualifiedNameContext } from '../generated/SqlParser.js';
import { SqlParser } from '../generated/SqlParser.js';
import type { ToAst } from './context.js';
import { positionAt, positionOf, refuse, startOf } from './context.js';

/** A name, or a word that is a name here and a keyword elsewhere. */
export function identifier(to: ToAst, context: IdentifierContext): Identifier {
  const token = startOf(context);
  const { type, text } = token;
  if (type === SqlParser.QUOTED) {
    if (text.length === 2) throw refuse(token, 'a name must not be empty');
    return {
      kind: 'Identifier',
      value: text.slice(1, -1).replaceAll('""', '"'),
      quoted: true,
      position: positionAt(token),
    };
  }
  if (type !== SqlParser.WORD && type !== SqlParser.FUNCTION_NAME && isReserved(text, to.dialect)) {
    throw refuse(token, `'${text}' is a reserved word: as a name it needs double quotes`);
  }
  return { kind: 'Identifier', value: text, quoted: false, position: positionAt(token) };
}

/** The name of a type. Where a type is expected, a reserved word such as TIMESTAMP can only be a type. */
export function typeWord(to: ToAst, context: IdentifierContext): string {
  const { type, text } = startOf(context);
  return type === SqlParser.QUOTED ? to.identifier(context).value : text;
}

export const qualifiedName = (to: ToAst, context: QualifiedNameContext): QualifiedName => ({
  kind: 'QualifiedName',
  parts: context.identifier().map((part) => to.identifier(part)),
  position: positionOf(context),
});

export const columnNames = (to: ToAst, context: ColumnNamesContext | null): readonly Identifier[] =>
  context === null ? [] : context.identifier().map((name) => to.identifier(name));
