import { Document, isScalar } from 'yaml';
import type { Node } from 'yaml';

import { valueAt } from '../base/schema-walk.js';
import type { Config } from './config.js';
import { formatOrigin } from './layers.js';
import type { EffectiveConfig } from './read-config.js';
import type { Setting } from './settings.js';

/** The text that replaces a secret. */
const redacted = '(secret)';

/** One value of the effective configuration. */
export interface ShownSetting {
  readonly key: string;
  /** Without secrets; null if the value was not given and has no default. */
  readonly value: unknown;
  /** `default`, the place in the file, the environment variable, or the flag. */
  readonly from: string;
}

/** The values of the effective configuration, without secrets. */
export const shownSettings = ({ config, origins }: EffectiveConfig): readonly ShownSetting[] =>
  [...origins].map(([setting, origin]) => ({
    key: setting.key,
    value: shown(setting, config) ?? null,
    from: formatOrigin(origin),
  }));

/** The effective configuration in the form of the configuration file. Comments name the origin of each value. */
export function formatConfig(effective: EffectiveConfig): string {
  const document = new Document({});
  for (const [setting, origin] of effective.origins) {
    const value = shown(setting, effective.config);
    if (value === undefined) continue;
    document.setIn(setting.path, document.createNode(value));
    const node = document.getIn(setting.path, true) as Node;
    if (isScalar(node)) node.comment = ` ${formatOrigin(origin)}`;
    else node.commentBefore = ` ${formatOrigin(origin)}`;
  }
  return document.toString({ lineWidth: 0 });
}

function shown({ path }: Setting, config: Config): unknown {
  const value = valueAt(config, path);
  switch (path.join('.')) {
    case 'store':
      return withoutPassword(String(value));
    case 'clients':
      return config.clients.map((client) =>
        client.secret === undefined ? client : { ...client, secret: redacted },
      );
    case 'webhooks':
      return config.webhooks.map(({ secret, url, ...webhook }) => ({
        ...webhook,
        url: url.replace(/\?.*$/s, '?(hidden)'),
        ...(secret !== undefined && { secret: redacted }),
      }));
    case 'opa.clusters':
      return config.opa?.clusters.map(({ secret, upstream, ...cluster }) => ({
        ...cluster,
        ...(secret !== undefined && { secret: redacted }),
        ...(upstream !== undefined && { upstream: withoutPaths(upstream) }),
      }));
    case 'audit.clusters':
      return config.audit.clusters.map(({ token, ...cluster }) => ({
        ...cluster,
        ...(token !== undefined && { token: redacted }),
      }));
    default:
      return value;
  }
}

type Upstream = NonNullable<NonNullable<Config['opa']>['clusters'][number]['upstream']>;

/** The addresses of another OPA server without their paths: a secret can be part of a path, as in scrim's own. */
const withoutPaths = ({ timeout, ...addresses }: Upstream) => ({
  ...Object.fromEntries(
    Object.entries(addresses).map(([endpoint, url]) => [endpoint, url && `${new URL(url).origin}/(hidden)`]),
  ),
  timeout,
});

/** A location without its secrets: the password, and the parameters, because one of them may be the password. */
function withoutPassword(location: string): string {
  return location.replace(/^(\w+:\/\/)(?:([^:@/]*):.*@)?([^?]*)(\?.*)?$/s, (_, scheme, user, rest, query) =>
    [
      scheme,
      user === undefined ? '' : `${user}:${redacted}@`,
      rest,
      query === undefined ? '' : '?(hidden)',
    ].join(''),
  );
}
