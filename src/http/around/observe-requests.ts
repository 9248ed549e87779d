import type { Request, RequestHandler } from 'express';

import { requestIdOf } from './request-id.js';
import { whoOf } from './who.js';
import type { Who } from './who.js';

/** A request that has been answered, or whose caller has gone. */
export interface FinishedRequest extends Who {
  readonly requestId: string | undefined;
  readonly method: string;
  /** The pattern of its path, such as `/v1/namespaces/:namespace`; `other` for a path that nothing is known of. */
  readonly route: string;
  readonly path: string;
  /** 499 where the caller had gone before it was answered. */
  readonly status: number;
  readonly seconds: number;
  readonly ip: string | undefined;
}

const gone = 499;

/** Tells of each request once it is over. */
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
        path,
        status,
        seconds,
        ip,
        ...whoOf(request),
      });
    });
    next();
  };

/** The pattern by which Express found what answers a request. */
export function routeOf(request: Request): string {
  const path = (request.route as { readonly path?: unknown } | undefined)?.path;
  // After a failure Express takes back what it was mounted on.
  const base = request.baseUrl as string | undefined;
  return typeof path === 'string' ? `${base ?? ''}${path}` : 'other';
}
