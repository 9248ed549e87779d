import { properties } from '../properties.js';
import { accessRules } from './access-rules.js';
import type { TrinoInitInput } from './trino-init-input.js';

/** The environment variables of the Trino server that hold the catalog's credential. */
export const credentialVariables = ['SCRIM_CLIENT_ID', 'SCRIM_CLIENT_SECRET'] as const;

/**
 * The files that a stock Trino needs to ask scrim, and to keep people from going past it. No secret is in them.
 *
 * @returns content by path, relative to Trino's configuration folder (`etc`)
 */
export function trinoFiles(input: TrinoInitInput): ReadonlyMap<string, string> {
  return new Map([
    [`catalog/${input.catalog}.properties`, catalogFile(input)],
    ['access-control.properties', accessControlFile(input)],
    ['rules.json', `${JSON.stringify(accessRules(input), undefined, 2)}\n`],
  ]);
}

const catalogFile = ({ catalog, scrimUrl, sessionTimeout }: TrinoInitInput): string =>
  properties(
    `The catalog '${catalog}', in which every person sees their own view of the data.
Trino asks scrim with the credential of this catalog, which it reads from its environment, and says who is asking.

Trino keeps a person's token under the text USER-SOURCE, and each client chooses its source. Where one user's name
and a hyphen begin another's ('ann' and 'ann-lee'), one of them can make the queries of the other fail. A
session-timeout of 0ms makes that momentary, at the price of one more request for each of Trino's.`,
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
    `Closes the raw catalogs (${rawCatalogs.join(', ')}) to everybody but '${definer}', who owns the views
and cannot execute queries. The rules are in rules.json; change what they are made from, and make them again.`,
    {
      'access-control.name': 'file',
      'security.config-file': 'etc/rules.json',
      'security.refresh-period': refreshPeriod,
    },
  );
