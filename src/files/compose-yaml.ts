import { invariant } from '../base/invariant.js';
import { Composer, Lexer, Parser } from 'yaml';
import type { CST, Document, LineCounter } from 'yaml';

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
 * Like `parseDocument` of the yaml library, but with a limit to nesting: the library composes recursively, and a text of many
 * open brackets would end the process.
 * @returns the first document, and the position of a second one
 */
export function composeYaml(
  text: string,
  lineCounter: LineCounter,
): { readonly document: Document.Parsed; readonly second: number | undefined } {
  const composer = new Composer({ prettyErrors: false, stringKeys: true });
  const documents: Document.Parsed[] = [];
  for (const document of composer.compose(tokens(text, lineCounter), true, text.length)) {
    documents.push(document as Document.Parsed);
  }
  const [document, second] = documents;
  invariant(document !== undefined, 'YAML without a document');
  return { document, second: second?.range[0] };
}
