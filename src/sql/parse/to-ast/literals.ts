import type { BinaryLiteral, IntegerLiteral, StringLiteral } from '../../ast.js';
import type { UnicodeStringContext } from '../generated/SqlParser.js';
import type { SqlToken } from '../token.js';
import type { ToAst } from './context.js';
import { positionAt, refuse, startOf } from './context.js';

/** The text between quotes. */
export const unquote = (text: string): string => text.slice(1, -1).replaceAll("''", "'");

/** The text of a string literal. In Redshift two backslashes are one; other escapes were refused before. */
export const textOf = ({ dialect }: Pick<ToAst, 'dialect'>, literal: string): string =>
  dialect === 'redshift' ? unquote(literal).replaceAll('\\\\', '\\') : unquote(literal);

/** Any notation of an integer, in decimal digits. */
function integer(token: SqlToken): IntegerLiteral {
  const digits = token.text.replaceAll('_', '');
  const plain = /^(0|[1-9][0-9]*)$/.test(digits);
  const value = plain ? digits : BigInt(digits.replace(/^0+(?=[0-9])/, '')).toString();
  return { kind: 'IntegerLiteral', value, position: positionAt(token) };
}

/** An integer within Trino's limit of 64 bits; in Redshift, a larger one is a decimal. */
export function boundedInteger(
  { dialect }: Pick<ToAst, 'dialect'>,
  token: SqlToken,
  negative = false,
): IntegerLiteral {
  const literal = integer(token);
  const most = 2n ** 63n - (negative ? 0n : 1n);
  if (dialect === 'trino' && literal.value.length > 18 && BigInt(literal.value) > most) {
    throw refuse(
      token,
      `the integer ${literal.value} has more than 64 bits: for a decimal, add a dot at the end`,
    );
  }
  return literal;
}

/** `X'…'`, whose digits may have spaces between. */
export function binary(token: SqlToken): BinaryLiteral {
  const hex = token.text.slice(2, -1).replace(/\s/g, '').toUpperCase();
  if (!/^([0-9A-F]{2})*$/.test(hex)) {
    throw refuse(token, 'a binary literal needs an even number of hexadecimal digits');
  }
  return { kind: 'BinaryLiteral', hex, position: positionAt(token) };
}

/** `U&'…' UESCAPE '…'`: the escape character, then four hexadecimal digits or `+` and six. */
export function unicodeString(context: UnicodeStringContext): StringLiteral {
  const token = startOf(context);
  const escapeToken = context._escape as SqlToken | undefined;
  const escape = escapeToken === undefined ? '\\' : unquote(escapeToken.text);
  if (escapeToken !== undefined && (escape.length !== 1 || /[0-9A-Fa-f+'"\s]/.test(escape))) {
    throw refuse(
      escapeToken,
      'the escape character must be one character, but not a hexadecimal digit, +, quote or space',
    );
  }
  const parts = unquote(token.text.slice(2)).split(escape);
  let value = parts[0] ?? '';
  for (let index = 1; index < parts.length; index++) {
    const part = parts[index] ?? '';
    if (part === '' && index + 1 < parts.length) {
      value += escape + (parts[++index] ?? '');
      continue;
    }
    const digits = /^(?:\+([0-9A-Fa-f]{6})|([0-9A-Fa-f]{4}))/.exec(part);
    const code = digits === null ? Infinity : parseInt(digits[1] ?? digits[2] ?? '', 16);
    if (digits === null || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
      throw refuse(
        token,
        `this string has an escape that is not a Unicode character: ${escape}${part.slice(0, 7)}`,
      );
    }
    value += String.fromCodePoint(code) + part.slice(digits[0].length);
  }
  return { kind: 'StringLiteral', value, position: positionAt(token) };
}
