import { readFile } from 'node:fs/promises';

import { explainIssues } from '../base/explain-issues.js';
import { Refusal } from '../base/refusal.js';
import { fileProblem } from '../world/find-files.js';
import { parseYaml } from '../world/parse-yaml.js';
import { formatComplaints } from '../world/place.js';
import type { Complaint } from '../world/place.js';
import { configFile } from './config.js';
import type { Config } from './config.js';

/**
 * Reads the configuration of `scrim serve`; without a file, the defaults.
 * @throws Refusal `invalid` with everything that is wrong, a line each, `FILE:LINE:COLUMN: …`
 */
export async function readConfig(file: string | undefined): Promise<Config> {
  if (file === undefined) return configFile.parse({});
  const text = await readFile(file, 'utf8').catch((error: unknown) =>
    refuse([{ place: { file }, message: fileProblem(error) }]),
  );
  const parsed = parseYaml(file, text);
  if ('complaints' in parsed) return refuse(parsed.complaints);
  const value = parsed.value ?? {};
  const checked = configFile.safeParse(value);
  if (checked.success) return checked.data;
  return refuse(
    explainIssues(configFile, value).map(({ path, message, wrongKey }) => ({
      place: parsed.placeOf(path, wrongKey ? 'key' : 'value'),
      message,
    })),
  );
}

function refuse(complaints: readonly Complaint[]): never {
  throw new Refusal('invalid', formatComplaints(complaints).join('\n'));
}
