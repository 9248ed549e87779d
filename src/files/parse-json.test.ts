import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { parseJson } from './parse-json.js';
import { parseYaml } from './parse-yaml.js';
import type { InputPath } from '../base/input.js';
import type { ParsedText } from './parsed-text.js';

const parsed = (result: ReturnType<typeof parseJson>): ParsedText => {
  if (result === undefined || 'complaints' in result) throw new Error(JSON.stringify(result));
  return result;
};

/** Paths to all parts of a value, and one beyond each. */
function pathsOf(value: unknown): readonly InputPath[] {
  if (typeof value !== 'object' || value === null) return [[], ['none']];
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  const inner = keys.flatMap((key) =>
    pathsOf((value as Readonly<Record<string | number, unknown>>)[key]).map((path) => [key, ...path]),
  );
  return [[], ['none'], ...inner];
}

const keys = fc.string({ minLength: 1, maxLength: 8 }).filter((key) => key !== '__proto__' && key !== 'none');
const { value: values } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false, 0, -7, 1.5, ''),
    fc.string({ unit: 'grapheme', maxLength: 8 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(keys, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
const worlds = fc.dictionary(keys, values, { maxKeys: 5, noNullPrototype: true });

describe('a file of JSON', () => {
  it('has the value that YAML reads in it, and the same places', () => {
    fc.assert(
      fc.property(worlds, fc.constantFrom(undefined, 1, '\t'), (world, indent) => {
        const text = JSON.stringify(world, undefined, indent);
        const json = parsed(parseJson('w.json', text));
        expect(json.value).toEqual(JSON.parse(text));
        const yaml = parseYaml('w.json', text);
        // YAML takes a tab that begins a line otherwise here and there, and no key of more than 1,024 characters.
        if ('complaints' in yaml) return;
        expect(json.value).toEqual(yaml.value);
        for (const path of pathsOf(world)) {
          for (const part of ['key', 'value'] as const) {
            expect({ path, part, place: json.placeOf(path, part) }).toEqual({
              path,
              part,
              place: yaml.placeOf(path, part),
            });
          }
        }
      }),
    );
  });

  it.each([
    [
      'a key twice',
      '{"tags": [],\n "users": [], "tags": []}',
      "2:15: key 'tags' is duplicated in this object; keep one of them",
    ],
    [
      'a key twice, within a list',
      '{"tags": [{"name": "a"}, {"name": "b", "name": "c"}]}',
      "1:40: key 'name' is duplicated in this object; keep one of them",
    ],
    [
      'a number that cannot be kept',
      '{"a": [1,\n12345678901234567890]}',
      '2:1: the number 12345678901234567890 is too large to be stored exactly; write it in quotes',
    ],
  ])('has not %s', (_, text, expected) => {
    const result = parseJson('w.json', text);
    expect(
      result !== undefined &&
        'complaints' in result &&
        result.complaints.map(
          ({ place, message }) => `${'line' in place ? `${place.line}:${place.column}` : ''}: ${message}`,
        ),
    ).toEqual([expected]);
  });

  it.each([
    ['YAML', 'tags: []'],
    ['a list in YAML', '[a, b]'],
    ['JSON with a comment', '{"tags": [] /* none */}'],
    ['nothing', ''],
    ['JSON nested too deep', `${'['.repeat(150)}${']'.repeat(150)}`],
    ['JSON nested so deep that recursion ends', `${'['.repeat(200_000)}${']'.repeat(200_000)}`],
  ])('is not %s', (_, text) => {
    expect(parseJson('w.json', text)).toBeUndefined();
  });
});
