import { Router } from 'express';
import type { NextFunction, Request, Response } from 'express';

import type { Asking } from '../../use-cases/world/relations.js';
import type { Actor } from '../../identity/actor.js';
import { resourceTypes, schemaResources, serviceProviderConfig, wholeList } from '../../scim/discovery.js';
import {
  createGroup,
  listGroups,
  patchGroup,
  readGroup,
  removeGroup,
  replaceGroup,
} from '../../scim/groups.js';
import type { ListQuery } from '../../scim/list-resources.js';
import { isWanted, projectResource } from '../../scim/project-resource.js';
import type { Resource } from '../../scim/resource.js';
import { groupType, userType } from '../../scim/resource-types.js';
import type { ResourceType } from '../../scim/resource-types.js';
import type { ScimContext } from '../../scim/scim-context.js';
import { createUser, listUsers, patchUser, readUser, removeUser, replaceUser } from '../../scim/users.js';
import type { Meant } from '../../scim/users.js';
import { HttpProblem } from '../api/problem.js';
import { noteWho } from '../around/who.js';
import { bearerChallenge } from '../challenge.js';
import { failedRequest } from '../failed-request.js';
import type { OnFailure } from '../failed-request.js';
import { readJson } from '../read-body.js';
import { unreadable } from '../unreadable.js';
import { scimError } from './error-response.js';
import { listQueryOf, wantedOf } from './list-query.js';

/** What SCIM depends on. */
export interface ScimServices {
  readonly context: ScimContext;
  /** Identifies the actor from the header `Authorization`. */
  readonly actorOf: (authorization: string | undefined) => Promise<Actor>;
  readonly now: () => Date;
  /** Maximum bytes of a body. */
  readonly bodyLimit: number;
  readonly onFailure: OnFailure;
}

/** The base path of SCIM. */
export const scimBase = '/scim/v2';

const scimType = 'application/scim+json';

/** The calls for one type of resource. */
interface Calls {
  readonly type: ResourceType;
  list(context: ScimContext, asking: Asking, query: ListQuery): Promise<Resource>;
  create(context: ScimContext, asking: Asking, body: unknown): Promise<Resource>;
  read(context: ScimContext, asking: Asking, id: string, whole: boolean): Promise<Resource>;
  replace(context: ScimContext, asking: Asking, meant: Meant, body: unknown): Promise<Resource>;
  patch(context: ScimContext, asking: Asking, meant: Meant, body: unknown): Promise<Resource>;
  remove(context: ScimContext, asking: Asking, meant: Meant): Promise<void>;
}

const users: Calls = {
  type: userType,
  list: listUsers,
  create: createUser,
  read: readUser,
  replace: replaceUser,
  patch: patchUser,
  remove: removeUser,
};

const groups: Calls = {
  type: groupType,
  list: listGroups,
  create: createGroup,
  read: readGroup,
  replace: replaceGroup,
  patch: patchGroup,
  remove: removeGroup,
};

/** SCIM 2.0 (RFC 7644) for identity providers, below `/scim/v2`. */
export function scimRoutes(services: ScimServices): Router {
  const router = Router();
  router.use(async (request, response, next) => {
    response.set({ 'Cache-Control': 'private, no-cache', Vary: 'Authorization' });
    const actor = await services.actorOf(request.get('authorization'));
    response.locals['actor'] = actor;
    noteWho(response, { actor: actor.name, user: actor.user });
    next();
  });
  for (const calls of [users, groups]) addCalls(router, services, calls);
  discoveryRoutes(router);
  router.all(['/Bulk', '/Me', '/.search'], () => {
    throw new HttpProblem('not-found', 'scrim has no such endpoint: see ServiceProviderConfig');
  });
  router.use((request) => {
    throw new HttpProblem('not-found', `there is nothing at ${request.baseUrl}${request.path}`);
  });
  router.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
    const problem = unreadable(error);
    services.onFailure(problem, failedRequest(request));
    if (response.headersSent) next(error);
    else sendError(request, response, problem);
  });
  return router;
}

function addCalls(router: Router, services: ScimServices, calls: Calls): void {
  const { context, now, bodyLimit } = services;
  const { type } = calls;
  const asking = (response: Response): Asking => ({ actor: response.locals['actor'] as Actor, at: now() });
  const bodyOf = (request: Request, response: Response): Promise<unknown> => {
    checkType(request);
    return readJson(request, response, bodyLimit);
  };
  const meant = (request: Request): Meant => ({ id: idOf(request), ifMatch: request.get('if-match') });
  const shown = (request: Request, response: Response, resource: Resource, status = 200): void => {
    sendResource(request, response, type, resource, status);
  };

  router
    .route(type.endpoint)
    .get(async (request, response) => {
      const list = await calls.list(context, asking(response), listQueryOf(request));
      const resources = list['Resources'] as readonly Resource[];
      send(response, { ...list, Resources: resources.map((one) => located(request, one)) });
    })
    .post(async (request, response) => {
      wantedOf(request);
      const created = await calls.create(context, asking(response), await bodyOf(request, response));
      shown(request, response, created, 201);
    })
    .all(notAllowed('GET, HEAD, POST'));
  router
    .route(`${type.endpoint}/:id`)
    .get(async (request, response) => {
      const whole = type !== groupType || isWanted(type, 'members', wantedOf(request));
      shown(request, response, await calls.read(context, asking(response), idOf(request), whole));
    })
    .put(async (request, response) => {
      wantedOf(request);
      const body = await bodyOf(request, response);
      shown(request, response, await calls.replace(context, asking(response), meant(request), body));
    })
    .patch(async (request, response) => {
      const { attributes } = wantedOf(request);
      const body = await bodyOf(request, response);
      const patched = await calls.patch(context, asking(response), meant(request), body);
      // A group may have very many members, so the answer contains only the requested attributes.
      if (type === groupType && attributes === undefined) response.status(204).end();
      else shown(request, response, patched);
    })
    .delete(async (request, response) => {
      await calls.remove(context, asking(response), meant(request));
      response.status(204).end();
    })
    .all(notAllowed('GET, HEAD, PUT, PATCH, DELETE'));
}

function discoveryRoutes(router: Router): void {
  router.get('/ServiceProviderConfig', (request, response) => {
    send(response, located(request, serviceProviderConfig()));
  });
  for (const [path, resources] of [
    ['/ResourceTypes', resourceTypes],
    ['/Schemas', schemaResources],
  ] as const) {
    router.get(path, (request, response) => {
      if (request.query['filter'] !== undefined) {
        throw new HttpProblem('forbidden', 'filters are not allowed here (RFC 7644, section 4)');
      }
      send(response, wholeList(resources.map((one) => located(request, one))));
    });
    router.get(`${path}/:id`, (request, response) => {
      const found = resources.find(({ id }) => id === idOf(request));
      if (found === undefined) throw new HttpProblem('not-found', `there is no '${idOf(request)}' here`);
      send(response, located(request, found));
    });
  }
}

const idOf = ({ params }: Request): string => String(params['id']);

const notAllowed = (allowed: string) => (): void => {
  throw new HttpProblem('method-not-allowed', 'this path does not support this method', { Allow: allowed });
};

/** @throws HttpProblem for a body whose Content-Type is not JSON */
function checkType(request: Request): void {
  const found = request.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (found === scimType || found === 'application/json') return;
  throw new HttpProblem('unsupported-media-type', `the body must be ${scimType}`);
}

function send(response: Response, body: Resource): void {
  response.type(scimType).send(JSON.stringify(body));
}

function sendResource(
  request: Request,
  response: Response,
  type: ResourceType,
  resource: Resource,
  status: number,
): void {
  const { version, location } = located(request, resource)['meta'] as Readonly<Record<string, string>>;
  response.status(status);
  if (version !== undefined) response.set('ETag', version);
  if (status === 201 && location !== undefined) response.location(location);
  if (request.fresh) response.status(304).end();
  else send(response, projectResource(type, located(request, resource), wantedOf(request)));
}

/** A resource with absolute addresses, which begin with the address of the request. */
function located(request: Request, resource: Resource): Resource {
  const base = `${request.protocol}://${request.get('host') ?? 'localhost'}${request.baseUrl}`;
  const whole = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(whole);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, part]) =>
        key === '$ref' && typeof part === 'string' && /^(Users|Groups)\//.test(part)
          ? [key, `${base}/${part}`]
          : [key, part],
      ),
    );
  };
  const { meta, ...rest } = resource;
  const entries = Object.entries(rest).map(([key, value]) => [
    key,
    ['groups', 'members'].includes(key) ? whole(value) : value,
  ]);
  const known = meta as Readonly<Record<string, unknown>> | undefined;
  const at = known?.['location'];
  return {
    ...Object.fromEntries(entries),
    ...(known === undefined
      ? {}
      : { meta: { ...known, ...(at === undefined ? {} : { location: `${base}/${String(at)}` }) } }),
  };
}

function sendError(request: Request, response: Response, error: unknown): void {
  const body = scimError(error);
  if (body.status === '401') {
    response.set('WWW-Authenticate', bearerChallenge(request.get('authorization'), body.detail));
  }
  if (error instanceof HttpProblem) response.set(error.headers);
  // The rest of an unread body would be parsed as the next request.
  if (!request.readableEnded) response.set('Connection', 'close');
  response.removeHeader('ETag');
  response.status(Number(body.status)).type(scimType).send(JSON.stringify(body));
}
