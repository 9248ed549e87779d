import { IncomingMessage, ServerResponse } from 'node:http';
import type { ServerOptions } from 'node:http';
import express from 'express';
import type { Express } from 'express';

/**
 * The classes from which a server creates requests and responses for an Express application.
 *
 * Express changes the prototype of each request and response. After that, V8 accesses their properties slowly: this costs five times as
 * much as everything else that Express does. Objects of these classes have the right prototypes from the beginning.
 *
 * @param app the application; it uses these prototypes from now on
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
