import type { Identifier, QualifiedName, Slot, StringLiteral } from '../ast.js';
import type { Dialect } from '../dialect.js';
import { isReserved } from '../reserved-words.js';
import { commas, hole, join, parenthesized, type Document } from './document.js';
import type { Printer } from './printer.js';
import { styles } from './style.js';

const plain = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * A name, in quotes if it has them in the tree, is not a plain word, or is reserved. A mixed-case name that needs quotes only because it is
 * reserved is folded as the dialect folds it.
 */
export function spellIdentifier(node: Identifier, printer: Printer): Document {
  if (node.value === '') return printer.refuse('name without characters', node);
  if (!node.quoted && plain.test(node.value)) {
    if (!needsQuotes(node.value, printer)) return node.value;
    return quoteName(printer.style.foldsNames ? node.value.toLowerCase() : node.value);
  }
  return quoteName(node.value);
}

const needsQuotes = (word: string, { dialect, style }: Printer): boolean =>
  isReserved(word, dialect) || style.quoted.has(word.toUpperCase());

const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export const spellQualifiedName = (node: QualifiedName, printer: Printer): Document =>
  join('.', node.parts.map(printer.spell));

/** `(a, b)` after a space, or nothing if there are no names. */
export const columnNames = (names: readonly Identifier[], printer: Printer): Document =>
  names.length === 0 ? '' : [' ', parenthesized(commas(names.map(printer.spell)))];

export function spellString(node: StringLiteral, printer: Printer): Document {
  if (node.value.includes('\0')) printer.need('string with the character NUL', node);
  return quoteString(node.value, printer.dialect);
}

export const spellSlot = (node: Slot): Document => hole(node.name);

/**
 * A string with this value. In Trino, a backslash is a normal character. In Redshift it may escape the next character in a literal (as in
 * PostgreSQL before standard_conforming_strings), and one cannot rely on either behaviour. There it is inserted between literals by its
 * code.
 */
export function quoteString(value: string, dialect: Dialect): string {
  if (!styles[dialect].escapes || !value.includes('\\')) return quoted(value);
  const parts = value.split(/(\\)/).filter((part) => part !== '');
  const printed = parts.map((part) => (part === '\\' ? 'chr(92)' : quoted(part)));
  return printed.length === 1 ? printed.join('') : `(${printed.join(' || ')})`;
}

const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`;
