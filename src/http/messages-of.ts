import { IncomingMessage, ServerResponse } from 'node:http';
import type { ServerOptions } from 'node:http';
import express from 'express';
import type { Express } from 'express';

/**
 * What a server is to make its requests and responses from, for an application of Express to answer them.
 *
 * Express gives each request and response other prototypes once it has them, after which V8 finds their properties slowly for as
 * long as they live: five times the cost of all else that Express does. These are born with those prototypes.
 *
 * @param app takes its prototypes from here from now on
 */
export function messagesOf(app: Express): Pick<ServerOptions, 'IncomingMessage' | 'ServerResponse'> {
  class AppRequest extends IncomingMessage {}
  class AppResponse extends ServerResponse {}
  Object.setPrototypeOf(AppRequest.prototype, express.request);
  Object.setPrototypeOf(AppResponse.prototype, express.response);
  Object.assign(AppRequest.prototype, { app });
  Object.assign(AppResponse.prototype, { app });
  Object.assign(app, { request: AppRequest.prototype, response: AppResponse.prototype });
  return { IncomingMessage: AppRequest, ServerResponse: AppResponse as typeof ServerResponse };
}
