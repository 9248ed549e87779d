import { readFile } from 'node:fs/promises';

import { explainIssues } from '../base/explain-issues.js';
import { fileProblem } from '../base/file-problem.js';
import { Refusal } from '../base/refusal.js';
import { parseYaml } from '../files/parse-yaml.js';
import { formatComplaints } from '../files/place.js';
import type { Complaint } from '../files/place.js';
import { redshiftConfig } from '../redshift/config.js';
import type { RedshiftConfig } from '../redshift/config.js';

/**
 * Reads the configuration of a cluster. Without a file, returns the defaults.
 * @throws Refusal `invalid` with all problems, one line each: `FILE:LINE:COLUMN: …`
 */
export async function readRedshiftConfig(file: string | undefined): Promise<RedshiftConfig> {
  if (file === undefined) return redshiftConfig.parse({});
  const text = await readFile(file, 'utf8').catch((error: unknown) =>
    refuse([{ place: { file }, message: fileProblem(error) }]),
  );
  const parsed = parseYaml(file, text);
  if ('complaints' in parsed) return refuse(parsed.complaints);
  const value = parsed.value ?? {};
  const checked = redshiftConfig.safeParse(value);
  if (checked.success) return checked.data;
  return refuse(
    explainIssues(redshiftConfig, value).map(({ path, message, wrongKey }) => ({
      place: parsed.placeOf(path, wrongKey ? 'key' : 'value'),
      message,
    })),
  );
}

function refuse(complaints: readonly Complaint[]): never {
  throw new Refusal('invalid', formatComplaints(complaints).join('\n'));
}
