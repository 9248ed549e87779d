import { Router } from 'express';
import type { Response } from 'express';

/** The state of a process. */
export interface Health {
  /** Why it cannot answer requests; undefined while it can. */
  unready(): Promise<string | undefined>;
}

const send = (response: Response, because: string | undefined): void => {
  response
    .set('Cache-Control', 'no-store')
    .status(because === undefined ? 200 : 503)
    .json(because === undefined ? { status: 'up' } : { status: 'down', because });
};

/**
 * `/health/live`: the process responds. `/health/ready`: it can answer requests. The answer is 200, or 503 with the reason; without
 * authentication, and cheap. Trino uses neither.
 */
export function healthRoutes({ unready }: Health): Router {
  const router = Router();
  router.get('/health/live', (_request, response) => {
    send(response, undefined);
  });
  router.get('/health/ready', async (_request, response) => {
    send(response, await unready());
  });
  return router;
}
