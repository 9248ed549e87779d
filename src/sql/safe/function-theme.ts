/** The form in which the reviewed functions of a dialect are written down. */

/** The minimum and maximum number of arguments. */
export type Arity = readonly [least: number, most: number];

/**
 * Whether a function can fail for some values of its arguments.
 * - `never`: it returns a result, or NULL, for all
 * - `caught` (Trino): TRY turns its errors into NULL
 * - `numbers` (Trino): as `caught`, unless all arguments are floating-point numbers, for which it never fails
 * - `ordering` (Trino): it orders its arguments; TRY does not catch the error for rows and arrays that contain NULL
 * - `elements` (Trino): the same for the elements of an array
 * - `shifting` (Trino): with an error that TRY does not catch, for negative numbers that are not bigint
 * - `particular`: in its own way, which `src/sql/guard` handles by the function's name
 * - `refused` (Redshift): for some values that no condition describes exactly
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
  /** Whether an administrator has allowed it in addition to the reviewed ones. */
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
  /** Whether an administrator may allow them anyway: they cost more, but are not unsafe. */
  readonly extendable: boolean;
}

/** The reviewed functions of a dialect. A function in neither list is refused as unknown. */
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
