/** Limits of a text. */
export interface Limits {
  /** UTF-16 units of text. */
  readonly length: number;
  /** Tokens of one statement. Each needs memory until the statement has been read. */
  readonly tokens: number;
  /** Nesting of parentheses, brackets, CASEs, and everything else that makes the parser recurse. */
  readonly nesting: number;
  /** Depth of a tree: a chain of operators (`a || b || c`) is as deep as it is long. */
  readonly depth: number;
}

/** Far more than people write, and far less than the call stack allows. */
const defaultLimits: Limits = { length: 1024 * 1024, tokens: 200_000, nesting: 150, depth: 1000 };

/** Options for reading a text. */
export interface ReadOptions extends Limits {
  /** Whether `@name(…)` is a PolicyFunctionCall; otherwise `@` has its meaning in the dialect. */
  readonly policyFunctions: boolean;
  /** Whether the text may contain comments. */
  readonly comments: boolean;
}

/** Plain SQL. */
export const defaultOptions: ReadOptions = { ...defaultLimits, policyFunctions: false, comments: true };
