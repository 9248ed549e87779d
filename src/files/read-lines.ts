import { explainIssues } from '../base/explain-issues.js';
import { inputProblems } from '../base/input.js';
import { schemaOf } from '../model/world.js';
import type { Kind, ObjectOf } from '../model/world.js';
import { hasPath } from './has-path.js';
import { complaintAt } from './parsed-text.js';
import { parseLine } from './parse-lines.js';
import type { ParsedLine } from './parse-lines.js';
import type { Complaint } from './place.js';
import { textLines, UnreadableLines } from './text-lines.js';
import type { LineFile, LineLimits, TextLine } from './text-lines.js';

/** An object that stands in one line. */
export interface LineObject<T> {
  readonly object: T;
  readonly line: number;
  readonly placeOf: ParsedLine['placeOf'];
  /** Whether the line has a value at a path, and does not leave it to the default. */
  readonly says: (path: readonly (string | number)[]) => boolean;
}

/** Some lines of a file: the objects in them, and what is wrong with the others. */
export interface LinesPart<T> {
  readonly file: LineFile;
  readonly objects: readonly LineObject<T>[];
  readonly complaints: readonly Complaint[];
}

/** The limits of files that are read line by line. */
export const lineBounds: LineLimits = { lines: 5_000_000, bytes: 1_000_000 };

/** Maximum number of objects in one part. */
const batch = 1_000;

/** Reads objects from files of lines, part by part, so that memory does not grow with the files. */
export async function* readLineFiles<K extends Kind>(
  kind: K,
  files: readonly LineFile[],
  limits: LineLimits,
): AsyncGenerator<LinesPart<ObjectOf[K]>> {
  let lines = 0;
  for (const file of files) {
    const { name } = file;
    try {
      for await (const texts of textLines(file, limits)) {
        lines += texts.length;
        if (lines > limits.lines) {
          const message = `files of lines have more than ${limits.lines} lines up to here; apply them in parts, or raise the limit with --max-lines`;
          throw new UnreadableLines({
            place: { file: name, line: texts[0]?.number ?? 1, column: 1 },
            message,
          });
        }
        for (let start = 0; start < texts.length; start += batch) {
          yield readPart(kind, file, texts.slice(start, start + batch));
        }
      }
    } catch (error) {
      if (!(error instanceof UnreadableLines)) throw error;
      yield { file, objects: [], complaints: [error.complaint] };
    }
  }
}

function readPart<K extends Kind>(
  kind: K,
  file: LineFile,
  texts: readonly TextLine[],
): LinesPart<ObjectOf[K]> {
  const objects: LineObject<ObjectOf[K]>[] = [];
  const complaints: Complaint[] = [];
  for (const text of texts) {
    const parsed = parseLine(file.name, text);
    if ('complaints' in parsed) {
      complaints.push(...parsed.complaints);
      continue;
    }
    const { value, placeOf } = parsed;
    const broken = inputProblems(value);
    const { data } = broken.length > 0 ? { data: undefined } : schemaOf[kind].safeParse(value);
    if (data === undefined) {
      const problems = broken.length > 0 ? broken : explainIssues(schemaOf[kind], value);
      complaints.push(...problems.map(complaintAt({ placeOf })));
      continue;
    }
    objects.push({
      object: data as ObjectOf[K],
      line: text.number,
      placeOf,
      says: (path) => hasPath(value, path),
    });
  }
  return { file, objects, complaints };
}
