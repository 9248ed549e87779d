/**
 * What bounds everything that enters scrim: bodies of the API, SCIM, the control socket and the token endpoint, imports, and world
 * files. How large a body may be is the configuration's (`limits`).
 */
export const inputBounds = {
  /** Lists and objects within one another. */
  depth: 100,
  /** Characters of a key. */
  key: 1_000,
  /** Problems that are reported at once, before the others are only counted. */
  problems: 100,
  /** Characters of what one problem says. */
  message: 1_000,
  /** Characters of YAML that are read at once: reading one takes about 120 bytes of memory, since each value keeps its place. */
  yaml: 10_000_000,
  /** Characters of world files that are read at once, JSON included. */
  world: 200_000_000,
} as const;

/** Keys and list positions from a whole value to a part of it. */
export type InputPath = readonly (string | number)[];

/** Something wrong with a value, whatever it is meant to be. */
export interface InputProblem {
  readonly path: InputPath;
  readonly message: string;
  /** Set when the last key of the path is what is wrong, and not its value. */
  readonly wrongKey?: true;
  /** How many problems this one stands for, which are only counted. */
  readonly more?: number;
}

/** Tab and the ends of lines are in texts that people write; other control characters are in none. */
const unfit = /(?![\t\n\r])[\p{Cc}\p{Cs}]/u;

/** Why a text cannot be kept: it holds a control character, or half of a surrogate pair; undefined when it can. */
export function textProblem(text: string): string | undefined {
  const [found] = unfit.exec(text) ?? [];
  if (found === undefined) return undefined;
  const code = (found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `text must be well-formed Unicode without control characters; this one holds U+${code}`;
}

/** A text without what no store keeps; for texts that nobody can be asked to mend. */
export const fitText = (text: string): string => text.replaceAll(new RegExp(unfit, 'gu'), ' ');

/** Why a key cannot be kept. */
function keyProblem(key: string): string | undefined {
  if (key === '__proto__') return `'${key}' cannot be a key`;
  if (key.length > inputBounds.key) return `a key has at most ${inputBounds.key} characters`;
  return textProblem(key)?.replace('text', 'a key');
}

interface Part {
  readonly value: unknown;
  readonly depth: number;
  readonly key?: string | number;
  readonly within?: Part;
}

function pathOf(part: Part): InputPath {
  const path: (string | number)[] = [];
  for (let at: Part | undefined = part; at?.key !== undefined; at = at.within) path.unshift(at.key);
  return path;
}

/**
 * What is wrong with a value that came from outside, before anything is made of it: too deep, or with texts that cannot be kept. It is
 * walked without recursion.
 * @returns at most as many problems as are reported, and one that counts the others
 */
export function inputProblems(value: unknown): readonly InputProblem[] {
  const found: InputProblem[] = [];
  let more = 0;
  const complain = (part: Part, message: string, wrongKey = false): void => {
    if (found.length >= inputBounds.problems) more += 1;
    else found.push({ path: pathOf(part), message, ...(wrongKey && { wrongKey: true }) });
  };
  const waiting: Part[] = [{ value, depth: 0 }];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    const { value: here, depth } = part;
    if (typeof here === 'string') {
      const problem = textProblem(here);
      if (problem !== undefined) complain(part, problem);
    }
    if (typeof here !== 'object' || here === null) continue;
    if (depth >= inputBounds.depth) {
      complain(part, `lists and objects stand more than ${inputBounds.depth} deep in one another`);
      continue;
    }
    const parts: Part[] = [];
    for (const [key, inner] of Array.isArray(here) ? here.entries() : Object.entries(here)) {
      const inside: Part = { value: inner, depth: depth + 1, key, within: part };
      const problem = typeof key === 'string' ? keyProblem(key) : undefined;
      // A key that cannot be kept is not told whole.
      if (problem === undefined) parts.push(inside);
      else if (key === '__proto__') complain(inside, problem, true);
      else complain(part, problem);
    }
    while (parts.length > 0) waiting.push(parts.pop() as Part);
  }
  return withCount<InputProblem>(found, more);
}

/** What says how many problems are not reported. */
export const moreProblems = (count: number): string => `and ${count} more problem${count === 1 ? '' : 's'}`;

/** Problems with one more that counts those which are not among them. */
export const withCount = <P extends InputProblem>(
  reported: readonly P[],
  more: number,
): readonly (P | InputProblem)[] =>
  more === 0 ? reported : [...reported, { path: [], message: moreProblems(more), more }];

/** How many problems there are. */
export const countOf = (problems: readonly Pick<InputProblem, 'more'>[]): number =>
  problems.reduce((sum, { more = 1 }) => sum + more, 0);

/** The first problems, and one that counts the others. */
export function firstProblems<P extends InputProblem>(all: readonly P[]): readonly (P | InputProblem)[] {
  const reported = all.filter(({ more }) => more === undefined).slice(0, inputBounds.problems);
  return withCount(reported, countOf(all) - reported.length);
}

/** A message as it is reported: what people sent may stand in it, however long that is. Its end often says what would be right. */
export const shortMessage = (message: string): string =>
  message.length > inputBounds.message
    ? `${message.slice(0, inputBounds.message - messageEnd)}…${message.slice(-messageEnd)}`
    : message;

/** Characters of the end of a long message that are reported. */
const messageEnd = 200;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Bytes as text; undefined when they are not UTF-8, which is never mended by characters in the place of others. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Whether what an address or a form encodes with `%` can be decoded, and is UTF-8. */
export function isDecodable(encoded: string): boolean {
  try {
    decodeURIComponent(encoded);
    return true;
  } catch {
    return false;
  }
}
