import express from 'express';
import type { Express } from 'express';

import { elsewhere, icebergFailure, icebergRoutes } from './iceberg/routes.js';
import type { IcebergServices } from './iceberg/routes.js';

/** The HTTP application: every protocol that scrim speaks. */
export function createApp(services: IcebergServices): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use(icebergRoutes(services));
  app.use(elsewhere(services.onFailure));
  app.use(icebergFailure(services.onFailure));
  return app;
}
