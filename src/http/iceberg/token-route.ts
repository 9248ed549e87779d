import { urlencoded } from 'express';
import type { Request, Response } from 'express';

import { decodeUtf8, isDecodable } from '../../base/input.js';
import { Refusal } from '../../base/refusal.js';
import type { TokenRequest, TokenResponse } from '../../identity/grant.js';
import { answerJson } from '../answer-json.js';
import { clientChallenge } from '../challenge.js';
import { failedRequest } from '../failed-request.js';
import type { OnFailure } from '../failed-request.js';
import { oauthErrorResponse } from './oauth-error-response.js';
import { unreadable } from '../unreadable.js';

const formType = 'application/x-www-form-urlencoded';
const largestForm = 64;
const parseForm = urlencoded({
  extended: false,
  limit: `${largestForm}kb`,
  verify: (_request, _response, body) => {
    const text = decodeUtf8(body);
    // Invalid UTF-8 would be decoded as other characters.
    if (text === undefined || !isDecodable(text)) throw new Error('it must be UTF-8, encoded as a form');
  },
});

/** `POST /v1/oauth/tokens`: OAuth's token endpoint (RFC 6749, section 3.2), at the address that Iceberg's clients expect. */
export function tokenRoute(
  grant: (request: TokenRequest) => Promise<TokenResponse>,
  onFailure: OnFailure,
): (request: Request, response: Response) => Promise<void> {
  return async (request, response) => {
    response.set('Cache-Control', 'no-store');
    try {
      const form = await readForm(request, response);
      answerJson(response, await grant({ form, authorization: request.get('authorization') }));
    } catch (error) {
      onFailure(error, failedRequest(request));
      const { status, body } = oauthErrorResponse(error);
      if (status === 401) response.set('WWW-Authenticate', clientChallenge);
      answerJson(response.status(status), body);
    }
  };
}

/** @throws Refusal `invalid` for a body that is not a form, is too large, or cannot be decoded */
async function readForm(request: Request, response: Response): Promise<TokenRequest['form']> {
  // False for another type, null without a body.
  if (request.is(formType) === false) {
    throw new Refusal('invalid', `the Content-Type of a token request must be ${formType}`);
  }
  await new Promise<void>((resolve, reject) => {
    parseForm(request, response, (error?: unknown) => {
      if (error === undefined) resolve();
      else reject(isTooLarge(error) ? tooLarge : unreadable(error));
    });
  });
  return onceEach((request.body ?? {}) as Readonly<Record<string, unknown>>);
}

const tooLarge = new Refusal('invalid', `a token request must have at most ${largestForm} KiB`);
const isTooLarge = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'type' in error && error.type === 'entity.too.large';

/** @throws Refusal `invalid` for a field that is given twice (RFC 6749, section 3.2) */
const onceEach = (form: Readonly<Record<string, unknown>>): TokenRequest['form'] =>
  Object.fromEntries(
    Object.entries(form).map(([key, value]) => {
      if (typeof value === 'string') return [key, value];
      throw new Refusal('invalid', `'${key}' must be given once`);
    }),
  );
