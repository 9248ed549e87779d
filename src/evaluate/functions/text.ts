import { numberAt, type Type } from '../../sql/types/type.js';
import { doNotKnow, fail } from '../failure.js';
import { bytes, list, text, whole, type Value } from '../value.js';
import { lenient, plain, typed, type Functions } from './implementation.js';

/** White space of `trim`: what Java calls white space. */
const blank = '[\\t-\\r\\x1c-\\x20\\u1680\\u2000-\\u2006\\u2008-\\u200a\\u2028\\u2029\\u205f\\u3000]';
const blanksBefore = new RegExp(`^${blank}+`, 'u');
const blanksAfter = new RegExp(`${blank}+$`, 'u');

type Side = 'left' | 'right' | 'both';

/** Text without white space, or without some characters, at its ends. */
function trim(side: Side, value: string, characters: string | undefined): string {
  if (characters === undefined) {
    const begun = side === 'right' ? value : value.replace(blanksBefore, '');
    return side === 'left' ? begun : begun.replace(blanksAfter, '');
  }
  const points = [...value];
  const removed = new Set(characters);
  let [from, to] = [0, points.length];
  if (side !== 'right') while (from < to && removed.has(points[from] ?? '')) from += 1;
  if (side !== 'left') while (to > from && removed.has(points[to - 1] ?? '')) to -= 1;
  return points.slice(from, to).join('');
}

const trimming = (side: Side) =>
  plain(([value, characters]) =>
    trim(side, text(value), characters === undefined ? undefined : text(characters)),
  );

/** Converts each character alone, without regard to its neighbours, as Trino does. */
const eachCharacter =
  (convert: (character: string) => string) =>
  (value: string): string =>
    [...value]
      .map((character) => {
        const converted = convert(character);
        if ([...converted].length === 1) return converted;
        return character === 'ß' ? character : doNotKnow(`the other case of '${character}'`);
      })
      .join('');

const lower = eachCharacter((character) => (character === 'İ' ? 'i' : character.toLowerCase()));
const upper = eachCharacter((character) => character.toUpperCase());

/** A part of a list by a start that counts from 1, or from the end below 0. */
function part<T>(all: readonly T[], start: bigint, length: bigint | undefined): readonly T[] {
  if (length !== undefined && length > 1_000_000_000n) return doNotKnow('a part of such a length');
  const size = BigInt(all.length);
  const from = start > 0n ? start - 1n : size + start;
  if (start === 0n || from < 0n || from >= size || (length !== undefined && length <= 0n)) return [];
  const to = length === undefined || from + length > size ? size : from + length;
  return all.slice(Number(from), Number(to));
}

/** The characters of a text; those of a char with its blanks. */
const charactersOf =
  (type: Type | undefined) =>
  (value: Value | undefined): readonly string[] => {
    const points = [...text(value)];
    return type?.base === 'char'
      ? [...points, ...Array<string>(Math.max(0, numberAt(type, 0) - points.length)).fill(' ')]
      : points;
  };

const substr = typed(([type]) => {
  if (type?.base === 'varbinary') {
    return ([value, start, length]) =>
      Uint8Array.from(
        part([...bytes(value)], whole(start), length === undefined ? undefined : whole(length)),
      );
  }
  const characters = charactersOf(type);
  return ([value, start, length]) =>
    part(characters(value), whole(start), length === undefined ? undefined : whole(length)).join('');
});

const longest = 1_000_000n;

/** Pads to a length, or cuts to it. */
function pad(value: string, length: bigint, padding: string, side: 'left' | 'right'): string {
  const points = [...value];
  const filler = [...padding];
  if (length < 0n || length > 2_147_483_647n) return fail('the length to pad to is out of range');
  if (filler.length === 0) return fail('the text to pad with is empty');
  if (length > longest) return doNotKnow('texts of more than a million characters');
  const size = Number(length);
  if (points.length >= size) return points.slice(0, size).join('');
  const added = Array.from({ length: size - points.length }, (_, index) => filler[index % filler.length]);
  return (side === 'left' ? [...added, ...points] : [...points, ...added]).join('');
}

const padding = (side: 'left' | 'right') =>
  typed(([type]) =>
    type?.base === 'varbinary'
      ? doNotKnow('how to pad bytes')
      : ([value, length, filler]) =>
          pad(charactersOf(type)(value).join(''), whole(length), text(filler), side),
  );

/** The position, from 1, of the n-th time that a text contains another; from the end below 0; 0 without one. */
function position(value: string, sought: string, instance: bigint): bigint {
  if (instance === 0n || instance === -(2n ** 63n)) return fail('the number of the instance must not be 0');
  if (sought === '') return 1n;
  const found: number[] = [];
  for (let at = value.indexOf(sought); at >= 0; at = value.indexOf(sought, at + 1)) found.push(at);
  const index = instance > 0n ? Number(instance) - 1 : found.length + Number(instance);
  const at = found[index];
  return at === undefined ? 0n : BigInt([...value.slice(0, at)].length) + 1n;
}

function split(value: string, delimiter: string, limit: bigint | undefined): readonly string[] {
  if (limit !== undefined && limit <= 0n) return fail('the limit of split must be above 0');
  if (delimiter === '') return fail('the delimiter of split must not be empty');
  const parts = value.split(delimiter);
  const most = limit === undefined ? parts.length : Number(limit);
  return parts.length <= most ? parts : [...parts.slice(0, most - 1), parts.slice(most - 1).join(delimiter)];
}

function splitPart(value: string, delimiter: string, index: bigint): string | null {
  if (index <= 0n) return fail('the index of split_part must be above 0');
  const parts = delimiter === '' ? [...value] : value.split(delimiter);
  return parts[Number(index) - 1] ?? null;
}

function translate(value: string, from: string, to: string): string {
  const targets = [...to];
  const replaced = new Map<string, string>();
  for (const [index, character] of [...from].entries()) {
    if (!replaced.has(character)) replaced.set(character, targets[index] ?? '');
  }
  return [...value].map((character) => replaced.get(character) ?? character).join('');
}

function hammingDistance(one: string, other: string): bigint {
  const [a, b] = [[...one], [...other]];
  return a.length === b.length
    ? BigInt(a.filter((character, index) => character !== b[index]).length)
    : fail('the texts of hamming_distance must have the same length');
}

function luhnCheck(value: string): boolean {
  if (!/^\d*$/.test(value)) return fail('luhn_check takes digits');
  const sum = [...value].reverse().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 1 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return value !== '' && sum % 10 === 0;
}

/** The parts joined, without those that are NULL; NULL where the separator is. */
const concatWs = lenient(([, second]) => ([separator, ...parts]) => {
  if (separator === null) return null;
  const given = second?.base === 'array' ? (parts[0] === null ? null : list(parts[0])) : parts;
  return given === null ? null : given.filter((one) => one !== null).join(text(separator));
});

/** Functions on text of Trino. */
export const textFunctions: Functions = {
  lower: plain(([value]) => lower(text(value))),
  upper: plain(([value]) => upper(text(value))),
  length: typed(([type]) => {
    if (type?.base === 'varbinary') return ([value]) => BigInt(bytes(value).length);
    return ([value]) => BigInt(charactersOf(type)(value).length);
  }),
  reverse: typed(([type]) => {
    if (type?.base === 'array') return ([value]) => list(value).toReversed();
    if (type?.base === 'varbinary') return ([value]) => bytes(value).toReversed();
    return type?.base === 'char'
      ? doNotKnow('how a char is reversed')
      : ([value]) => [...text(value)].reverse().join('');
  }),
  trim: trimming('both'),
  ltrim: trimming('left'),
  rtrim: trimming('right'),
  substr,
  substring: substr,
  lpad: padding('left'),
  rpad: padding('right'),
  strpos: plain(([value, sought, instance]) =>
    position(text(value), text(sought), instance === undefined ? 1n : whole(instance)),
  ),
  starts_with: plain(([value, beginning]) => text(value).startsWith(text(beginning))),
  replace: plain(([value, sought, replacement]) =>
    text(sought) === '' && replacement !== undefined
      ? [...text(value)].reduce((all, character) => all + character + text(replacement), text(replacement))
      : text(sought) === ''
        ? text(value)
        : text(value)
            .split(text(sought))
            .join(replacement === undefined ? '' : text(replacement)),
  ),
  split: plain(([value, delimiter, limit]) =>
    split(text(value), text(delimiter), limit === undefined ? undefined : whole(limit)),
  ),
  split_part: plain(([value, delimiter, index]) => splitPart(text(value), text(delimiter), whole(index))),
  translate: plain(([value, from, to]) => translate(text(value), text(from), text(to))),
  hamming_distance: plain(([one, other]) => hammingDistance(text(one), text(other))),
  luhn_check: plain(([value]) => luhnCheck(text(value))),
  concat: typed(([first, second], returns) => {
    if (returns.base === 'varbinary') {
      return (parts) => Uint8Array.from(parts.flatMap((one) => [...bytes(one)]));
    }
    if (returns.base === 'array') {
      const isElement = (type: Type | undefined): boolean =>
        type?.base !== 'array' || JSON.stringify(type) !== JSON.stringify(returns);
      const [head, tail] = [isElement(first), second !== undefined && isElement(second)];
      return (parts) => parts.flatMap((one, index) => ((index === 0 ? head : tail) ? [one] : list(one)));
    }
    if (returns.base === 'char') {
      return ([one, other]) => (charactersOf(first)(one).join('') + text(other)).replace(/ +$/, '');
    }
    return (parts) => parts.map(text).join('');
  }),
  concat_ws: concatWs,
  codepoint: plain(([value]) => {
    const points = [...text(value)];
    return points.length === 1
      ? BigInt(points[0]?.codePointAt(0) ?? 0)
      : fail('codepoint takes one character');
  }),
  chr: plain(([value]) => {
    const point = Number(whole(value));
    return point < 0 || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)
      ? fail(`${point} is not a character`)
      : String.fromCodePoint(point);
  }),
};
