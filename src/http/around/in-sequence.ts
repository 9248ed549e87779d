import type { RequestHandler } from 'express';

/**
 * One handler that does what several do, one after the other. Express's router would do the same, at ten times the cost for each,
 * and every request passes these.
 */
export const inSequence =
  (handlers: readonly RequestHandler[]): RequestHandler =>
  (request, response, next) => {
    let index = 0;
    const step = (error?: unknown): void => {
      const handler = handlers[index++];
      if (error !== undefined || handler === undefined) {
        next(error);
        return;
      }
      try {
        const done: unknown = handler(request, response, step);
        if (done instanceof Promise) done.catch(next);
      } catch (thrown) {
        next(thrown);
      }
    };
    step();
  };

/** A handler of the paths that begin with some part of them, which others are spared. */
export const beneath =
  (base: string, handler: RequestHandler): RequestHandler =>
  (request, response, next) => {
    const { path } = request;
    if (path === base || path.startsWith(`${base}/`)) void handler(request, response, next);
    else next();
  };
