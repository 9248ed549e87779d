import { parse, printParseErrorCode } from 'jsonc-parser';
import type { ParseError } from 'jsonc-parser';

import { didYouMean } from '../base/nearest.js';
import type { InputPath } from '../base/input.js';
import { kindOf, kinds } from '../model/world.js';
import type { Kind } from '../model/world.js';
import { parseJson } from './parse-json.js';
import type { ParsedText } from './parsed-text.js';
import type { Complaint, Place } from './place.js';
import type { TextLine } from './text-lines.js';

/** Names of files with one JSON object on each line: `SECTION.ndjson` or `SECTION.ANYTHING.ndjson`, also compressed. */
const linesName = /(?:^|[/\\])([^/\\.]*)(?:\.[^/\\]*)?\.ndjson(?:\.gz)?$/;

/** Whether a file has one object on each line, by its name. */
export const isOfLines = (file: string): boolean => linesName.test(file);

/** Kinds of which a file of lines can hold objects: a world has more than one of them. */
const listed = kinds.filter((kind) => kindOf[kind].initial === undefined);

/** The kind of the objects in a file of lines, by its name. */
export function kindOfLines(file: string): { readonly kind: Kind } | { readonly problem: string } {
  const section = linesName.exec(file)?.[1] ?? '';
  const kind = listed.find((one) => kindOf[one].section === section);
  if (kind !== undefined) return { kind };
  const sections = listed.map((one) => kindOf[one].section);
  const hint = didYouMean(section, sections) || `; the sections are ${sections.join(', ')}`;
  return {
    problem: `the name of this file must begin with the section that its objects are in, such as users.ndjson; '${section}' is not such a section${hint}`,
  };
}

/** One object of a file of lines, as JSON. */
export type ParsedLine = Omit<ParsedText, 'format'>;

/** Parses one line, and finds places in it when they are asked for. */
export function parseLine(
  file: string,
  { number, text }: TextLine,
): ParsedLine | { readonly complaints: readonly Complaint[] } {
  const placeAt = (column: number): Place => ({ file, line: number, column });
  const complain = (column: number, message: string) => ({
    complaints: [{ place: placeAt(column), message }],
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const errors: ParseError[] = [];
    parse(text, errors);
    const [{ error, offset } = { error: undefined, offset: 0 }] = errors;
    const what = error === undefined ? '' : ` (${printParseErrorCode(error)})`;
    return complain(offset + 1, `this line is not JSON${what}; write one object on each line`);
  }
  const inLine = ({ column }: Place): Place => placeAt(column);
  const again = () => parseJson(file, text);
  // A text that JSON.stringify gives has no key twice, and no number that was rounded.
  if (text.trim() !== JSON.stringify(value)) {
    const parsed = again();
    if (parsed !== undefined && 'complaints' in parsed) {
      return {
        complaints: parsed.complaints.map(({ place, message }) => ({
          place: 'column' in place ? inLine(place) : place,
          message,
        })),
      };
    }
  }
  return {
    value,
    placeOf: (path, part) => {
      const parsed = again();
      return parsed !== undefined && 'placeOf' in parsed ? inLine(parsed.placeOf(path, part)) : placeAt(1);
    },
  };
}

/**
 * Parses a file with one object on each line, as the section of a world file that its name begins with.
 * @returns the same as for a world file with that section
 */
export function parseLines(
  file: string,
  text: string,
): ParsedText | { readonly complaints: readonly Complaint[] } {
  const named = kindOfLines(file);
  if ('problem' in named) return { complaints: [{ place: { file }, message: named.problem }] };
  const complaints: Complaint[] = [];
  const lines: TextLine[] = [];
  const values: unknown[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    if (line.trim() === '') continue;
    const textLine = { number: index + 1, text: line };
    const parsed = parseLine(file, textLine);
    if ('complaints' in parsed) complaints.push(...parsed.complaints);
    else {
      lines.push(textLine);
      values.push(parsed.value);
    }
  }
  if (complaints.length > 0) return { complaints };
  return {
    format: 'json',
    value: { [kindOf[named.kind].section]: values },
    placeOf: ([, index, ...path]: InputPath, part) => {
      const line = lines[Number(index ?? 0)];
      const parsed = line && parseLine(file, line);
      return parsed !== undefined && 'placeOf' in parsed
        ? parsed.placeOf(path, part)
        : { file, line: line?.number ?? 1, column: 1 };
    },
  };
}
