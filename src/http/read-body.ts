import { raw } from 'express';
import type { Request, Response } from 'express';

import { FaultyObject } from '../use-cases/world/failures.js';
import { decodeUtf8, inputProblems } from '../base/input.js';
import { HttpProblem } from './api/problem.js';

const notUtf8 = new HttpProblem(
  'unsupported-media-type',
  'the body must be UTF-8, in gzip, deflate, br or no encoding',
);

/**
 * Reads a JSON body.
 * @param limit bytes
 * @throws HttpProblem for a body that is not JSON, not UTF-8, or too large; FaultyObject for one that is nested too deep, or contains texts
 *   that cannot be stored
 */
export async function readJson(request: Request, response: Response, limit: number): Promise<unknown> {
  const value = parseJson(await readText(request, response, limit));
  const problems = inputProblems(value);
  if (problems.length > 0) throw new FaultyObject(problems);
  return value;
}

/** Parses JSON. @throws HttpProblem */
export function parseJson(text: string, what = 'the body'): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new HttpProblem('bad-request', `${what} is not JSON`);
  }
}

/** Reads a text body. @throws HttpProblem */
export async function readText(request: Request, response: Response, limit: number): Promise<string> {
  const charset = /;\s*charset\s*=\s*"?([^\s";]*)/i.exec(request.get('content-type') ?? '')?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) throw notUtf8;
  const parse = raw({ limit, type: () => true });
  await new Promise<void>((resolve, reject) => {
    parse(request, response, (error?: unknown) => {
      if (error === undefined) resolve();
      else reject(bodyProblem(error, limit));
    });
  });
  const body: unknown = request.body;
  const text = Buffer.isBuffer(body) ? decodeUtf8(body) : '';
  if (text === undefined) throw new HttpProblem('bad-request', 'the body is not UTF-8');
  return text;
}

function bodyProblem(error: unknown, limit: number): unknown {
  const type = typeof error === 'object' && error !== null && 'type' in error ? error.type : undefined;
  switch (type) {
    case 'entity.too.large':
      return new HttpProblem('too-large', `the body must have at most ${limit} bytes`);
    case 'encoding.unsupported':
      return notUtf8;
    case 'request.aborted':
    case 'request.size.invalid':
      return new HttpProblem('bad-request', 'the body ended too early');
    default:
      return error;
  }
}
