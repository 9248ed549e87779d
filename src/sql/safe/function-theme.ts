/** The form in which the reviewed functions of a dialect are written down. */

/** The least and the most arguments. */
export type Arity = readonly [least: number, most: number];

/** A function that an expression over one row may call. */
export interface AllowedFunction {
  readonly arity: Arity;
  /** `either`: true or false when its arguments are. */
  readonly gives: 'boolean' | 'value' | 'either';
  /** Whether an argument may be a lambda expression. */
  readonly lambda?: true;
  /** The argument that decides how much the result grows: a literal number of at most `mostRepeated`. */
  readonly size?: number;
  /** Whether the first argument is a unit of time without quotes, such as `day`. */
  readonly unit?: true;
}

/** Functions that are allowed for one reason. */
export interface AllowedTheme {
  readonly title: string;
  readonly why: string;
  readonly functions: Readonly<Record<string, AllowedFunction>>;
}

/** Functions that are refused for one reason, so that the message can say which. */
export interface RefusedTheme {
  readonly title: string;
  /** What each of them is, as it follows "is". */
  readonly is: string;
  /** Why that is not allowed, and what to write instead. */
  readonly why: string;
  readonly names: ReadonlySet<string>;
  /** Whether an administrator may allow them all the same: then they cost more, but break nothing. */
  readonly extendable: boolean;
}

/** What is said about the functions of a dialect; a function in neither list is refused as unknown. */
export interface FunctionReview {
  readonly allowed: readonly AllowedTheme[];
  readonly refused: readonly RefusedTheme[];
}

/** The most characters or elements that a function may be told to make. */
export const mostRepeated = 10_000;

export const takes = (least: number, most = least): AllowedFunction => ({
  arity: [least, most],
  gives: 'value',
});

export const tests = (least: number, most = least): AllowedFunction => ({
  arity: [least, most],
  gives: 'boolean',
});

export const chooses = (least: number, most = least): AllowedFunction => ({
  arity: [least, most],
  gives: 'either',
});

/** The same for each of some names between spaces. */
export const each = (names: string, allowed: AllowedFunction): Readonly<Record<string, AllowedFunction>> =>
  Object.fromEntries(words(names).map((name) => [name, allowed]));

/** Names between spaces. */
export const words = (names: string): readonly string[] => names.trim().split(/\s+/);

export const theme = (
  title: string,
  why: string,
  ...functions: readonly Readonly<Record<string, AllowedFunction>>[]
): AllowedTheme => ({ title, why, functions: Object.assign({}, ...functions) as AllowedTheme['functions'] });

export const refused = (
  title: string,
  is: string,
  why: string,
  names: string,
  extendable: 'extendable' | 'never' = 'never',
): RefusedTheme => ({
  title,
  is,
  why,
  names: new Set(words(names)),
  extendable: extendable === 'extendable',
});
