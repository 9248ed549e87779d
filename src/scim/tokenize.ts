import { textProblem } from '../base/input.js';
import { badRequest } from './scim-error.js';
import type { ScimType } from './scim-error.js';

/** A token of a filter or a path, with its offset. */
export type Token =
  | { readonly kind: 'word' | 'symbol'; readonly text: string; readonly at: number }
  | { readonly kind: 'string'; readonly text: string; readonly at: number; readonly value: string };

/** The maximum length of a filter. Providers send a few hundred characters at most. */
const longest = 10_000;

const piece = /(?<symbol>[()[\]])|(?<string>"(?:[^"\\]|\\.)*")|(?<word>[^\s()[\]"]+)|(?<space>\s+)/suy;

/**
 * Splits a filter or a path into tokens. Texts are JSON strings (RFC 7159).
 * @throws ScimError for a text that is not closed or is not valid JSON
 */
export function tokenize(text: string, scimType: ScimType): readonly Token[] {
  const fail = (at: number, message: string) =>
    badRequest(scimType, `at character ${at + 1} of '${text.slice(0, 200)}': ${message}`);
  if (text.length > longest) throw badRequest(scimType, `it has more than ${longest} characters`);
  const tokens: Token[] = [];
  for (let at = 0; at < text.length;) {
    piece.lastIndex = at;
    const { symbol, string, word } = piece.exec(text)?.groups ?? {};
    if (piece.lastIndex === 0) throw fail(at, 'this text has no closing quotation mark');
    if (string !== undefined) {
      tokens.push({
        kind: 'string',
        text: string,
        at,
        value: readString(string, () =>
          fail(at, 'this text is not valid JSON, or has characters that scrim cannot store'),
        ),
      });
    } else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol, at });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word, at });
    at = piece.lastIndex;
  }
  return tokens;
}

function readString(text: string, problem: () => Error): string {
  const value = parsed(text);
  if (typeof value !== 'string' || textProblem(value) !== undefined) throw problem();
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
