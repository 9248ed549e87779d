import { Refusal } from '../../base/refusal.js';

/** Number of entries on a page if the client requests pages without a size. */
const defaultPageSize = 1_000;

/** A page of names, in the terms of the Iceberg REST catalog: the token of the next page, or null after the last. */
export interface Page {
  readonly names: readonly string[];
  readonly nextPageToken: string | null;
}

const encode = (name: string): string => Buffer.from(name, 'utf8').toString('base64url');

const decode = (token: string): string => {
  const name = Buffer.from(token, 'base64url').toString('utf8');
  if (encode(name) !== token) throw new Refusal('invalid', `'pageToken' is not a token of scrim: '${token}'`);
  return name;
};

const readSize = (text: string | undefined): number => {
  if (text === undefined) return defaultPageSize;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new Refusal('invalid', `'pageSize' must be a whole number from 1, not '${text}'`);
};

/**
 * Selects a page of sorted names (Iceberg REST catalog, parameters `pageToken` and `pageSize`). A client without a token does not support
 * paging and gets all names. A token is the last name that the client has seen. So pages stay complete while the world changes, and
 * replicas need no state.
 *
 * @throws Refusal `invalid`
 */
export function pageOf(
  names: readonly string[],
  {
    pageToken,
    pageSize,
  }: { readonly pageToken?: string | undefined; readonly pageSize?: string | undefined },
): Page {
  const size = readSize(pageSize);
  if (pageToken === undefined) return { names, nextPageToken: null };
  const seen = pageToken === '' ? undefined : decode(pageToken);
  const rest = seen === undefined ? names : names.filter((name) => name > seen);
  const page = rest.slice(0, size);
  const last = page.at(-1);
  return { names: page, nextPageToken: last !== undefined && rest.length > size ? encode(last) : null };
}
