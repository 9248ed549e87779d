import { z } from 'zod';

import { readBy } from '../base/explain-issues.js';
import { Refusal } from '../base/refusal.js';
import type { Verb } from '../model/rights.js';
import { reachOf } from './world/authorize.js';
import type { Subject } from './world/authorize.js';
import type { Administration } from './world/context.js';
import { FaultyObject } from './world/failures.js';
import { parseObject } from './world/parse-object.js';
import type { Asking } from './world/relations.js';

/** The reach that an actor's roles must have to do something by the API (`world/authorize.ts`). */
export interface Reached {
  readonly subject: Subject;
  readonly verb: Verb;
}

/** @see Reached */
export interface Right extends Reached {
  /** The message for actors whose roles do not have it. */
  readonly refusal: string;
}

/**
 * Who may run a use case by the API: nobody (`administrator`); users with the role `user`, for themselves (`themselves`), where the world
 * defines what each may do; or actors whose roles have this reach.
 */
export type WhoMay = 'administrator' | 'themselves' | Right;

/** The actor of a use case. */
export interface Acting {
  /** The name under which changes are recorded. */
  readonly name: string;
  readonly at: Date;
  /**
   * Whose rights apply: those of an actor of the API, or of the administrator, who may do everything. A person who can open the store, or
   * the control socket of the process that has it open, is its administrator: the permissions of these files are the proof.
   */
  readonly by: Asking | 'administrator';
}

/** A use case, declared once. Commands, the control socket and the API follow from it. */
export interface UseCase<
  N extends string = string,
  S extends z.ZodObject = z.ZodObject,
  A extends boolean = boolean,
  R = unknown,
> {
  readonly name: N;
  readonly whoMay: WhoMay;
  /** Whether the administrator names the actor, with the key `actor`. An actor of the API always runs it as themselves. */
  readonly named: A;
  /** The input: plain JSON, because it passes a socket. */
  readonly input: S;
  /** @throws Refusal */
  run(administration: Administration, input: z.output<S>, acting: Acting): Promise<R>;
}

/** Declares a use case. */
export const useCase = <N extends string, S extends z.ZodObject, R, A extends boolean = false>(
  declared: Omit<UseCase<N, S, A, R>, 'named'> & { readonly named?: A },
): UseCase<N, S, A, R> => ({ ...declared, named: declared.named ?? (false as A) });

/** A deeply read-only value. */
type Given<T> = T extends readonly (infer E)[]
  ? readonly Given<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Given<T[K]> }
    : T;

type AdministratorInput<S extends z.ZodObject, A extends boolean> = A extends true
  ? Given<z.input<S>> & { readonly actor: string }
  : Given<z.input<S>>;

/** The input of a use case, after it was read by the schema. */
export type InputOf<S extends z.ZodType> = Given<z.output<S>>;

/** A use case as the administrator of a store runs it. */
export type Operation<U> =
  U extends UseCase<string, infer S, infer A, infer R>
    ? Record<never, never> extends AdministratorInput<S, A>
      ? (input?: AdministratorInput<S, A>) => Promise<R>
      : (input: AdministratorInput<S, A>) => Promise<R>
    : never;

const named = { actor: z.string().meta({ description: 'the name under which the change is recorded' }) };

/**
 * Runs a use case for the administrator of a store.
 * @throws FaultyObject for an invalid input
 */
export async function runAsAdministrator<R>(
  of: UseCase<string, z.ZodObject, boolean, R>,
  administration: Administration,
  given: unknown,
): Promise<R> {
  // Texts are checked where they enter. Those of world files are checked by the code that knows their lines.
  const read = readBy(of.named ? of.input.extend(named) : of.input, given);
  if ('issues' in read) throw new FaultyObject(read.issues);
  const { actor = '', ...input } = read.value as { readonly actor?: string };
  return of.run(administration, input, { name: actor, at: administration.ports.now(), by: 'administrator' });
}

/**
 * Runs a use case for an actor of the API.
 * @throws FaultyObject for an invalid input; Refusal `forbidden`
 */
export async function runAsActor<R>(
  of: UseCase<string, z.ZodObject, boolean, R>,
  administration: Administration,
  asking: Asking,
  given: unknown,
): Promise<R> {
  const input = parseObject(of.input, given);
  return of.run(administration, input, { name: nameFor(of.whoMay, asking), at: asking.at, by: asking });
}

/** The caller as which an actor runs a use case, after the check that they may. */
function nameFor(whoMay: WhoMay, { actor: { name, user, roles } }: Asking): string {
  if (whoMay === 'administrator') {
    throw new Refusal('forbidden', 'only the administrator of the store may do this, at the command line');
  }
  if (whoMay === 'themselves') {
    if (user !== undefined && roles.has('user')) return user;
    throw new Refusal('forbidden', "only a user with the role 'user' may do this, in their own name");
  }
  if (reachOf(roles, whoMay.subject, whoMay.verb) !== 'none') return name;
  throw new Refusal('forbidden', whoMay.refusal);
}
