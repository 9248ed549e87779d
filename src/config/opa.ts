import { z } from 'zod';

import { clusterName } from '../model/names.js';
import { modeNames } from '../use-cases/access-control/cluster.js';
import { exactlyOne } from './exactly-one.js';
import { distinctNames } from './lists.js';

/** Modes by names of Trino, which `opa-places.ts` reads. */
const places = z.record(z.string().min(1), z.enum(modeNames)).default({});

/** The address of an endpoint of another OPA server. */
const address = z
  .url({
    protocol: /^https?$/,
    error: 'expected an address, such as https://opa.example/v1/data/trino/allow',
  })
  .superRefine((url, context) => {
    if (!URL.canParse(url)) return;
    const { username, password } = new URL(url);
    if (username === '' && password === '') return;
    context.addIssue({ code: 'custom', message: 'expected no user and password in the URL' });
  });

const upstream = z.strictObject({
  allow: address,
  batch: address.optional(),
  rows: address.optional(),
  masks: address.optional(),
  timeout: z.number().min(0.1).max(60).default(2),
});

/** A Trino that asks, and what protects its tables. */
const cluster = z
  .strictObject({
    name: clusterName,
    secret: z.string().min(1).optional(),
    secretFile: z.string().min(1).optional(),
    secretEnv: z.string().min(1).optional(),
    certificate: z.string().min(1).optional(),
    views: z.string().min(1).default('scrim'),
    catalogs: places,
    schemas: places,
    tables: places,
    upstream: upstream.optional(),
  })
  .superRefine((given, context) => {
    const { secret, secretFile, secretEnv, certificate } = given;
    const complain = (path: string[], message: string): void => {
      context.addIssue({ code: 'custom', path, message });
    };
    const problem = exactlyOne({ secret, secretFile, secretEnv, certificate });
    if (problem !== undefined) complain([], problem);
    const asking = (['catalogs', 'schemas', 'tables'] as const).flatMap((kind) =>
      Object.entries(given[kind]).flatMap(([name, mode]) => (mode === 'upstream' ? [[kind, name]] : [])),
    );
    if (given.upstream === undefined) {
      for (const path of asking) {
        complain(path, `the mode upstream needs the address of another OPA server: set upstream.allow`);
      }
    } else if (asking.length === 0) {
      complain(
        ['upstream'],
        'nothing has the mode upstream, so this server would never be asked: give a catalog, a schema or a table this mode, or remove upstream',
      );
    }
  });
/** @see cluster */
export type ClusterConfig = z.output<typeof cluster>;

/** How scrim answers Trino's OPA access control. */
export const opa = z
  .strictObject({
    http2Port: z.int().min(0).max(65_535).optional().meta({
      description:
        'port for HTTP/2, at the same address: with prior knowledge, or with TLS if `tls` is set. It serves the paths of OPA only; 0 takes a free one',
    }),
    clusters: z.array(cluster).default([]).superRefine(distinctNames('cluster')).meta({
      description:
        'the Trino clusters whose access control asks scrim at `/opa/NAME/SECRET/…`: `name`; one of `secret`, `secretFile`, `secretEnv`, or `certificate` (the CN of a client certificate, with the path `/opa/NAME/…`; needs `tls.clientCaFile`); `views` (the name of the catalog with the views; `scrim`); `catalogs`, `schemas` and `tables`, each with a mode by SQL name: `closed`, `inPlace`, `open` or `upstream`, `closed` for a catalog without one; and `upstream`, another OPA server: `allow`, `batch`, `rows` and `masks` (its addresses; all but the first are optional) and `timeout` (2 seconds)',
    }),
  })
  .superRefine(({ http2Port, clusters }, context) => {
    if (http2Port === undefined || clusters.length > 0) return;
    const message = 'this port serves the paths of OPA only: name the clusters in opa.clusters';
    context.addIssue({ code: 'custom', path: ['http2Port'], message });
  });

interface WithAuthorities {
  readonly opa?: z.output<typeof opa> | undefined;
  readonly tls?: { readonly clientCaFile?: string | undefined } | undefined;
}

/** Refuses a cluster with a client certificate that nothing verifies. */
export function verifiedCertificates(
  { opa: given, tls }: WithAuthorities,
  context: z.core.$RefinementCtx,
): void {
  if (tls?.clientCaFile !== undefined) return;
  for (const [index, { certificate }] of (given?.clusters ?? []).entries()) {
    if (certificate === undefined) continue;
    context.addIssue({
      code: 'custom',
      path: ['opa', 'clusters', index, 'certificate'],
      message: 'a client certificate needs the authorities that verify it: set tls.clientCaFile',
    });
  }
}
