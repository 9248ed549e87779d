/** Distinguishes a `;` in a function of `WITH FUNCTION` from the one that ends the statement. */
import { SqlLexer as T } from './generated/SqlLexer.js';

/** Follows the tokens of one statement in Trino's SQL. */
export interface RoutineBlocks {
  /**
   * Processes the next token.
   * @returns how many levels the token opens in addition to those of its type: one for CASE, minus one for END
   */
  readonly next: (type: number) => number;
  /** Whether the position after the processed tokens is inside BEGIN … END. */
  readonly isOpen: () => boolean;
}

/** The constructs that an END can close. */
type Opened = 'block' | 'if' | 'loop' | 'case' | 'case expression';

const openedBy: Readonly<Record<number, Opened>> = {
  [T.BEGIN]: 'block',
  [T.IF]: 'if',
  [T.CASE]: 'case',
  [T.LOOP]: 'loop',
  [T.WHILE]: 'loop',
  [T.REPEAT]: 'loop',
};

/** The words that begin a statement of a block are names everywhere else, so their position matters. */
export function routineBlocks(): RoutineBlocks {
  const beginsFunction = functionBegins();
  const opened: Opened[] = [];
  let depth = 0;
  /** The effect of the previous token. */
  let before: { readonly began?: boolean; readonly opened?: boolean; readonly closed?: Opened | undefined } =
    {};
  let beginsStatement = false;

  const inBlock = (type: number): number => {
    const { began = false, closed } = before;
    const begins = beginsStatement;
    beginsStatement = false;
    const top = opened.at(-1);
    const what = openedBy[type];
    if (began && type === T.COLON) {
      // The previous name was a label, whatever its word.
      beginsStatement = true;
      const isWord = before.opened === true;
      before = {};
      if (!isWord) return 0;
      opened.pop();
      return -1;
    }
    if (type === T.END) {
      before = { closed: opened.pop() };
      return 0;
    }
    before = { began: begins };
    if (closed !== undefined && closed !== 'case expression' && what === closed)
      return type === T.CASE ? -1 : 0;
    if (begins && what !== undefined) {
      opened.push(what);
      before = { began: true, opened: true };
      beginsStatement = type === T.BEGIN || type === T.LOOP || type === T.REPEAT;
      return type === T.CASE ? 0 : 1;
    }
    if (type === T.CASE) opened.push('case expression');
    else if (type === T.THEN || type === T.ELSE) beginsStatement = top !== 'case expression';
    else beginsStatement = type === T.SEMICOLON || (type === T.DO && top === 'loop');
    return 0;
  };

  return {
    next: (type) => {
      depth += parentheses[type] ?? 0;
      if (opened.length > 0) return depth === 0 ? inBlock(type) : 0;
      if (!beginsFunction(type, depth)) return 0;
      opened.push('block');
      beginsStatement = true;
      return 1;
    },
    isOpen: () => opened.length > 0,
  };
}

const parentheses: Readonly<Record<number, number>> = {
  [T.LPAREN]: 1,
  [T.LBRACKET]: 1,
  [T.RPAREN]: -1,
  [T.RBRACKET]: -1,
};

/** Whether a token, with the depth of parentheses after it, is the BEGIN of a function: it comes after `FUNCTION name (…) RETURNS`. */
function functionBegins(): (type: number, depth: number) => boolean {
  let last: number = T.EOF;
  let step: 'none' | 'function' | 'name' | 'parameters' | 'returns' | 'head' = 'none';
  return (type, depth) => {
    const isFirst = type === T.FUNCTION && (last === T.WITH || last === T.COMMA) && depth === 0;
    last = type;
    if (isFirst) step = 'function';
    else if (step === 'function') step = 'name';
    else if (step === 'name') step = type === T.LPAREN ? 'parameters' : 'none';
    else if (step === 'parameters') step = depth === 0 ? 'returns' : step;
    else if (step === 'returns') step = type === T.RETURNS ? 'head' : 'none';
    else if (step === 'head' && (type === T.RETURN || type === T.DOLLAR_QUOTED)) step = 'none';
    const begins = step === 'head' && type === T.BEGIN;
    if (begins) step = 'none';
    return begins;
  };
}
