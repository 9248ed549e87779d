/** The form in which the reviewed functions of a dialect are written down. */

/** The minimum and maximum number of arguments. */
export type Arity = readonly [least: number, most: number];

/**
 * Whether a function can fail for some values of its arguments.
 * - `never`: it gives a result, or NULL, for all
 * - `caught` (Trino): TRY turns its errors into NULL
 * - `numbers` (Trino): as `caught`, unless all arguments are floating-point numbers, for which it never fails
 * - `ordering` (Trino): it orders its arguments, and TRY lets the error pass that rows and arrays with NULL in them give
 * - `elements` (Trino): the same of the elements of an array
 * - `shifting` (Trino): with an error that TRY lets pass, for negative numbers that are not bigint
 * - `particular`: in a way of its own, which `src/sql/guard` knows by its name
 * - `refused` (Redshift): for some values, and no condition says exactly for which
 */
export type Fails =
  'never' | 'caught' | 'numbers' | 'ordering' | 'elements' | 'shifting' | 'particular' | 'refused';

/** How a function is called. */
export interface FunctionForm {
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

/** A function that an expression over one row may call. */
export interface AllowedFunction extends FunctionForm {
  readonly fails: Fails;
  /** Whether an administrator has allowed it besides the reviewed ones. */
  readonly extra?: true;
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

/** The maximum number of characters or elements that a literal may request from a function. */
export const mostRepeated = 10_000;

export const takes = (least: number, most = least): FunctionForm => ({
  arity: [least, most],
  gives: 'value',
});

export const tests = (least: number, most = least): FunctionForm => ({
  arity: [least, most],
  gives: 'boolean',
});

export const chooses = (least: number, most = least): FunctionForm => ({
  arity: [least, most],
  gives: 'either',
});

/** The same for each of some names between spaces. */
export const each = (
  names: string,
  form: FunctionForm,
  fails: Fails,
): Readonly<Record<string, AllowedFunction>> =>
  Object.fromEntries(words(names).map((name) => [name, { ...form, fails }]));

/** Names between spaces. */
const words = (names: string): readonly string[] => names.trim().split(/\s+/);

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
