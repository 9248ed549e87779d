import { hash, timingSafeEqual } from 'node:crypto';

import type { Cluster } from '../../use-cases/access-control/cluster.js';
import type { OpaEndpoint } from './closed-answer.js';

/** A cluster that may ask, and how it proves who it is: by a secret in its path, or by the CN of its client certificate. */
export interface AskingCluster {
  readonly cluster: Cluster;
  readonly proof: { readonly secret: string } | { readonly certificate: string };
}

/** What a path says. Only what is known from the configuration or the protocol, never another part of the path. */
export interface Recognized {
  /** The cluster that has proved who it is. */
  readonly cluster?: Cluster;
  /** The name in the path, if a cluster has it. */
  readonly name?: string;
  readonly endpoint?: OpaEndpoint;
}

const endpoints: ReadonlySet<string> = new Set<OpaEndpoint>(['allow', 'batch', 'rows', 'mask', 'masks']);
const isEndpoint = (text: string | undefined): text is OpaEndpoint =>
  text !== undefined && endpoints.has(text);

const digest = (...parts: readonly string[]): Buffer => hash('sha256', JSON.stringify(parts), 'buffer');

const base = '/opa/';

/** Whether a path belongs to OPA's protocol, in any spelling. No other part of scrim gets such a path, because others log and show paths. */
export const isOpaPath = (url: string): boolean =>
  url.startsWith(base) || /^(?:https?:\/\/[^/]*)?[/\\]*opa(?:[/?#\\%]|$)/i.test(decoded(url));

const decoded = (text: string): string => {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** The parts of a path after `/opa/`; none for another path. */
function partsOf(url: string): readonly string[] {
  if (!url.startsWith(base)) return [];
  const end = url.search(/[?#]/);
  const parts = url.slice(base.length, end < 0 ? undefined : end).split('/');
  if (!url.includes('%')) return parts;
  try {
    return parts.map(decodeURIComponent);
  } catch {
    return [];
  }
}

/**
 * Finds out which cluster asks what. The secret is compared in constant time, with all clusters, whatever name is in the path.
 * @returns a function of the path, and of the CN of the verified client certificate
 */
export function recognizing(
  clusters: readonly AskingCluster[],
): (url: string, certificate: () => string | undefined) => Recognized {
  const bySecret: { readonly cluster: Cluster; readonly expected: Buffer }[] = [];
  const byCertificate = new Map<string, { readonly cluster: Cluster; readonly certificate: string }>();
  const names = new Set(clusters.map(({ cluster: { name } }) => name));
  for (const { cluster, proof } of clusters) {
    if ('secret' in proof) bySecret.push({ cluster, expected: digest(cluster.name, proof.secret) });
    else byCertificate.set(cluster.name, { cluster, certificate: proof.certificate });
  }
  const usual = recognizingUsual(clusters);
  return (url, certificate) => {
    const recognized = usual(url);
    if (recognized !== undefined) return recognized;
    const [name = '', ...rest] = partsOf(url);
    const known = names.has(name) ? { name } : {};
    const last = rest.at(-1);
    const endpoint = isEndpoint(last) ? { endpoint: last } : {};
    if (rest.length === 1) {
      const one = byCertificate.get(name);
      const shown = one && certificate();
      return { ...known, ...endpoint, ...(one && shown === one.certificate && { cluster: one.cluster }) };
    }
    if (rest.length !== 2) return known;
    const given = digest(name, rest[0] ?? '');
    let found: Cluster | undefined;
    for (const { cluster, expected } of bySecret) if (timingSafeEqual(given, expected)) found = cluster;
    return { ...known, ...endpoint, ...(found && { cluster: found }) };
  };
}

/** Bytes of a path up to its endpoint, in the comparison without a digest. */
const room = 512;

/**
 * Recognizes paths with a secret in their usual spelling, without the digests that take longer than the rest. Texts are padded to one
 * length, so that this comparison takes constant time too, and does not tell the length of the secret.
 * @returns a function of the path; it returns undefined for any other path
 */
function recognizingUsual(clusters: readonly AskingCluster[]): (url: string) => Recognized | undefined {
  const given = Buffer.alloc(room);
  const write = (to: Buffer, text: string): boolean => {
    to.fill(0);
    return to.write(text, 'latin1') === text.length;
  };
  const usual = clusters.flatMap(({ cluster, proof }) => {
    const expected = Buffer.alloc(room);
    const { name } = cluster;
    if (!('secret' in proof)) return [];
    return write(expected, `${base}${name}/${encodeURIComponent(proof.secret)}/`)
      ? [{ cluster, name, expected }]
      : [];
  });
  return (url) => {
    const begin = url.lastIndexOf('/') + 1;
    const endpoint = url.slice(begin);
    if (!isEndpoint(endpoint) || !write(given, url.slice(0, begin))) return undefined;
    let found: Recognized | undefined;
    for (const { cluster, name, expected } of usual) {
      if (timingSafeEqual(given, expected)) found = { cluster, name, endpoint };
    }
    return found;
  };
}

/** Shorter texts could be part of any path. */
const telling = 16;

/**
 * Whether a path contains the secret of a cluster, for example because Trino's configuration misses a part of the path.
 * @returns a function of the path
 */
export function containingSecret(clusters: readonly AskingCluster[]): (url: string) => boolean {
  const secrets = clusters.flatMap(({ proof }) =>
    'secret' in proof && proof.secret.length >= telling ? [proof.secret] : [],
  );
  return (url) =>
    secrets.length > 0 && secrets.some((secret) => url.includes(secret) || decoded(url).includes(secret));
}
