import { FaultyObject, StillReferred, WrongVersion } from '../../use-cases/world/failures.js';
import { Refusal } from '../../base/refusal.js';
import type { RefusalKind } from '../../base/refusal.js';
import { pointerOf } from './pointer.js';

/** Every kind of problem that the API answers with, by the last part of its `type`. */
export const problems = {
  'bad-request': { status: 400, title: 'The request is invalid' },
  'invalid-object': { status: 422, title: 'The object is not valid' },
  unauthenticated: { status: 401, title: 'The caller is not authenticated' },
  forbidden: { status: 403, title: 'Not allowed' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'The path does not support this method' },
  'not-acceptable': { status: 406, title: 'The requested format is not available' },
  conflict: { status: 409, title: 'The request conflicts with what is stored' },
  'still-referred': { status: 409, title: 'Other objects refer to this object' },
  'version-changed': { status: 412, title: 'The object has changed' },
  'too-large': { status: 413, title: 'The request is too large' },
  'unsupported-media-type': { status: 415, title: 'The format of the request is not supported' },
  'version-required': { status: 428, title: 'The version of the object is missing' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  failed: { status: 500, title: 'Internal error of scrim' },
  unavailable: { status: 503, title: 'A system that scrim needs cannot be reached' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;
/** @see problems */
export type ProblemName = keyof typeof problems;

/** The base path of problem descriptions: the `type` of a problem is a path below it, relative to the server. */
export const problemBase = '/api/v1/problems';

/** A problem of the request itself, which did not reach a use case. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';

  constructor(
    readonly problem: ProblemName,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** An answer in the form of RFC 9457, section 3. */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** The path of the request. */
  readonly instance: string;
  /** The errors, one per part. */
  readonly errors?: readonly ProblemError[];
  /** The objects that refer to an object that should be removed, as far as the caller may know them. */
  readonly referrers?: readonly { readonly kind: string; readonly key: string; readonly message: string }[];
}

/** One error in the input. */
interface ProblemError {
  /** A JSON Pointer (RFC 6901) into the body. */
  readonly pointer: string;
  readonly message: string;
  /** The line, from 1, if the body consists of lines. */
  readonly line?: number;
}

const nameOf: Readonly<Record<RefusalKind, ProblemName>> = {
  unauthenticated: 'unauthenticated',
  forbidden: 'forbidden',
  'not-visible': 'not-found',
  invalid: 'bad-request',
  unsupported: 'bad-request',
  conflict: 'conflict',
  unavailable: 'unavailable',
};

function nameFor(error: unknown): ProblemName {
  if (error instanceof HttpProblem) return error.problem;
  if (error instanceof FaultyObject) return 'invalid-object';
  if (error instanceof StillReferred) return 'still-referred';
  if (error instanceof WrongVersion) return error.given === 'none' ? 'version-required' : 'version-changed';
  return error instanceof Refusal ? nameOf[error.kind] : 'failed';
}

/** Answers a failure. The text of an internal error stays in the log. */
export function problemDetails(error: unknown, instance: string): ProblemDetails {
  const name = nameFor(error);
  const { status, title } = problems[name];
  const told = error instanceof HttpProblem || error instanceof Refusal;
  return {
    type: `${problemBase}/${name}`,
    title,
    status,
    detail: told ? error.message : 'internal error: see the log of scrim',
    instance,
    ...(error instanceof FaultyObject
      ? {
          errors: error.faults.map(({ path, message, line }) => ({
            pointer: pointerOf(path),
            message,
            ...(line === undefined ? {} : { line }),
          })),
        }
      : {}),
    ...(error instanceof StillReferred ? { referrers: error.referrers } : {}),
  };
}
