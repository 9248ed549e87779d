import { Document, isScalar } from 'yaml';
import type { Node } from 'yaml';

import { valueAt } from '../base/schema-walk.js';
import type { Config } from './config.js';
import { formatOrigin } from './layers.js';
import type { EffectiveConfig } from './read-config.js';
import type { Setting } from './settings.js';

/** What stands where a secret is. */
const redacted = '(secret)';

/** One value of a configuration that holds. */
export interface ShownSetting {
  readonly key: string;
  /** Without secrets; null for a value that nobody gave and that has no default. */
  readonly value: unknown;
  /** `default`, the place in the file, the environment variable, or the flag. */
  readonly from: string;
}

/** The configuration that holds, a value each, without its secrets. */
export const shownSettings = ({ config, origins }: EffectiveConfig): readonly ShownSetting[] =>
  [...origins].map(([setting, origin]) => ({
    key: setting.key,
    value: shown(setting, config) ?? null,
    from: formatOrigin(origin),
  }));

/** The same in the form of the configuration file, with where each value was given as comments. */
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
    default:
      return value;
  }
}

/** A location without what may be secret in it: the password, and parameters, of which one may be the password. */
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
