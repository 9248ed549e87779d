import { explainIssues } from '../../base/explain-issues.js';
import { inputProblems, type InputPath } from '../../base/input.js';
import { editorSchema } from '../../files/editor-schema.js';
import { findFiles, isTestFile } from '../../files/find-files.js';
import { readNullMasks } from '../../files/null-mask.js';
import { parseJson } from '../../files/parse-json.js';
import { parseYaml } from '../../files/parse-yaml.js';
import { complaintAt } from '../../files/parsed-text.js';
import type { Complaint, Place } from '../../files/place.js';
import { readText } from '../../files/read-world.js';
import { testFile, type TestFile } from './test-file.js';

/** A test file that was read. */
export interface ReadTestFile {
  readonly file: string;
  readonly tests: TestFile;
  readonly placeOf: (path: InputPath, part?: 'key' | 'value') => Place;
}

const wanted = {
  isWanted: isTestFile,
  refusal: () => undefined,
  none: 'there is no test file in this folder; expected *_test.yaml, *_test.yml or *_test.json',
};

/** Reads all test files beneath some paths; of several folders, some may have none. */
export async function readTestFiles(
  paths: readonly string[],
): Promise<{ readonly read: readonly ReadTestFile[]; readonly complaints: readonly Complaint[] }> {
  const { files, complaints: missing } = await findFiles(paths, wanted);
  const complaints: Complaint[] = missing.filter(
    ({ message }) => files.length === 0 || message !== wanted.none,
  );
  const read: ReadTestFile[] = [];
  for (const file of files) {
    const content = await readText(file);
    const result = typeof content === 'string' ? readTestText(file, content) : content;
    if ('complaints' in result) complaints.push(...result.complaints);
    else read.push(result);
  }
  return { read, complaints };
}

/** Checks the text of one test file. */
export function readTestText(
  file: string,
  text: string,
): ReadTestFile | { readonly complaints: readonly Complaint[] } {
  const parsed = parseJson(file, text) ?? parseYaml(file, text);
  if ('complaints' in parsed) return parsed;
  const { placeOf } = parsed;
  const value = readNullMasks(parsed.value ?? {});
  const broken = inputProblems(value);
  if (broken.length > 0) return { complaints: broken.map(complaintAt(parsed)) };
  const checked = testFile.safeParse(value);
  return checked.success
    ? { file, tests: checked.data, placeOf }
    : { complaints: explainIssues(testFile, value).map(complaintAt(parsed)) };
}

/** A JSON Schema (draft 2020-12) of test files, for editors. */
export const testFileSchema = (): object => editorSchema(testFile);
