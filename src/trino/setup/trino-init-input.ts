import { z } from 'zod';

import { clusterName, principalName } from '../../model/names.js';

/** A catalog name. It becomes a file name and part of a rule, so other characters are refused. */
const catalogName = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]*$/,
    "expected a catalog's name: lower-case letters, digits and '_', beginning with a letter",
  );

/** How a Trino asks scrim for access control, by its OPA protocol. */
const asking = z.strictObject({
  mode: z.enum(['guard', 'inPlace']).meta({
    description:
      'guard: people read views only, the raw catalogs are closed. inPlace: they also read raw tables, with their filters and masks',
  }),
  cluster: clusterName.default('main').meta({ description: 'name of this Trino in opa.clusters of scrim' }),
  http2Port: z
    .int('expected a port')
    .min(1, 'expected a port')
    .max(65_535, 'expected a port')
    .optional()
    .meta({
      description: 'opa.http2Port of scrim, to ask over HTTP/2; by default HTTP/1.1 at the address of scrim',
    }),
  certificate: principalName('the name in a certificate').optional().meta({
    description:
      'the common name of the client certificate with which Trino asks; by default it asks with a secret',
  }),
});

/** How a Trino reports its queries. */
const reporting = z.strictObject({
  cluster: clusterName.default('main').meta({ description: 'name of this Trino in audit.clusters of scrim' }),
});

const distinct = (names: readonly string[]): boolean => new Set(names).size === names.length;

/** The input for the files of a Trino. */
export const trinoInitInput = z
  .strictObject({
    scrimUrl: z
      .url({
        protocol: /^https?$/,
        abort: true,
        error: "expected scrim's address, such as http://127.0.0.1:8181",
      })
      .refine((url) => new URL(url).pathname === '/' && !/[?#@]/.test(url), {
        message: "expected scrim's address only, without a path, a query or a password",
      })
      .transform((url) => url.replace(/\/$/, ''))
      .meta({ description: 'where Trino reaches scrim' }),
    catalog: catalogName.default('scrim').meta({ description: 'name of the catalog that people query' }),
    definer: principalName('the definer').meta({
      description: 'the user that owns every view; it reads raw tables, and nobody can act as it',
    }),
    rawCatalogs: z
      .array(catalogName)
      .min(1, 'expected at least one raw catalog: without one, there are no tables for views')
      .refine(distinct, 'a raw catalog is named twice')
      .meta({
        description: 'catalogs that only the definer reads, including the catalog of the hash-key table',
      }),
    openCatalogs: z
      .array(catalogName)
      .default([])
      .refine(distinct, 'an open catalog is named twice')
      .meta({ description: 'catalogs in which everybody may read and write everything' }),
    administrators: z
      .array(principalName("an administrator's name"))
      .default([])
      .meta({ description: 'users who may do everything; Trino must authenticate them' }),
    sessionTimeout: z
      .string()
      .regex(/^\d+(ms|s|m|h|d)$/, 'expected a duration of Trino, such as 1h or 0ms')
      .default('1h')
      .meta({ description: "how long Trino keeps a person's token after its last use" }),
    refreshPeriod: z
      .string()
      .regex(/^[1-9]\d*(ms|s|m|h|d)$/, 'expected a duration of Trino, such as 30s')
      .default('30s')
      .meta({ description: 'how often Trino checks whether rules.json has changed' }),
    opa: asking.optional().meta({
      description: 'asks scrim for access control; by default the rules of rules.json decide',
    }),
    events: reporting.optional().meta({ description: 'reports each query to scrim, for the record' }),
  })
  .superRefine(({ scrimUrl, opa }, context) => {
    if (opa?.certificate === undefined || scrimUrl.startsWith('https:')) return;
    context.addIssue({
      code: 'custom',
      path: ['opa', 'certificate'],
      message: "a client certificate needs TLS: give scrim's address with https",
    });
  })
  .superRefine(({ catalog, definer, rawCatalogs, openCatalogs, administrators }, context) => {
    const refuse = (path: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [path], message });
    };
    const reserved = ['system', catalog];
    for (const name of rawCatalogs) {
      if (reserved.includes(name)) refuse('rawCatalogs', `'${name}' cannot be a raw catalog`);
      if (openCatalogs.includes(name)) {
        refuse('openCatalogs', `'${name}' is a raw catalog: open to everybody, it would show raw values`);
      }
    }
    for (const name of openCatalogs) {
      if (reserved.includes(name)) refuse('openCatalogs', `'${name}' cannot be open to everybody`);
    }
    if (catalog === 'system') refuse('catalog', "'system' is Trino's own catalog");
    if (administrators.includes(definer)) {
      refuse('administrators', `'${definer}' is the definer, and nobody may act as the definer`);
    }
  })
  .meta({ id: 'TrinoInit' });

/** Input of `trinoFiles`, as a person writes it. */
export type TrinoInitOptions = z.input<typeof trinoInitInput>;
/** Input of `trinoFiles`, checked and with every default. */
export type TrinoInitInput = z.output<typeof trinoInitInput>;
