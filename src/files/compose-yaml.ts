import { invariant } from '../base/invariant.js';
import { Composer, CST, Lexer, Parser } from 'yaml';
import type { Document, LineCounter } from 'yaml';

/** Maximum nesting. It is far more than a world file needs, and far less than exhausts the stack. */
const deepest = 400;

/** Thrown if the nesting is too deep. */
export class NestedTooDeep extends Error {
  constructor(readonly offset: number) {
    super('lists and objects are nested too deep here; a world file needs only a few levels');
  }
}

function* tokens(text: string, lineCounter: LineCounter): Generator<CST.Token, void> {
  const parser = new Parser(lineCounter.addNewLine);
  lineCounter.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > deepest) throw new NestedTooDeep(parser.offset);
  }
  yield* parser.end();
}

/**
 * Moves comments at the end of a list or map to the outer one that they are indented like. The library does so only if all comments there are
 * indented less.
 * @returns the tokens at the end that belong further out
 */
function releaseComments(collection: CST.BlockMap | CST.BlockSequence): CST.SourceToken[] {
  const items: CST.CollectionItem[] = collection.items;
  for (const [index, { value }] of [...items.entries()]) {
    if (value?.type !== 'block-map' && value?.type !== 'block-seq') continue;
    const released = releaseComments(value);
    const next = items[index + 1];
    if (released.length === 0) continue;
    if (next === undefined) items.push({ start: released });
    else next.start.unshift(...released);
  }
  const last = items.at(-1);
  if (last === undefined || last.key || last.sep !== undefined || last.value !== undefined) return [];
  const { start } = last;
  if (!start.every(({ type }) => type === 'space' || type === 'comment' || type === 'newline')) return [];
  const least = Math.max(collection.indent, 1);
  const outer = start.findIndex(({ type, indent }) => type === 'comment' && indent < least);
  if (outer < 0) return [];
  const before = start.slice(0, outer);
  // A blank line after the last inner comment stays with it.
  const inner = before.some(({ type }) => type === 'comment')
    ? before.findLastIndex(({ type }) => type === 'newline') + 1
    : 0;
  if (inner === 0) items.pop();
  return start.splice(inner);
}

function* settled(tokens: Iterable<CST.Token>): Generator<CST.Token, void> {
  for (const token of tokens) {
    if (
      token.type === 'document' &&
      (token.value?.type === 'block-map' || token.value?.type === 'block-seq')
    ) {
      token.end = [...releaseComments(token.value), ...(token.end ?? [])];
    }
    yield token;
  }
}

/**
 * Like `parseDocument` of the yaml library, but with a limit to nesting: the library composes recursively, and a text of many
 * open brackets would end the process.
 * @param forEditing whether the document is written again: each comment is then at the node that it is indented like, and nodes keep the tokens
 *   that they were composed from
 * @returns the first document, and the position of a second one
 */
export function composeYaml(
  text: string,
  lineCounter: LineCounter,
  forEditing = false,
): { readonly document: Document.Parsed; readonly second: number | undefined } {
  const composer = new Composer({ prettyErrors: false, stringKeys: true, keepSourceTokens: forEditing });
  const documents: Document.Parsed[] = [];
  const parsed = tokens(text, lineCounter);
  for (const document of composer.compose(forEditing ? settled(parsed) : parsed, true, text.length)) {
    documents.push(document as Document.Parsed);
  }
  const [document, second] = documents;
  invariant(document !== undefined, 'YAML without a document');
  return { document, second: second?.range[0] };
}

/** The lexemes of a text of YAML. A text in it is of type 'scalar' whatever it looks like. */
function* lexemes(text: string): Generator<readonly [type: CST.TokenType | null, source: string], void> {
  let isScalar = false;
  for (const lexeme of new Lexer().lex(text)) {
    // A mark precedes each scalar.
    const isMark: boolean = !isScalar && marks.has(lexeme);
    if (!isMark && lexeme !== '') yield [isScalar ? 'scalar' : CST.tokenType(lexeme), lexeme];
    isScalar = isMark && lexeme === CST.SCALAR;
  }
}

/** Lexemes that are not in the text. */
const marks: ReadonlySet<string> = new Set([CST.BOM, CST.DOCUMENT, CST.FLOW_END, CST.SCALAR]);

/** The comments in a text of YAML, in their order, without white space at their ends. */
export const commentsIn = (text: string): readonly string[] =>
  [...lexemes(text)].filter(([type]) => type === 'comment').map(([, comment]) => comment.trimEnd());

/** A text of YAML with at most one blank line where there are several, and no white space at the ends of lines. */
export function collapseBlankLines(text: string): string {
  let written = '';
  let space = '';
  let lineEnds = 0;
  for (const [type, source] of lexemes(text)) {
    if (type === 'space') space = source;
    else if (type === 'newline') {
      space = '';
      lineEnds += 1;
      if (lineEnds <= 2) written += source;
    } else {
      written += `${space}${source}`;
      space = '';
      // A block text contains the end of its last line.
      lineEnds = source.endsWith('\n') ? 1 : 0;
    }
  }
  return lineEnds > 1 ? written.slice(0, -1) : written;
}
