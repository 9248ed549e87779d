import { properties } from '../properties.js';
import { accessRules } from './access-rules.js';
import { eventsFile } from './events-file.js';
import { firstOperationRules } from './first-operation-rules.js';
import { opaFile } from './opa-file.js';
import type { TrinoInitInput } from './trino-init-input.js';

/** The environment variables of the Trino server with the catalog's credential. */
export const credentialVariables = ['SCRIM_CLIENT_ID', 'SCRIM_CLIENT_SECRET'] as const;

/**
 * The files that a stock Trino needs to use scrim, and to keep people from going past it. They contain no secrets.
 *
 * @returns content by path, relative to Trino's configuration folder (`etc`)
 */
export function trinoFiles(input: TrinoInitInput): ReadonlyMap<string, string> {
  return new Map([
    [`catalog/${input.catalog}.properties`, catalogFile(input)],
    ...(input.opa === undefined
      ? [
          ['access-control.properties', accessControlFile(input)] as const,
          ['rules.json', `${JSON.stringify(accessRules(input), undefined, 2)}\n`] as const,
        ]
      : [
          ['access-control.properties', opaFile(input, input.opa)] as const,
          ['operation-rules.yaml', firstOperationRules(input)] as const,
        ]),
    ...(input.events === undefined
      ? []
      : [['event-listener.properties', eventsFile(input, input.events)] as const]),
  ]);
}

const catalogFile = ({ catalog, scrimUrl, sessionTimeout }: TrinoInitInput): string =>
  properties(
    `The catalog '${catalog}'. Every person sees their own view of the data in it.
Trino reads the credential of this catalog from its environment and sends it to scrim, with the name of the user.

Trino caches a person's token under the text USER-SOURCE, and each client chooses its source. If one user name starts
with another user name and a hyphen ('ann' and 'ann-lee'), one of these users can make the queries of the other fail.
With a session-timeout of 0ms such failures do not last, but each request of Trino costs one more request.`,
    {
      'connector.name': 'iceberg',
      'iceberg.catalog.type': 'rest',
      'iceberg.rest-catalog.uri': scrimUrl,
      'iceberg.rest-catalog.session': 'USER',
      'iceberg.rest-catalog.session-timeout': sessionTimeout,
      'iceberg.rest-catalog.security': 'OAUTH2',
      'iceberg.rest-catalog.oauth2.credential': credentialVariables
        .map((name) => `\${ENV:${name}}`)
        .join(':'),
      'iceberg.rest-catalog.oauth2.server-uri': `${scrimUrl}/v1/oauth/tokens`,
      'fs.hadoop.enabled': 'false',
    },
  );

const accessControlFile = ({ definer, rawCatalogs, refreshPeriod }: TrinoInitInput): string =>
  properties(
    `Closes the raw catalogs (${rawCatalogs.join(', ')}) to everybody except '${definer}', who owns the views
and cannot execute queries. The rules are in rules.json. To change them, run scrim trino init again.`,
    {
      'access-control.name': 'file',
      'security.config-file': 'etc/rules.json',
      'security.refresh-period': refreshPeriod,
    },
  );
