import { it } from '@jest/globals';
import { z } from 'zod';

import { configFile } from '../../../src/config/config.js';
import { otherVariables } from '../../../src/config/read-config.js';
import { settings } from '../../../src/config/settings.js';
import type { Setting } from '../../../src/config/settings.js';
import { valueAt } from '../../../src/base/schema-walk.js';
import { expectDocument } from './expect-document.js';

const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``;

interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
}

const schema = z.toJSONSchema(configFile, { io: 'input' });

const form = ({ path }: Setting): JsonSchema =>
  valueAt(
    schema,
    path.flatMap((key) => ['properties', key]),
  ) as JsonSchema;

function formText(setting: Setting): string {
  const { type, enum: words, minimum = 0, maximum } = form(setting);
  if (words !== undefined) return words.map(code).join(', ');
  if (type === 'boolean') return '`true`, `false`';
  if (type === 'array' || type === 'object') return type === 'array' ? 'list' : 'mapping';
  if (type !== 'integer') return 'text';
  return maximum === undefined || maximum === Number.MAX_SAFE_INTEGER
    ? `from ${minimum}`
    : `${minimum}–${maximum}`;
}

function defaultText(setting: Setting): string {
  const { default: value } = form(setting);
  return value === undefined || typeof value === 'object' ? '' : code(String(value));
}

const row = (setting: Setting): string =>
  [
    code(setting.key),
    setting.env === undefined ? '' : code(setting.env),
    formText(setting),
    defaultText(setting),
    setting.description,
  ].join(' | ');

const document = () => `# Configuration

Values that define how \`scrim serve\` runs. The facts that scrim decides from are in the world ([world.md](world.md)). \`npm run docs\` writes
the table from the schema that checks the configuration.

You can set each value by a flag, by an environment variable, or in the file of \`--config\` (YAML or JSON; \`SCRIM_CONFIG\` can name
the file). A flag overrides a variable, and a variable overrides the file. A flag has the name of its key: \`tls.certFile\` is \`--tls-cert-file\`. Lists
can only be set in the file. An empty variable counts as not set.

\`scrim config\` takes the same flags. It reports all errors, each with its place, or prints the effective configuration
(without secrets) and where each value comes from. An unknown key or flag is an error. So is an unknown variable with a name similar to one in
these tables.

Put secrets into files that only scrim can read (\`secretFile\`, \`storeFile\`, \`tls.keyFile\`), or into the environment.

| key | variable | form | default | meaning |
| --- | --- | --- | --- | --- |
${settings.map((setting) => `| ${row(setting)} |`).join('\n')}

Times are in seconds, sizes in bytes.

Other variables:

| variable | meaning |
| --- | --- |
${Object.entries(otherVariables)
  .map(([name, text]) => `| ${code(name)} | ${text} |`)
  .join('\n')}

OpenTelemetry's own variables configure traces ([operations.md](operations.md)).
`;

it('docs/configuration.md is what the schema says', () => {
  expectDocument('configuration.md', document());
});
