import type { Response } from 'express';

/**
 * Answers with JSON in one piece. Express's own `json` makes a buffer of it, which Node then sends apart from the headers: for small
 * answers this second piece costs more than the decision.
 */
export function answerJson(response: Response, body: unknown): void {
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.end(JSON.stringify(body));
}
