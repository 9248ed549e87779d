import type { Type } from './type.js';

/**
 * A type in a signature: a base, which may be a variable of the signature, with parameters that may be variables for numbers:
 * `varchar(x)`, `array(T)`.
 */
export interface Formal {
  readonly base: string;
  readonly parameters: readonly (number | string | Formal)[];
}

/** The conditions on the type of a variable. */
export interface Constraint {
  readonly comparable?: true;
  readonly orderable?: true;
  /** A type to which it can be cast. */
  readonly castsTo?: Type;
}

/** The parameters and the result of a function. */
export interface Signature {
  readonly arguments: readonly Formal[];
  readonly returns: Formal;
  /** Whether the last argument may be given any number of times, including none. */
  readonly repeats: boolean;
  /** The variables for types. */
  readonly variables: ReadonlyMap<string, Constraint>;
  /** Numbers of the result that are computed from those of the arguments. */
  readonly computed: Readonly<Record<string, (numbers: (name: string) => number) => number>>;
}

interface Options {
  readonly repeats?: true;
  readonly where?: Readonly<Record<string, Constraint>>;
  readonly computed?: Signature['computed'];
}

/** A variable for a type. */
export const variable = (name: string): Formal => ({ base: name, parameters: [] });

const isVariable = (base: string): boolean => /^[A-Z]\d?$/.test(base);

/** A signature; its variables for types are the bases that are one capital letter, with or without a digit. */
export function signature(args: readonly Formal[], returns: Formal, options: Options = {}): Signature {
  const names = new Set([...args, returns].flatMap(basesIn).filter(isVariable));
  return {
    arguments: args,
    returns,
    repeats: options.repeats === true,
    variables: new Map([...names].map((name) => [name, options.where?.[name] ?? {}])),
    computed: options.computed ?? {},
  };
}

const basesIn = ({ base, parameters }: Formal): readonly string[] => [
  base,
  ...parameters.flatMap((parameter) => (typeof parameter === 'object' ? basesIn(parameter) : [])),
];

/** A type of a signature with parameters. */
export const formal = (base: string, ...parameters: readonly (number | string | Formal)[]): Formal => ({
  base,
  parameters,
});

/** A signature as people read it: `length(varchar)`. */
export function showSignature(name: string, { arguments: args, repeats }: Signature): string {
  const shown = args.map(showFormal);
  return `${name}(${shown.join(', ')}${repeats ? ', …' : ''})`;
}

function showFormal({ base, parameters }: Formal): string {
  if (base === 'function') {
    const inner = parameters.slice(0, -1).map((parameter) => show(parameter));
    return `(${inner.join(', ')}) -> ${show(parameters.at(-1) ?? 0)}`;
  }
  const zone = ' with time zone';
  // A variable for any number is not shown.
  const shown = parameters.filter((parameter) => typeof parameter !== 'string');
  if (shown.length === 0 || (base === 'varchar' && shown[0] === unboundedLength)) return base;
  const inner = shown.map((parameter) => show(parameter)).join(', ');
  return base.endsWith(zone) ? `${base.slice(0, -zone.length)}(${inner})${zone}` : `${base}(${inner})`;
}

const unboundedLength = 2_147_483_647;

const show = (parameter: number | string | Formal): string =>
  typeof parameter === 'object' ? showFormal(parameter) : String(parameter);
