import type { IRouter, NextFunction, Request, Response } from 'express';

import { Refusal } from '../../base/refusal.js';
import { authenticate, callerOf } from '../../identity/authenticate.js';
import type { Caller } from '../../identity/caller.js';
import type { TokenRequest, TokenResponse } from '../../identity/grant.js';
import type { TokenContent, Tokens } from '../../identity/tokens.js';
import { checkSchema, checkView, listSchemas, listViews } from '../../use-cases/views/list-views.js';
import { loadView } from '../../use-cases/views/load-view.js';
import type { Ports } from '../../use-cases/views/ports.js';
import { noSuchSchema } from '../../use-cases/views/view-name.js';
import { answerJson } from '../answer-json.js';
import { requestIdOf } from '../around/request-id.js';
import { noteWho } from '../around/who.js';
import { bearerChallenge } from '../challenge.js';
import { failedRequest, pathOf } from '../failed-request.js';
import type { OnFailure } from '../failed-request.js';
import { errorResponse } from './error-response.js';
import type { ErrorResponse, NotFoundType } from './error-response.js';
import { changing, endpoints, reading } from './operations.js';
import { readFormPath } from './form-path.js';
import { pageOf } from './paging.js';
import { tokenRoute } from './token-route.js';
import { shownPath } from '../shown-path.js';
import { unreadable } from '../unreadable.js';
import { viewResponse } from './view-response.js';
import type {
  ConfigResponse,
  GetNamespaceResponse,
  ListNamespacesResponse,
  ListTablesResponse,
} from './wire.js';

/** What the Iceberg REST catalog depends on. */
export interface IcebergServices {
  readonly ports: Ports;
  readonly tokens: Tokens;
  readonly grant: (request: TokenRequest) => Promise<TokenResponse>;
  readonly onFailure: OnFailure;
}

/**
 * Adds the part of the Iceberg REST catalog (Apache Iceberg's `rest-catalog-open-api.yaml`) that a catalog of views needs: one level of
 * namespaces, no prefix, no tables.
 */
export function addIcebergRoutes(
  router: IRouter,
  { ports, tokens, grant, onFailure }: IcebergServices,
): void {
  const client = async (request: Request, response: Response): Promise<TokenContent> => {
    const content = await authenticate(tokens, request.get('authorization'));
    noteWho(response, content);
    return content;
  };
  const person = async (request: Request, response: Response): Promise<Caller> =>
    callerOf(await client(request, response));

  const answer =
    (notFound: NotFoundType, work: (request: Request, response: Response) => Promise<void>) =>
    (request: Request, response: Response): Promise<void> =>
      work(request, response).catch((error: unknown) => {
        const problem = unreadable(error);
        onFailure(problem, failedRequest(request));
        send(request, response, errorResponse(problem, notFound));
      });

  router.use(readFormPath);

  // First, because it is by far the most frequent request, and routes are tried in order.
  router
    .route('/v1/namespaces/:namespace/views/:view')
    .get(
      answer('NoSuchViewException', async (request, response) => {
        const name = { schema: part(request, 'namespace'), name: part(request, 'view') };
        const view = await loadView(ports, await person(request, response), name, requestIdOf(request));
        answerJson(response, viewResponse(name, view, ports.now()));
      }),
    )
    .head(
      answer('NoSuchViewException', async (request, response) => {
        const name = { schema: part(request, 'namespace'), name: part(request, 'view') };
        await checkView(ports, await person(request, response), name);
        response.status(204).end();
      }),
    );

  router.post('/v1/oauth/tokens', tokenRoute(grant, onFailure));

  router.get(
    '/v1/config',
    answer('NoSuchNamespaceException', async (request, response) => {
      await client(request, response);
      const config: ConfigResponse = { defaults: {}, overrides: {}, endpoints };
      answerJson(response, config);
    }),
  );

  router.get(
    '/v1/namespaces',
    answer('NoSuchNamespaceException', async (request, response) => {
      const caller = await person(request, response);
      const schemas = await listSchemas(ports, caller);
      const parent = parameter(request, 'parent');
      if (parent !== undefined && parent !== '' && !schemas.includes(parent)) throw noSuchSchema(parent);
      const { names, nextPageToken } = pageOf(
        parent === undefined || parent === '' ? schemas : [],
        pageParameters(request),
      );
      const list: ListNamespacesResponse = {
        namespaces: names.map((name) => [name]),
        'next-page-token': nextPageToken,
      };
      answerJson(response, list);
    }),
  );

  router.get(
    '/v1/namespaces/:namespace',
    answer('NoSuchNamespaceException', async (request, response) => {
      const schema = part(request, 'namespace');
      await checkSchema(ports, await person(request, response), schema);
      const namespace: GetNamespaceResponse = { namespace: [schema], properties: {} };
      if (request.method === 'HEAD') response.status(204).end();
      else answerJson(response, namespace);
    }),
  );

  router.get(
    '/v1/namespaces/:namespace/tables',
    answer('NoSuchNamespaceException', async (request, response) => {
      await checkSchema(ports, await person(request, response), part(request, 'namespace'));
      const list: ListTablesResponse = { identifiers: [], 'next-page-token': null };
      answerJson(response, list);
    }),
  );

  router.get(
    '/v1/namespaces/:namespace/tables/:table',
    answer('NoSuchTableException', async (request, response) => {
      await person(request, response);
      throw new Refusal('not-visible', `there is no table '${part(request, 'table')}': scrim has views only`);
    }),
  );

  router.get(
    '/v1/namespaces/:namespace/views',
    answer('NoSuchNamespaceException', async (request, response) => {
      const schema = part(request, 'namespace');
      const { names, nextPageToken } = pageOf(
        await listViews(ports, await person(request, response), schema),
        pageParameters(request),
      );
      const list: ListTablesResponse = {
        identifiers: names.map((name) => ({ namespace: [schema], name })),
        'next-page-token': nextPageToken,
      };
      answerJson(response, list);
    }),
  );

  for (const { method, path } of changing) {
    router[method](
      path,
      refuse("scrim's views are made from policies: change the policies, not the catalog"),
    );
  }
  for (const { method, path } of reading) {
    router[method](path, refuse('scrim has views only: there are no table files to read'));
  }
  router.use(
    '/v1',
    refuse('unknown call: the Iceberg REST catalog API does not define it, or scrim does not support it'),
  );

  function refuse(message: string): (request: Request, response: Response) => Promise<void> {
    return answer('NoSuchNamespaceException', async (request, response) => {
      await client(request, response);
      throw new Refusal('unsupported', `${request.method} ${pathOf(request)}: ${message}`);
    });
  }
}

/** Answers requests outside the catalog's paths. */
export function elsewhere(onFailure: OnFailure): (request: Request, response: Response) => void {
  return (request, response) => {
    const error = new Refusal(
      'not-visible',
      `there is nothing at ${shownPath(request.path)}: scrim's catalog is at /v1; set Trino's iceberg.rest-catalog.uri to scrim's address without a path`,
    );
    onFailure(error, failedRequest(request));
    send(request, response, errorResponse(error, 'NotFoundException'));
  };
}

/** Answers a request that Express itself refuses, because its path cannot be decoded. */
export function icebergFailure(
  onFailure: OnFailure,
): (error: unknown, request: Request, response: Response, next: NextFunction) => void {
  return (error, request, response, next) => {
    const problem = unreadable(error);
    onFailure(problem, failedRequest(request));
    if (response.headersSent) {
      next(error);
      return;
    }
    send(request, response, errorResponse(problem, 'NoSuchNamespaceException'));
  };
}

function send(request: Request, response: Response, { status, body }: ErrorResponse): void {
  if (status === 401) {
    response.set('WWW-Authenticate', bearerChallenge(request.get('authorization'), body.error.message));
  }
  answerJson(response.status(status), body);
}

const part = (request: Request, name: string): string => {
  const value = request.params[name];
  if (typeof value !== 'string') throw new Refusal('invalid', `the path has no ${name}`);
  // PostgreSQL's text type cannot contain it, so the store could not even look for such a name.
  if (value.includes('\0')) throw new Refusal('invalid', `the ${name} must not contain a NUL character`);
  return value;
};

const parameter = (request: Request, name: string): string | undefined => {
  const value = request.query[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new Refusal('invalid', `'${name}' must be given once`);
};

const pageParameters = (request: Request) => ({
  pageToken: parameter(request, 'pageToken'),
  pageSize: parameter(request, 'pageSize'),
});
