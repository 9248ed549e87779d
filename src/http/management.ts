import express, { Router } from 'express';
import type { Express } from 'express';
import type { Registry } from 'prom-client';

import { healthRoutes } from './around/health.js';
import type { Health } from './around/health.js';
import { shownPath } from './shown-path.js';

/** `/metrics`, in the text format of Prometheus. */
export function metricsRoutes(registry: Pick<Registry, 'contentType' | 'metrics'>): Router {
  const router = Router();
  router.get('/metrics', async (_request, response) => {
    response.set('Content-Type', registry.contentType).send(await registry.metrics());
  });
  return router;
}

/** The application for operators' tools, with its own address. */
export function createManagementApp(
  registry: Pick<Registry, 'contentType' | 'metrics'>,
  health: Health,
): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(healthRoutes(health));
  app.use(metricsRoutes(registry));
  app.use((request, response) => {
    const message = `there is nothing at ${shownPath(request.path)}: /metrics, /health/live and /health/ready are here`;
    response.status(404).json({ error: { message, code: 404 } });
  });
  return app;
}
