import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';

import { without } from '../base/without.js';
import { fileProblem } from '../base/file-problem.js';
import { Refusal } from '../base/refusal.js';
import { errorMessage } from '../base/system-error.js';
import { lineFiles } from '../files/text-lines.js';
import type { LineFile } from '../files/text-lines.js';
import { worldTexts } from '../files/read-world.js';
import type { WorldText } from '../files/read-world.js';

const planned = z.strictObject({
  scrimPlan: z.literal(1),
  revision: z.int(),
  files: worldTexts,
  lines: lineFiles,
  /** SHA-256 of each file of lines, which is not in the plan because it may be large. */
  digests: z.array(z.string()),
  maxLines: z.int().optional(),
  prune: z.boolean(),
  allowRemovals: z.boolean(),
});

/** What `scrim plan --out` keeps for `scrim apply`: the files as they were planned, and the revision of the world for which. */
export type PlannedApply = Omit<z.output<typeof planned>, 'scrimPlan' | 'digests'>;

/** The digests of files of lines. @throws Refusal `invalid` */
export async function digestsOf(lines: readonly LineFile[]): Promise<readonly string[]> {
  const digests: string[] = [];
  for (const { path } of lines) digests.push(await digestOf(path));
  return digests;
}

/** @param digests of the files of lines, from before the plan was made @throws Refusal `unavailable` */
export async function writePlanFile(
  path: string,
  plan: Omit<PlannedApply, 'files' | 'lines'> & {
    readonly files: readonly WorldText[];
    readonly lines: readonly LineFile[];
    readonly digests: readonly string[];
  },
): Promise<void> {
  const content = { scrimPlan: 1, ...plan };
  try {
    await writeFile(path, `${JSON.stringify(content)}\n`, { mode: 0o600 });
  } catch (error) {
    throw new Refusal('unavailable', `${path} cannot be written: ${errorMessage(error)}`);
  }
}

/** @throws Refusal `invalid` for a file that is no plan, or when a file of lines has changed since */
export async function readPlanFile(path: string): Promise<PlannedApply> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new Refusal('invalid', `${path}: ${fileProblem(error)}`);
  }
  const read = planned.safeParse(parsed(text));
  if (!read.success) {
    throw new Refusal(
      'invalid',
      `${path}: this is no plan of 'scrim plan --out FILE'; to apply world files, use -f ${path}`,
    );
  }
  const { digests, ...rest } = read.data;
  const plan = without(rest, 'scrimPlan');
  for (const [index, { name, path: lines }] of plan.lines.entries()) {
    if ((await digestOf(lines)) !== digests[index])
      throw new Refusal('invalid', `${name} has changed since the plan was made: plan again`);
  }
  return plan;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    throw new Refusal('invalid', `${path}: ${fileProblem(error)}`);
  }
  return hash.digest('hex');
}
