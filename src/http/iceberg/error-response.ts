import { Refusal } from '../../base/refusal.js';
import type { RefusalKind } from '../../base/refusal.js';

/** An HTTP answer in Iceberg's error model (`ErrorModel` of its OpenAPI document). */
export interface ErrorResponse {
  readonly status: number;
  readonly body: {
    readonly error: { readonly message: string; readonly type: string; readonly code: number };
  };
}

/** The exception that Iceberg's clients throw for each kind. For "not found", it depends on the path. */
export type NotFoundType =
  'NoSuchNamespaceException' | 'NoSuchTableException' | 'NoSuchViewException' | 'NotFoundException';

/**
 * Never 503: Trino's client would retry for half a minute before it reports the error. 501 for unsupported calls, because the client shows
 * the message of this status only; for 406 it only reports a failure.
 */
const statusOf: Readonly<Record<RefusalKind, number>> = {
  unauthenticated: 401,
  forbidden: 403,
  'not-visible': 404,
  invalid: 400,
  unsupported: 501,
  conflict: 409,
  unavailable: 500,
};

const typeOf: Readonly<Record<Exclude<RefusalKind, 'not-visible'>, string>> = {
  unauthenticated: 'NotAuthorizedException',
  forbidden: 'ForbiddenException',
  invalid: 'BadRequestException',
  unsupported: 'UnsupportedOperationException',
  conflict: 'AlreadyExistsException',
  unavailable: 'ServiceFailureException',
};

/** Answers a failure. An error that is not a Refusal is a fault of scrim; its text stays in the log. */
export function errorResponse(error: unknown, notFound: NotFoundType): ErrorResponse {
  const refusal =
    error instanceof Refusal ? error : new Refusal('unavailable', 'internal error: see the log of scrim');
  const { kind, message } = refusal;
  const code = statusOf[kind];
  return {
    status: code,
    body: { error: { message, type: kind === 'not-visible' ? notFound : typeOf[kind], code } },
  };
}
