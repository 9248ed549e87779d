import { Refusal } from '../base/refusal.js';
import { errorMessage } from '../base/system-error.js';
import { findFiles, formattedFiles, isTestFile } from '../files/find-files.js';
import { formatFile } from '../files/format/format-file.js';
import type { FileForm, Formatting } from '../files/format/format-file.js';
import { formatComplaints } from '../files/place.js';
import type { Complaint } from '../files/place.js';
import { isOfLines } from '../files/parse-lines.js';
import { readText } from '../files/read-world.js';
import { replaceFile } from '../files/replace-file.js';
import { readTestText, testFileSchema } from '../use-cases/policy-tests/read-test-files.js';
import type { CliContext } from './context.js';
import { asJson } from './json-option.js';
import { lineDiff } from './line-diff.js';

/** The options of `scrim fmt`. */
export interface FmtOptions {
  readonly file?: readonly string[];
  readonly check?: true;
  readonly diff?: true;
  readonly stdinName: string;
  readonly json?: true;
}

/** The form of test files. */
const testForm: FileForm = {
  problems: (file, text) => {
    const read = readTestText(file, text);
    return 'complaints' in read ? read.complaints : [];
  },
  schema: testFileSchema(),
};

const format = (file: string, text: string): Formatting =>
  isTestFile(file) ? formatFile(file, text, testForm) : formatFile(file, text);

/**
 * Formats files, or standard input.
 * @throws Refusal if there is nothing to format
 */
export async function runFmt(
  paths: readonly string[],
  options: FmtOptions,
  readInput: () => Promise<string>,
  context: Pick<CliContext, 'out' | 'err' | 'fail'>,
): Promise<void> {
  if (paths.length === 0) {
    throw new Refusal('invalid', 'name the files or folders to format, such as: scrim fmt world/');
  }
  if (!paths.includes('-')) return formatFiles(paths, options, context);
  if (paths.length > 1) throw new Refusal('invalid', '- is standard input; give no other path with it');
  return formatInput(await readInput(), options, context);
}

function formatInput(
  input: string,
  { stdinName, check, diff, json }: FmtOptions,
  { out, err, fail }: Pick<CliContext, 'out' | 'err' | 'fail'>,
): void {
  const result = format(stdinName, input);
  const errors = 'complaints' in result ? formatComplaints(result.complaints) : [];
  const formatted = 'text' in result ? result.text : input;
  const isChanged = formatted !== input;
  if (errors.length > 0 || (check && isChanged)) fail();
  if (json) out(asJson({ changed: isChanged ? [stdinName] : [], errors }));
  else if (errors.length > 0) err(`${errors.join('\n')}\n`);
  else if (diff) out(lineDiff(stdinName, input, formatted));
  else if (!check) out(formatted);
  else if (isChanged) err(`${stdinName} is not formatted\n`);
}

async function formatFiles(
  paths: readonly string[],
  { check, diff, json }: FmtOptions,
  { out, err, fail }: Pick<CliContext, 'out' | 'err' | 'fail'>,
): Promise<void> {
  const { files, complaints: missing } = await findFiles(paths, formattedFiles);
  const complaints: Complaint[] = [...missing];
  const changed: string[] = [];
  for (const file of files.filter((one) => !isOfLines(one))) {
    const before = await readText(file);
    const result = typeof before === 'string' ? format(file, before) : before;
    if ('complaints' in result) {
      complaints.push(...result.complaints);
      continue;
    }
    if (typeof before !== 'string' || result.text === before) continue;
    try {
      if (!check && !diff) await replaceFile(file, result.text);
    } catch (error) {
      complaints.push({ place: { file }, message: `cannot be written: ${errorMessage(error)}` });
      continue;
    }
    changed.push(file);
    if (!json) out(diff ? lineDiff(file, before, result.text) : `${file}\n`);
  }
  const errors = formatComplaints(complaints);
  if (errors.length > 0 || (check && changed.length > 0)) fail();
  if (json) out(asJson({ changed, errors }));
  else if (errors.length > 0) err(`${errors.join('\n')}\n`);
  if (check && changed.length > 0 && !json) {
    err(
      `${changed.length} file${changed.length === 1 ? ' is' : 's are'} not formatted; scrim fmt formats them\n`,
    );
  }
}
