import { Router } from 'express';
import type { NextFunction, Request, Response } from 'express';

import type { Administration } from '../../use-cases/world/context.js';
import type { ImportProgress } from '../../use-cases/world/import-users.js';
import type { Actor } from '../../identity/actor.js';
import { noteWho } from '../around/who.js';
import { bearerChallenge } from '../challenge.js';
import { failedRequest, pathOf } from '../failed-request.js';
import type { OnFailure } from '../failed-request.js';
import { readJson } from '../read-body.js';
import { unreadable } from '../unreadable.js';
import { docsRoutes } from './docs-page.js';
import { readLines } from './ndjson.js';
import { keptHeader, keptValue } from './kept.js';
import { openApiDocument } from './openapi.js';
import type { ApiOperation, Exchange, Reply } from './operation.js';
import { apiOperations } from './operations.js';
import { HttpProblem, problemBase, problemDetails, problems } from './problem.js';
import { checkType, ifMatchOf, paramsOf, queryOf } from './read-request.js';

/** Limits of requests. */
export interface ApiLimits {
  /** Maximum bytes of a JSON body, and of a line of an import. */
  readonly body: number;
  /** Maximum bytes of an import. */
  readonly importBytes: number;
  readonly importLines: number;
}

/** What the API depends on. */
export interface ApiServices {
  readonly administration: Administration;
  /** Identifies the actor from the header `Authorization`. */
  readonly actorOf: (authorization: string | undefined) => Promise<Actor>;
  readonly limits: ApiLimits;
  readonly onFailure: OnFailure;
  /** Told how far an import of many lines is. */
  readonly onProgress?: (operation: string, progress: ImportProgress) => void;
}

/** The base path of the API. */
export const apiBase = '/api/v1';

const jsonType = 'application/json';

/** The API of the whole world, below `/api/v1`. */
export function apiRoutes(services: ApiServices): Router {
  const router = Router({ caseSensitive: true });
  router.get('/openapi.json', (_request, response) => {
    response.set('Cache-Control', 'no-cache').json(openApiDocument());
  });
  router.get('/problems{/:name}', problemPage);
  router.use(docsRoutes());

  router.use(async (request, response, next) => {
    response.set({ 'Cache-Control': 'private, no-cache', Vary: 'Authorization' });
    const actor = await services.actorOf(request.get('authorization'));
    response.locals['actor'] = actor;
    noteWho(response, { actor: actor.name, user: actor.user });
    next();
  });
  for (const [path, operations] of byPath(apiOperations)) {
    const route = router.route(path.replaceAll(/\{(\w+)\}/g, ':$1'));
    for (const operation of operations) {
      route[operation.method](async (request, response) => {
        send(request, response, await answer(services, operation, request, response));
      });
    }
    route.all(() => {
      throw new HttpProblem('method-not-allowed', 'this path does not support this method', {
        Allow: allowed(operations),
      });
    });
  }
  router.use((request) => {
    throw new HttpProblem('not-found', `there is nothing at ${pathOf(request)}`);
  });

  router.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
    const problem =
      error instanceof URIError
        ? new HttpProblem('bad-request', 'status' in error ? 'the path cannot be decoded' : error.message)
        : unreadable(error);
    services.onFailure(problem, failedRequest(request));
    if (response.headersSent) next(error);
    else sendProblem(request, response, problem);
  });
  return router;
}

function byPath(operations: readonly ApiOperation[]): ReadonlyMap<string, readonly ApiOperation[]> {
  const paths = new Map<string, readonly ApiOperation[]>();
  for (const operation of operations) {
    paths.set(operation.path, [...(paths.get(operation.path) ?? []), operation]);
  }
  return paths;
}

const allowed = (operations: readonly ApiOperation[]): string =>
  operations
    .flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]))
    .join(', ');

async function answer(
  { administration, limits, onProgress }: ApiServices,
  operation: ApiOperation,
  request: Request,
  response: Response,
): Promise<Reply> {
  if (!request.accepts(jsonType))
    throw new HttpProblem('not-acceptable', `the answer is available as ${jsonType} only`);
  checkType(request, operation);
  const json = operation.body !== undefined && operation.body.type !== 'lines';
  const exchange: Exchange = {
    administration,
    asking: { actor: response.locals['actor'] as Actor, at: administration.ports.now() },
    params: paramsOf(request),
    query: queryOf(request, operation),
    ifMatch: ifMatchOf(request),
    body: json ? await readJson(request, response, limits.body) : undefined,
    onProgress: onProgress && ((progress) => onProgress(operation.id, progress)),
    lines: () =>
      readLines(request, { bytes: limits.importBytes, lines: limits.importLines, line: limits.body }),
  };
  return operation.handle(exchange);
}

function send(request: Request, response: Response, { status, body, version, location, kept }: Reply): void {
  response.status(status);
  if (version !== undefined) response.set('ETag', `"${version}"`);
  if (kept !== undefined && kept.length > 0) response.set(keptHeader.name, keptValue(kept));
  if (location !== undefined) response.location(`${apiBase}/${location}`);
  if (request.fresh) response.status(304).end();
  else if (body === undefined) response.end();
  else response.json(body);
}

function sendProblem(request: Request, response: Response, error: unknown): void {
  const details = problemDetails(error, pathOf(request));
  if (details.status === 401) {
    response.set('WWW-Authenticate', bearerChallenge(request.get('authorization'), details.detail));
  }
  if (error instanceof HttpProblem) response.set(error.headers);
  // The rest of an unread body would be parsed as the next request.
  if (!request.readableEnded) response.set('Connection', 'close');
  response.removeHeader('ETag');
  response.status(details.status).type('application/problem+json').send(JSON.stringify(details));
}

function problemPage(request: Request, response: Response): void {
  const all = Object.entries(problems).map(([name, of]) => ({ type: `${problemBase}/${name}`, ...of }));
  const { name } = request.params;
  const found =
    name === undefined ? { items: all } : all.find(({ type }) => type === `${problemBase}/${String(name)}`);
  if (found === undefined) throw new HttpProblem('not-found', 'this type of problem does not exist');
  response.json(found);
}
