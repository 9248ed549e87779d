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

How \`scrim serve\` runs. What it decides from is the world ([world.md](world.md)), and not here. The table is written by
\`npm run docs\` from the schema that checks the configuration.

Each value may be given by a flag, by an environment variable, or in the file of \`--config\` (YAML or JSON; or \`SCRIM_CONFIG\`
names it); where several do, the first of these holds. A flag is called like its key: \`tls.certFile\` is \`--tls-cert-file\`. Lists
are given in the file. An empty variable is one that is not set.

\`scrim config\` takes the same flags, says everything that is wrong, each at its place, or prints the configuration that holds,
without secrets, and where each value comes from. An unknown key or flag is an error, and so is an unknown variable that looks
like one of these.

Secrets belong into files that only scrim may read (\`secretFile\`, \`storeFile\`, \`tls.keyFile\`), or into the environment.

| key | variable | form | default | what it says |
| --- | --- | --- | --- | --- |
${settings.map((setting) => `| ${row(setting)} |`).join('\n')}

Times are in seconds, sizes in bytes.

Other variables:

| variable | what it says |
| --- | --- |
${Object.entries(otherVariables)
  .map(([name, text]) => `| ${code(name)} | ${text} |`)
  .join('\n')}

Traces are configured by OpenTelemetry's own variables ([operations.md](operations.md)).
`;

it('docs/configuration.md is what the schema says', () => {
  expectDocument('configuration.md', document());
});
