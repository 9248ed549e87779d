import type { Request } from 'express';

import { requestIdOf } from './around/request-id.js';
import { whoOf } from './around/who.js';
import type { Who } from './around/who.js';
import { shownPath } from './shown-path.js';

/** The log entry of a failed request. */
export interface FailedRequest extends Who {
  readonly requestId?: string | undefined;
  readonly method: string;
  readonly path: string;
  /** The address of the caller; undefined after the connection was closed. */
  readonly ip?: string | undefined;
}

/** Called with every failure before it is answered. The error contains the details that the caller does not get. */
export type OnFailure = (error: unknown, request: FailedRequest) => void;

/** @see FailedRequest */
export const failedRequest = (request: Request): FailedRequest => ({
  requestId: requestIdOf(request),
  method: request.method,
  path: pathOf(request),
  ip: request.ip,
  ...whoOf(request),
});

/** The complete path. Inside `use`, the path of Express lacks the mount point of the handler. */
export const pathOf = (request: Request): string =>
  shownPath(`${request.baseUrl}${request.path}`).replace(/(?<=.)\/$/, '');
