import express from 'express';
import type { Express, RequestHandler } from 'express';

import { elsewhere, icebergFailure, icebergRoutes } from './iceberg/routes.js';
import type { IcebergServices } from './iceberg/routes.js';

/**
 * The HTTP application: every protocol that scrim speaks.
 * @param before what every request passes first, in this order
 */
export function createApp(services: IcebergServices, before: readonly RequestHandler[] = []): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  for (const handler of before) app.use(handler);
  app.use(icebergRoutes(services));
  app.use(elsewhere(services.onFailure));
  app.use(icebergFailure(services.onFailure));
  return app;
}
