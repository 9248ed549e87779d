import { stringify } from 'yaml';

import { tableText } from '../../policy/sources/definition.js';
import { properties } from '../properties.js';
import type { TrinoInitInput } from './trino-init-input.js';

type Asking = NonNullable<TrinoInitInput['opa']>;

/** The environment variables of the Trino server with what proves to scrim that it is this Trino. */
export const opaVariables = { secret: 'SCRIM_OPA_SECRET', keyStore: 'SCRIM_OPA_KEY_STORE_PASSWORD' } as const;

/** The files for TLS client certificates, which the operator makes: Trino's key and certificate, and the authority of scrim's. */
export const certificateFiles = { keyStore: 'etc/scrim-opa.p12', trustStore: 'etc/scrim-ca.crt' } as const;

/** `access-control.properties` of a Trino that asks scrim about each operation. It contains no secrets. */
export function opaFile(input: TrinoInitInput, asking: Asking): string {
  const { mode, certificate, http2Port } = asking;
  const base = baseOf(input, asking);
  return properties(
    `Asks scrim about every operation. ${
      mode === 'guard'
        ? `People read the views in '${input.catalog}'; only '${input.definer}' reads the raw catalogs (${input.rawCatalogs.join(', ')}).`
        : `In the raw catalogs (${input.rawCatalogs.join(', ')}) people read tables with their own filters and masks.`
    }
What else users may do is decided by operation rules in scrim. Without an answer of scrim, everything is denied.
${
  certificate === undefined
    ? `Trino reads the secret from its environment (${opaVariables.secret}). It writes these addresses, with the secret, into its log
when it starts. To ask with a client certificate instead, run scrim trino init with --certificate.`
    : `${certificateFiles.keyStore} has the key and the certificate ('${certificate}') of this Trino, ${certificateFiles.trustStore} the authority of scrim's certificate.`
}`,
    {
      'access-control.name': 'opa',
      'opa.policy.uri': `${base}/allow`,
      'opa.policy.batched-uri': `${base}/batch`,
      'opa.policy.row-filters-uri': `${base}/rows`,
      'opa.policy.batch-column-masking-uri': `${base}/masks`,
      // A query for the columns of all tables asks about each table at once.
      'opa.http-client.max-requests-queued-per-destination': '10000',
      'opa.http-client.request-timeout': '10s',
      ...(http2Port === undefined ? {} : { 'opa.http-client.http2.enabled': 'true' }),
      ...(certificate === undefined
        ? {}
        : {
            'opa.http-client.key-store-path': certificateFiles.keyStore,
            'opa.http-client.key-store-password': `\${ENV:${opaVariables.keyStore}}`,
            'opa.http-client.trust-store-path': certificateFiles.trustStore,
          }),
    },
  );
}

function baseOf({ scrimUrl }: TrinoInitInput, { cluster, http2Port, certificate }: Asking): string {
  const url = new URL(scrimUrl);
  if (http2Port !== undefined) url.port = String(http2Port);
  const secret = certificate === undefined ? `/\${ENV:${opaVariables.secret}}` : '';
  return `${url.origin}/opa/${cluster}${secret}`;
}

/** The piece of scrim's configuration that belongs to the files of a Trino. */
export const opaConfiguration = (input: TrinoInitInput, asking: Asking): object => {
  const { mode, cluster, http2Port, certificate } = asking;
  return {
    opa: {
      ...(http2Port === undefined ? {} : { http2Port }),
      clusters: [
        {
          name: cluster,
          ...(certificate === undefined ? { secretEnv: opaVariables.secret } : { certificate }),
          views: tableText([input.catalog]),
          catalogs: Object.fromEntries([
            ...input.rawCatalogs.map((name) => [tableText([name]), mode === 'guard' ? 'closed' : 'inPlace']),
            ...input.openCatalogs.map((name) => [tableText([name]), 'open']),
          ]),
        },
      ],
    },
  };
};

/** The same as YAML. */
export const opaConfigurationText = (input: TrinoInitInput, asking: Asking): string =>
  stringify(opaConfiguration(input, asking));
