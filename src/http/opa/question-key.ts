import { hash } from 'node:crypto';

import type { OpaEndpoint } from './closed-answer.js';

const queryId = '"queryId":"';
/** Trino names the query among the first things. */
const searched = 4_096;
const quote = 0x22;
/** How Trino writes the id of a query. No answer depends on one. */
const idLength = 64;

/**
 * The key of a question: the same for questions with the same answer at the same time. Questions of the same key differ in the id of a query at most,
 * which versions of Trino after 476 send.
 */
export const questionKey = (endpoint: OpaEndpoint, body: Buffer): string =>
  `${endpoint} ${hash('sha256', withoutQueryId(body), 'base64url')}`;

/**
 * The body without the value of the first `queryId`. Within a text of JSON, a quotation mark has a backslash before it, so that what is found
 * is a key, wherever it is, and its value.
 */
function withoutQueryId(body: Buffer): Buffer {
  const found = body.subarray(0, searched).indexOf(queryId, 0, 'latin1');
  if (found < 0) return body;
  const begin = found + queryId.length;
  const end = body.indexOf(quote, begin);
  const isId = end >= 0 && end - begin <= idLength && /^\w*$/.test(body.toString('latin1', begin, end));
  return isId ? Buffer.concat([body.subarray(0, begin), body.subarray(end)]) : body;
}
