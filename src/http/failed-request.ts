import type { Request } from 'express';

import { requestIdOf } from './around/request-id.js';
import { whoOf } from './around/who.js';
import type { Who } from './around/who.js';

/** What the log says of a request that failed. */
export interface FailedRequest extends Who {
  readonly requestId?: string | undefined;
  readonly method: string;
  readonly path: string;
  /** Where it came from; undefined once the connection is gone. */
  readonly ip?: string | undefined;
}

/** Told of every failure before it is answered; what the caller is not told stands in the error. */
export type OnFailure = (error: unknown, request: FailedRequest) => void;

/** @see FailedRequest */
export const failedRequest = (request: Request): FailedRequest => ({
  requestId: requestIdOf(request),
  method: request.method,
  path: pathOf(request),
  ip: request.ip,
  ...whoOf(request),
});

/** The whole path: inside of `use`, Express's own lacks what the handler was mounted on. */
export const pathOf = (request: Request): string =>
  `${request.baseUrl}${request.path}`.replace(/(?<=.)\/$/, '');
