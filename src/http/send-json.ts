import type { Response } from 'express';

/**
 * Answers with JSON, in one write: of what Express's own `json` does besides (entity tags, conditional requests, callbacks) scrim
 * wants nothing, and it costs a third of the whole answer.
 */
export function sendJson(response: Response, body: object): void {
  const text = JSON.stringify(body);
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Content-Length', Buffer.byteLength(text));
  response.end(text);
}
