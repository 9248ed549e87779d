import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Router, static as serveFolder } from 'express';

/** The page runs and fetches only what scrim itself serves. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>scrim API</title>
    <link rel="stylesheet" href="docs/swagger-ui.css" />
  </head>
  <body>
    <div id="page"></div>
    <script src="docs/swagger-ui-bundle.js"></script>
    <script src="docs/start.js"></script>
  </body>
</html>
`;

/** The badge of a validator would be fetched from another server. */
const start = `SwaggerUIBundle({ url: 'openapi.json', dom_id: '#page', deepLinking: true, validatorUrl: null });
`;

/** The files of Swagger UI that the page needs. Other files of its package are not served. */
const files = ['swagger-ui.css', 'swagger-ui-bundle.js'];

/** The API's document as an interactive page, served completely from this package. */
export function docsRoutes(): Router {
  const router = Router();
  router.use('/docs', (_request, response, next) => {
    response.set({
      'Content-Security-Policy': policy,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-cache',
    });
    next();
  });
  router.get('/docs', (request, response) => {
    // The page names its parts relative to its own path.
    if (request.path.endsWith('/')) response.redirect(308, '../docs');
    else response.type('html').send(page);
  });
  router.get('/docs/start.js', (_request, response) => {
    response.type('js').send(start);
  });
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  router.use('/docs', (request, response, next) => {
    if (files.includes(request.path.slice(1))) serveFolder(folder, { index: false })(request, response, next);
    else next();
  });
  return router;
}
