import { parse as parseQuery } from 'node:querystring';
import type { ParsedUrlQuery } from 'node:querystring';
import express from 'express';
import type { Express, RequestHandler } from 'express';

import { isDecodable } from '../base/input.js';
import { apiBase, apiRoutes } from './api/routes.js';
import type { ApiServices } from './api/routes.js';
import { addIcebergRoutes, elsewhere, icebergFailure } from './iceberg/routes.js';
import type { IcebergServices } from './iceberg/routes.js';
import { scimBase, scimRoutes } from './scim/routes.js';
import type { ScimServices } from './scim/routes.js';

/**
 * Reads the query of an address.
 * @throws URIError for one that cannot be decoded, or is not UTF-8; Node would replace invalid characters
 */
function readQuery(text: string | null | undefined): ParsedUrlQuery {
  if (text === null || text === undefined) return {};
  if (!isDecodable(text)) throw new URIError('the query cannot be decoded: it must be UTF-8, encoded with %');
  return parseQuery(text);
}

/** What the application depends on. */
export interface AppServices extends IcebergServices {
  /** If undefined, there is no API. */
  readonly api?: ApiServices | undefined;
  /** If undefined, there is no SCIM. */
  readonly scim?: ScimServices | undefined;
}

/**
 * The HTTP application: every protocol that scrim speaks.
 * @param before middleware that every request passes first, in this order
 */
export function createApp(services: AppServices, before: readonly RequestHandler[] = []): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', readQuery);
  for (const handler of before) app.use(handler);
  addIcebergRoutes(app, services);
  if (services.api !== undefined) app.use(apiBase, apiRoutes(services.api));
  if (services.scim !== undefined) app.use(scimBase, scimRoutes(services.scim));
  app.use(elsewhere(services.onFailure));
  app.use(icebergFailure(services.onFailure));
  return app;
}
