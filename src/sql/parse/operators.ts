/** Redshift's operators of several signs. Redshift's lexer reads such an operator as one token; the generated lexer reads sign by sign. */
import { SqlLexer as T } from './generated/SqlLexer.js';
import { SqlToken } from './token.js';

/** The signs in operators. */
const signs = /^[-+*/<>=~!@#%^&|]+$/;

/** Signs that allow an operator to end in `+` or `-`; without one of them, such an end is a separate operator. */
const binding = /[~!@#%^&|]/;

/** Redshift's operators of several signs that scrim supports. */
const known: ReadonlyMap<string, number> = new Map([
  ['<>', T.NE],
  ['!=', T.NE],
  ['<=', T.LE],
  ['>=', T.GE],
  ['||', T.CONCAT],
  ['<<', T.SHIFT_LEFT],
  ['>>', T.SHIFT_RIGHT],
  ['!~', T.NOT_TILDE],
  ['|/', T.SQUARE_ROOT],
  ['||/', T.CUBE_ROOT],
  ['~~', T.LIKE_SIGN],
  ['!~~', T.NOT_LIKE_SIGN],
  ['~~*', T.ILIKE_SIGN],
  ['!~~*', T.NOT_ILIKE_SIGN],
  ['->', T.ARROW],
  ['=>', T.NAMES_ARGUMENT],
]);

/**
 * Creates one token for each operator. As in PostgreSQL, from which Redshift's lexer comes, an operator is the longest run of signs that
 * does not begin a comment. A final `+` or `-` belongs to it only after certain signs.
 * @returns tokens; operators that scrim does not support have the type UNKNOWN_OPERATOR
 */
export function wholeOperators(lexer: () => SqlToken): () => SqlToken {
  const ahead: SqlToken[] = [];
  return () => {
    const first = ahead.shift() ?? lexer();
    if (!isSigns(first)) return first;
    const run = [first];
    for (;;) {
      const next = ahead.shift() ?? lexer();
      const last = run.at(-1);
      if (!isSigns(next) || last === undefined || next.start !== last.stop + 1) {
        ahead.unshift(next);
        break;
      }
      run.push(next);
    }
    // The signs of the run after its first operator are read again.
    const length = lengthOfOperator(run);
    ahead.unshift(...run.slice(length));
    return joined(run.slice(0, length));
  };
}

const isSigns = ({ type, text }: SqlToken): boolean =>
  type !== T.EOF && type !== T.LINE_COMMENT && type !== T.BLOCK_COMMENT && signs.test(text);

/** The number of tokens of a run that belong to its first operator. */
function lengthOfOperator(run: readonly SqlToken[]): number {
  let length = run.length;
  const textOf = (count: number): string =>
    run
      .slice(0, count)
      .map(({ text }) => text)
      .join('');
  while (length > 1 && /[-+]$/.test(textOf(length)) && !binding.test(textOf(length - 1))) length -= 1;
  return length;
}

function joined(tokens: readonly SqlToken[]): SqlToken {
  const [first, ...more] = tokens as readonly [SqlToken, ...SqlToken[]];
  const { source, start, line, column } = first;
  const operator = new SqlToken(source, first.type, start, more.at(-1)?.stop ?? first.stop, line, column);
  if (operator.text.length > 1) operator.type = known.get(operator.text) ?? T.UNKNOWN_OPERATOR;
  return operator;
}
