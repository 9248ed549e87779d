import { identifier, qualifiedName, string } from '../sql/build.js';
import { print } from '../sql/print/print.js';

declare const checked: unique symbol;

/** SQL whose parts are fixed text, names or literals. Only this file creates it. */
export type Sql = string & { readonly [checked]: true };

/** A name by its parts, outermost first. */
export type Name = readonly string[];

const as = (text: string): Sql => text as Sql;

/**
 * Fixed text with slots, without the indentation that its lines share. A slot takes a name, which is quoted where it must be, or
 * SQL that was made in this way, which stays as it is.
 */
export function sql(fixed: TemplateStringsArray, ...slots: readonly (Name | Sql)[]): Sql {
  const texts = withoutIndent(fixed);
  const [first = '', ...others] = texts.map((text, index) => {
    const slot = slots[index] ?? '';
    return `${text}${typeof slot === 'string' ? slot : spellName(slot)}`;
  });
  return as([first.replace(/^\n/, ''), ...others].join(''));
}

/** A template is the same object whenever its code runs. */
const known = new WeakMap<TemplateStringsArray, readonly string[]>();

function withoutIndent(fixed: TemplateStringsArray): readonly string[] {
  const before = known.get(fixed);
  if (before !== undefined) return before;
  const indents = fixed.flatMap((text) =>
    [...text.matchAll(/\n( *)/g)].map(([, spaces = '']) => spaces.length),
  );
  const shared = indents.length === 0 ? 0 : Math.min(...indents);
  const texts = fixed.map((text) => text.replaceAll(`\n${' '.repeat(shared)}`, '\n'));
  known.set(fixed, texts);
  return texts;
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
