import { visit } from 'jsonc-parser';
import { LineCounter } from 'yaml';

import { inputBounds, type InputPath } from '../base/input.js';
import type { Complaint, Place } from './place.js';
import { duplicateKey, inexactNumber, type ParsedText } from './parsed-text.js';

const isDeep = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((inner) => isDeep(inner, levels - 1)));

function parse(text: string): { readonly value: unknown } | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

const keyOf = (path: InputPath): string => JSON.stringify(path);

/** Problems that are valid JSON but not allowed in a world file, and the offsets of the values of the first two levels. */
function survey(text: string): {
  readonly pitfalls: readonly { offset: number; message: string }[];
  readonly starts: ReadonlyMap<string, number>;
} {
  const pitfalls: { offset: number; message: string }[] = [];
  const starts = new Map<string, number>();
  const keys: Set<string>[] = [];
  let depth = 0;
  const begin = (offset: number, pathOf: () => InputPath): void => {
    if (depth <= 2) starts.set(keyOf(pathOf()), offset);
  };
  visit(text, {
    onObjectBegin: (offset, _length, _line, _character, pathOf) => {
      begin(offset, pathOf);
      depth += 1;
      keys.push(new Set());
    },
    onObjectProperty: (key, offset) => {
      const known = keys.at(-1);
      if (known?.has(key)) pitfalls.push({ offset, message: duplicateKey(key) });
      known?.add(key);
    },
    onObjectEnd: () => {
      depth -= 1;
      keys.pop();
    },
    onArrayBegin: (offset, _length, _line, _character, pathOf) => {
      begin(offset, pathOf);
      depth += 1;
    },
    onArrayEnd: () => {
      depth -= 1;
    },
    onLiteralValue: (value, offset, length, _line, _character, pathOf) => {
      begin(offset, pathOf);
      if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
        pitfalls.push({ offset, message: inexactNumber(text.slice(offset, offset + length)) });
      }
    },
  });
  return { pitfalls, starts };
}

/** The offset of a value by its path in the value at an offset; or of the nearest enclosing value, or of its key. */
function offsetWithin(text: string, start: number, path: InputPath, part: 'key' | 'value'): number {
  let offset = start;
  // List items have no key.
  const wantsKey = part === 'key' && typeof path.at(-1) === 'string';
  const rest = text.slice(start);
  const leads = (here: InputPath): boolean => here.every((step, index) => step === path[index]);
  const begin = (at: number, here: InputPath): void => {
    const reached = wantsKey && here.length === path.length;
    if (!reached && leads(here)) offset = start + at;
  };
  visit(rest, {
    onObjectBegin: (at, _length, _line, _character, pathOf) => begin(at, pathOf()),
    onArrayBegin: (at, _length, _line, _character, pathOf) => begin(at, pathOf()),
    onLiteralValue: (_value, at, _length, _line, _character, pathOf) => begin(at, pathOf()),
    onObjectProperty: (key, at, _length, _line, _character, pathOf) => {
      const here = [...pathOf(), key];
      if (wantsKey && here.length === path.length && leads(here)) offset = start + at;
    },
  });
  return offset;
}

/**
 * Parses a JSON file of any size, and keeps the place of every value.
 * @returns the same as `parseYaml`, with a twentieth of the memory; undefined if the text is not JSON or is nested too deep:
 *   then `parseYaml` reports the place
 */
export function parseJson(
  file: string,
  text: string,
): ParsedText | { readonly complaints: readonly Complaint[] } | undefined {
  const parsed = parse(text);
  if (parsed === undefined || isDeep(parsed.value, inputBounds.depth)) return undefined;
  let lines: LineCounter | undefined;
  const placeAt = (offset: number): Place => {
    lines ??= countLines(text);
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const { pitfalls, starts } = survey(text);
  if (pitfalls.length > 0) {
    return { complaints: pitfalls.map(({ offset, message }) => ({ place: placeAt(offset), message })) };
  }
  return {
    format: 'json',
    value: parsed.value,
    placeOf: (path, part = 'value') => {
      // The last step may be a key, which `starts` does not hold.
      for (let known = Math.min(2, path.length - 1); known > 0; known -= 1) {
        const start = starts.get(keyOf(path.slice(0, known)));
        if (start !== undefined) return placeAt(offsetWithin(text, start, path.slice(known), part));
      }
      return placeAt(offsetWithin(text, 0, path, part));
    },
  };
}

function countLines(text: string): LineCounter {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) lines.addNewLine(end + 1);
  return lines;
}
