/** What a text may cost. */
export interface Limits {
  /** UTF-16 units of text. */
  readonly length: number;
  /** Words and signs of one statement, each of which takes memory until the statement has been read. */
  readonly tokens: number;
  /** Parentheses, brackets and CASEs within each other, and whatever else makes the parser call itself. */
  readonly nesting: number;
  /** Nodes of a tree one below the other: a chain of operators (`a || b || c`) is as deep as it is long. */
  readonly depth: number;
}

/** Far more than people write, and far less than the call stack holds. */
const defaultLimits: Limits = { length: 1024 * 1024, tokens: 200_000, nesting: 150, depth: 1000 };

/** How a text is read. */
export interface ReadOptions extends Limits {
  /** Whether `@name(…)` is a PolicyFunctionCall; otherwise `@` is what it is in the dialect. */
  readonly policyFunctions: boolean;
  /** Whether the text may hold comments. */
  readonly comments: boolean;
}

/** Plain SQL. */
export const defaultOptions: ReadOptions = { ...defaultLimits, policyFunctions: false, comments: true };
