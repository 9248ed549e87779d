import type { Request } from 'express';

import { textProblem } from '../../base/input.js';
import { bodyTypes } from './operation.js';
import type { ApiOperation } from './operation.js';
import { HttpProblem } from './problem.js';

/** The parameters of a request's query. @throws HttpProblem for one that is unknown, given twice, or not a valid text */
export function queryOf(
  request: Request,
  { query: known = {} }: ApiOperation,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(request.query).map(([name, value]) => {
      if (!Object.hasOwn(known, name)) {
        const names = Object.keys(known);
        const hint = names.length === 0 ? 'this call has no parameters' : `known here: ${names.join(', ')}`;
        throw new HttpProblem('bad-request', `unknown parameter '${name}'; ${hint}`);
      }
      if (typeof value !== 'string') throw new HttpProblem('bad-request', `'${name}' must be given once`);
      return [name, storable(value, name)];
    }),
  );
}

/** The parts of a request's path. @throws HttpProblem for one that contains NUL */
export const paramsOf = (request: Request): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(request.params).map(([name, value]) => [name, storable(String(value), name)]),
  );

/** No object has such a text, and PostgreSQL cannot even compare with a text that contains NUL. */
function storable(text: string, name: string): string {
  const problem = textProblem(text);
  if (problem !== undefined) throw new HttpProblem('bad-request', `'${name}': ${problem}`);
  return text;
}

/**
 * The version that If-Match names (RFC 9110, section 13.1.1): one strong ETag of scrim.
 * @returns undefined without the header; for an ETag that is not from scrim -1, which no object has
 * @throws HttpProblem for more than one, and for `*`, which names no version
 */
export function ifMatchOf(request: Request): number | undefined {
  const header = request.get('if-match');
  if (header === undefined) return undefined;
  const [, digits] = /^"(\d{1,10})"$/.exec(header) ?? [];
  if (digits !== undefined) return Number(digits);
  if (/^(W\/)?"[^"]*"$/.test(header)) return -1;
  throw new HttpProblem('bad-request', "'If-Match' must be exactly one ETag, that of the expected version");
}

/** @throws HttpProblem for a body of a type that the call does not accept, or if it accepts no body */
export function checkType(request: Request, { body }: ApiOperation): void {
  const found = request.get('content-type');
  if (body === undefined) return;
  const wanted = bodyTypes[body.type];
  if (found?.split(';')[0]?.trim().toLowerCase() === wanted) return;
  throw new HttpProblem(
    'unsupported-media-type',
    `the body must be ${wanted}${found === undefined ? '' : `, not ${found}`}`,
  );
}
