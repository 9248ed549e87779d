import { FaultyObject } from '../../use-cases/world/failures.js';
import { Refusal } from '../../base/refusal.js';
import type { RefusalKind } from '../../base/refusal.js';
import { urns } from '../../scim/resource-types.js';
import { ScimError } from '../../scim/scim-error.js';
import { pointerOf } from '../api/pointer.js';
import { HttpProblem, problems } from '../api/problem.js';

/** An error in SCIM's form (RFC 7644, section 3.12). */
export interface ScimErrorBody {
  readonly schemas: readonly string[];
  /** The status, as a text. */
  readonly status: string;
  readonly scimType?: string;
  readonly detail: string;
}

const statusOf: Readonly<Record<RefusalKind, number>> = {
  unauthenticated: 401,
  forbidden: 403,
  'not-visible': 404,
  invalid: 400,
  unsupported: 501,
  conflict: 409,
  unavailable: 503,
};

/** Answers a failure. The text of an internal error stays in the log. */
export function scimError(error: unknown): ScimErrorBody {
  const body = (status: number, detail: string, scimType?: string): ScimErrorBody => ({
    schemas: [urns.error],
    status: String(status),
    ...(scimType === undefined ? {} : { scimType }),
    detail,
  });
  if (error instanceof ScimError) return body(error.status, error.message, error.scimType);
  if (error instanceof HttpProblem) {
    const syntax = error.problem === 'bad-request' ? 'invalidSyntax' : undefined;
    return body(problems[error.problem].status, error.message, syntax);
  }
  if (error instanceof FaultyObject) {
    const at = pointerOf(error.faults[0]?.path ?? []);
    return body(400, at === '' ? error.message : `${at}: ${error.message}`, 'invalidValue');
  }
  if (error instanceof Refusal) return body(statusOf[error.kind], error.message);
  return body(500, 'internal error: see the log of scrim');
}
