import { Refusal } from '../base/refusal.js';
import { bearerOf } from './authenticate.js';
import { checkClient, readBasic } from './client-credentials.js';
import type { IdentityConfig } from './config.js';
import { createSubjectCheck, readTrinoSubject } from './subject.js';
import type { TokenContent, Tokens } from './tokens.js';

/** A token request's form fields (RFC 6749 section 4.4.2, RFC 8693 section 2.1) and its Authorization header. */
export interface TokenRequest {
  readonly form: Readonly<Record<string, string | undefined>>;
  readonly authorization: string | undefined;
}

/** A token response (RFC 8693, section 2.2.1); `expires_in` is in seconds. */
export interface TokenResponse {
  readonly access_token: string;
  readonly issued_token_type: 'urn:ietf:params:oauth:token-type:access_token';
  readonly token_type: 'bearer';
  readonly expires_in: number;
}

const tokenType = (name: string): string => `urn:ietf:params:oauth:token-type:${name}`;
const accessToken = tokenType('access_token');

/**
 * Answers Trino's token requests: the catalog's own (client credentials), a person's session (token exchange with the
 * catalog as actor), and the renewal of either.
 *
 * The unsigned JWT of a session is accepted only from an authenticated catalog. The person who queries can choose every other kind of
 * subject token, so it is verified or refused.
 *
 * @throws Refusal `unauthenticated`, or `invalid` for a request that does not follow RFC 6749 or RFC 8693
 */
export function createGrant(config: IdentityConfig, tokens: Tokens) {
  const verifyOutside = createSubjectCheck(config.issuers);

  const respond = async (content: TokenContent): Promise<TokenResponse> => ({
    access_token: await tokens.issue(content),
    issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    token_type: 'bearer',
    expires_in: config.tokenLifetime,
  });

  /** The client that a request authenticates with id and secret (RFC 6749, section 2.3.1); undefined without a secret. */
  const provenClient = ({ form, authorization }: TokenRequest): string | undefined => {
    const basic = readBasic(authorization);
    const secret = form['client_secret'] ?? basic?.secret;
    if (secret === undefined) return undefined;
    return checkClient(config.clients, form['client_id'] ?? basic?.id, secret);
  };

  const clientCredentials = (request: TokenRequest): Promise<TokenResponse> => {
    const client = provenClient(request);
    if (client === undefined) throw new Refusal('invalid', "the token request lacks 'client_secret'");
    return respond({ client });
  };

  /**
   * Checks that a token belongs to the client that authenticates the request, by its secret or by its own bearer token.
   * @throws Refusal `unauthenticated`
   */
  const checkOwner = async (request: TokenRequest, owner: TokenContent, token: string): Promise<void> => {
    const proven = provenClient(request);
    const isBearer = /^bearer /i.test(request.authorization ?? '');
    const bearer = isBearer ? await tokens.verify(bearerOf(request.authorization)) : undefined;
    for (const client of [proven, bearer?.client]) {
      if (client !== undefined && client !== owner.client) {
        throw new Refusal('unauthenticated', `the ${token} token was issued to another client`);
      }
    }
  };

  /** Iceberg's clients send an expired token together with their credential, and a valid token as bearer token of the request. */
  const renew = async (request: TokenRequest, subject: string): Promise<TokenResponse> => {
    const old = await tokens.verify(subject, { allowExpired: provenClient(request) !== undefined });
    await checkOwner(request, old, 'subject');
    return respond(old);
  };

  const exchange = async (request: TokenRequest): Promise<TokenResponse> => {
    const { form } = request;
    const { subject_token: subject, subject_token_type: type, actor_token: actor } = form;
    if (subject === undefined) throw new Refusal('invalid', "the token exchange lacks 'subject_token'");
    if (type === undefined) throw new Refusal('invalid', "the token exchange lacks 'subject_token_type'");
    if (actor === undefined) {
      if (type === accessToken) return renew(request, subject);
      throw new Refusal(
        'unauthenticated',
        "the token exchange lacks 'actor_token', the token of the catalog that vouches for the user",
      );
    }
    const vouching = await tokens.verify(actor);
    await checkOwner(request, vouching, 'actor');
    if (vouching.user !== undefined) {
      throw new Refusal('unauthenticated', "a person's token cannot vouch for another person");
    }
    switch (type) {
      case tokenType('jwt'):
        return respond({ client: vouching.client, ...readTrinoSubject(subject) });
      case tokenType('id_token'):
      case accessToken:
        return respond({ client: vouching.client, user: await verifyOutside(subject) });
      default:
        throw new Refusal(
          'invalid',
          `subject tokens of type '${type}' are not supported: send a JWT or an ID token`,
        );
    }
  };

  return async (request: TokenRequest): Promise<TokenResponse> => {
    const grant = request.form['grant_type'];
    switch (grant) {
      case 'client_credentials':
        return clientCredentials(request);
      case 'urn:ietf:params:oauth:grant-type:token-exchange':
        return exchange(request);
      case undefined:
        throw new Refusal('invalid', "the token request lacks 'grant_type'");
      default:
        throw new Refusal(
          'unsupported',
          `grant type '${grant}' is not supported: use client_credentials or token exchange`,
        );
    }
  };
}
