import { isAlias, isCollection, isMap, isPair, isScalar, LineCounter, visit } from 'yaml';
import type { Document, Node } from 'yaml';

import { composeYaml, NestedTooDeep } from './compose-yaml.js';
import { duplicateKey, inexactNumber, type ParsedText } from './parsed-text.js';
import type { InputPath } from '../base/input.js';
import type { Complaint, Place } from './place.js';

const messages: Readonly<Record<string, (rest: string) => string>> = {
  DUPLICATE_KEY: (rest) => duplicateKey(/^"?([^\n:"]*)/.exec(rest)?.[1] ?? ''),
  TAB_AS_INDENT: () => 'a tab indents this line; use spaces',
};

const startOf = (node: unknown): number | undefined =>
  typeof node === 'object' && node !== null ? (node as Node).range?.[0] : undefined;

/** Follows a path as far as the text has it. The value of an alias counts as being at the place of the alias. */
function offsetOf(document: Document.Parsed, path: InputPath, part: 'key' | 'value'): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [depth, step] of path.entries()) {
    if (!isCollection(node)) return offset;
    const pair: unknown = isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && key.value === step)
      : node.items[Number(step)];
    if (pair === undefined) return offset;
    const [key, value] = isPair(pair) ? [pair.key, pair.value] : [pair, pair];
    const wanted = part === 'key' && depth === path.length - 1 ? key : (value ?? key);
    offset = startOf(wanted) ?? startOf(key) ?? offset;
    node = value;
  }
  return offset;
}

/** Problems that are valid YAML but not allowed in a world file, because they do not mean what they seem to mean. */
function pitfalls(document: Document.Parsed): readonly { offset: number; message: string }[] {
  const found: { offset: number; message: string }[] = [];
  if (document.directives.yaml.explicit && document.directives.yaml.version !== '1.2') {
    found.push({ offset: 0, message: `YAML 1.1 reads words such as 'no' as false; remove the %YAML line` });
  }
  visit(document, {
    Pair: (_, { key }) => {
      if (isScalar(key) && key.value === '<<' && key.type === 'PLAIN') {
        const message = 'merge keys (<<) are not supported; write the keys out';
        found.push({ offset: startOf(key) ?? 0, message });
      }
    },
    Scalar: (_, node) => {
      if (Number.isInteger(node.value) && !Number.isSafeInteger(node.value)) {
        found.push({ offset: startOf(node) ?? 0, message: inexactNumber(node.source ?? '') });
      }
    },
  });
  return found;
}

/** A value with aliases expanded; fails if they would make it too large. */
function valueOf(document: Document.Parsed): { readonly value: unknown } | { readonly problem: string } {
  try {
    return { value: document.toJS({ maxAliasCount: 100 }) as unknown };
  } catch (error) {
    if (error instanceof ReferenceError) return { problem: error.message };
    throw error;
  }
}

/**
 * Parses one YAML 1.2 document and keeps the place of every value.
 * @returns the value, undefined for an empty file; or all problems of the text, and no value
 */
export function parseYaml(
  file: string,
  text: string,
): ParsedText | { readonly complaints: readonly Complaint[] } {
  const lineCounter = new LineCounter();
  const placeAt = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(offset);
    return { file, line, column: col };
  };
  const complain = (found: readonly { offset: number; message: string }[]) => ({
    complaints: found.map(({ offset, message }) => ({ place: placeAt(offset), message })),
  });
  try {
    const { document, second } = composeYaml(text, lineCounter);
    const errors = [...document.errors, ...document.warnings].map(({ code, pos: [start], message }) => ({
      offset: start,
      message: messages[code]?.(text.slice(start)) ?? `this is not valid YAML: ${message}`,
    }));
    if (second !== undefined) {
      errors.push({
        offset: second,
        message: 'a second document begins here; put it into a file of its own',
      });
    }
    const wrong = errors.length > 0 ? errors : pitfalls(document);
    if (wrong.length > 0) return complain(wrong);
    const read = valueOf(document);
    if ('problem' in read) {
      return complain([{ offset: aliasOffset(document), message: `aliases: ${read.problem}` }]);
    }
    return {
      format: 'yaml',
      value: document.contents === null ? undefined : read.value,
      placeOf: (path, part = 'value') => placeAt(offsetOf(document, path, part)),
    };
  } catch (error) {
    if (error instanceof NestedTooDeep) return complain([error]);
    throw error;
  }
}

function aliasOffset(document: Document.Parsed): number {
  let offset: number | undefined;
  visit(document, {
    Node: (_, node) => {
      if (isAlias(node)) offset ??= startOf(node);
    },
  });
  return offset ?? 0;
}
