import { identifier, qualifiedName, string } from '../sql/build.js';
import { print } from '../sql/print/print.js';

declare const checked: unique symbol;

/** SQL whose parts are fixed text, names or literals. Only this file creates it. */
export type Sql = string & { readonly [checked]: true };

/** A name by its parts, outermost first. */
export type Name = readonly string[];

const as = (text: string): Sql => text as Sql;

/**
 * Fixed text with slots, without the common indentation of its lines. A slot takes a name, which is quoted if it must be, or
 * SQL of this kind; its further lines are indented like its first line.
 */
export function sql(fixed: TemplateStringsArray, ...slots: readonly (Name | Sql)[]): Sql {
  const indents = fixed.flatMap((text) =>
    [...text.matchAll(/\n( *)/g)].map(([, spaces = '']) => spaces.length),
  );
  const shared = indents.length === 0 ? 0 : Math.min(...indents);
  let result = '';
  for (const [index, text] of fixed.entries()) {
    result += text.replaceAll(`\n${' '.repeat(shared)}`, '\n');
    const slot = slots[index];
    if (slot === undefined) continue;
    const indent = /\n( *)$/.exec(result)?.[1] ?? '';
    result += (typeof slot === 'string' ? slot : spellName(slot)).replaceAll('\n', `\n${indent}`);
  }
  return as(result.replace(/^\n\s*/, '').trimEnd());
}

const spellName = (name: Name): string => print(qualifiedName(...name), 'redshift');

/** A name in quotes, as users' names have it to keep their case. */
export const quoted = (...name: Name): Sql =>
  as(
    print(
      { kind: 'QualifiedName', parts: name.map((part) => ({ ...identifier(part), quoted: true })) },
      'redshift',
    ),
  );

/** A text as a literal. A backslash is written as `chr(92)`, because its meaning depends on a setting. */
export const literal = (value: string): Sql => as(print(string(value), 'redshift'));

/** SQL that scrim's own printer wrote. */
export const printed = (text: string): Sql => as(text);

/** A whole number as a literal. */
export const wholeNumber = (value: number): Sql => as(String(Math.trunc(value)));

/** Several parts, with commas between them. */
export const list = (parts: readonly (Sql | Name)[], separator = ', '): Sql =>
  as(parts.map((part) => (typeof part === 'string' ? part : spellName(part))).join(separator));
