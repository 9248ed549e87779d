import { formatComplaints } from './place.js';
import type { Complaint } from './place.js';
import { readLineFiles } from './read-lines.js';
import { readTexts, readWorldTexts } from './read-world.js';
import type { WorldText } from './read-world.js';
import type { LineFile, LineLimits } from './text-lines.js';

/** World files that can be applied, or everything that is wrong with their form. */
export type FilesReading =
  | { readonly files: readonly WorldText[]; readonly lines: readonly LineFile[] }
  | { readonly errors: readonly string[] };

/** Characters of world files that are checked at once: larger ones are only checked when they are applied, and not twice. */
const quicklyChecked = 1_000_000;

/**
 * Reads world files, and checks small ones before a store is opened. Files of lines are only read here when something else is wrong, so
 * that all errors are reported at once.
 */
export async function readWorldFiles(paths: readonly string[], limits: LineLimits): Promise<FilesReading> {
  const { texts, lines, complaints } = await readTexts(paths);
  const size = texts.reduce((sum, { text }) => sum + text.length, 0);
  if (complaints.length === 0 && size > quicklyChecked) return { files: texts, lines };
  const reading = readWorldTexts(texts, complaints);
  if (reading.ok) return { files: texts, lines };
  const inLines: Complaint[] = [];
  for await (const part of readLineFiles('user', lines, limits)) inLines.push(...part.complaints);
  return { errors: [...reading.errors, ...formatComplaints(inLines)] };
}
