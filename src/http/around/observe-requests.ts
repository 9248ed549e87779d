import type { Request, RequestHandler } from 'express';

import { shownPath } from '../shown-path.js';
import { requestIdOf } from './request-id.js';
import { whoOf } from './who.js';
import type { Who } from './who.js';

/** A request that has been answered, or whose caller has disconnected. */
export interface FinishedRequest extends Who {
  readonly requestId: string | undefined;
  readonly method: string;
  /** The pattern of its path, such as `/v1/namespaces/:namespace`; `other` for an unknown path. */
  readonly route: string;
  readonly path: string;
  /** 499 if the caller disconnected before the answer. */
  readonly status: number;
  readonly seconds: number;
  readonly ip: string | undefined;
}

const gone = 499;

/** Reports each request when it has ended. */
export const observeRequests =
  (onFinished: (finished: FinishedRequest) => void): RequestHandler =>
  (request, response, next) => {
    const begun = performance.now();
    const { method, path, ip } = request;
    response.on('close', () => {
      const status = response.writableFinished ? response.statusCode : gone;
      const seconds = (performance.now() - begun) / 1000;
      onFinished({
        requestId: requestIdOf(request),
        method,
        route: routeOf(request),
        path: shownPath(path),
        status,
        seconds,
        ip,
        ...whoOf(request),
      });
    });
    next();
  };

/** The pattern of the route that answers a request. */
export function routeOf(request: Request): string {
  const path = (request.route as { readonly path?: unknown } | undefined)?.path;
  // After a failure, Express resets the base URL.
  const base = request.baseUrl as string | undefined;
  return typeof path === 'string' ? `${base ?? ''}${path}` : 'other';
}
