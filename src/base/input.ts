/**
 * The limits of all input of scrim: bodies of the API, SCIM, the control socket and the token endpoint, imports, and world
 * files. The configuration limits the size of a body (`limits`).
 */
export const inputBounds = {
  /** Maximum nesting of lists and objects. */
  depth: 100,
  /** Maximum length of a key. */
  key: 1_000,
  /** Maximum number of reported problems. Further ones are only counted. */
  problems: 100,
  /** Maximum length of one problem's message. */
  message: 1_000,
  /** Maximum number of characters of YAML in one reading. Each takes about 120 bytes of memory, because values keep their place. */
  yaml: 10_000_000,
  /** Maximum number of characters of world files in one reading, including JSON. */
  world: 200_000_000,
} as const;

/** Keys and list positions from a value to one of its parts. */
export type InputPath = readonly (string | number)[];

/** A problem of a value, independent of its schema. */
export interface InputProblem {
  readonly path: InputPath;
  readonly message: string;
  /** Set if the last key of the path is wrong, and not its value. */
  readonly wrongKey?: true;
  /** The number of problems that this one summarizes. */
  readonly more?: number;
}

/** People's texts contain tabs and line ends. Other control characters are refused. */
const unfit = /(?![\t\n\r])[\p{Cc}\p{Cs}]/u;
const everyUnfit = new RegExp(unfit, 'gu');

/** Why a text cannot be stored: it contains a control character, or half of a surrogate pair; undefined if it can be stored. */
export function textProblem(text: string): string | undefined {
  const [found] = unfit.exec(text) ?? [];
  if (found === undefined) return undefined;
  const code = (found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `text must be well-formed Unicode without control characters; this text contains U+${code}`;
}

/** A text without the characters that cannot be stored; for texts that nobody can correct. */
export const fitText = (text: string): string => text.replaceAll(everyUnfit, ' ');

/** Maximum length of a name on record: longer than any name of the world. */
const longestName = 256;

/**
 * A name that somebody gave, as it can be stored and found: without characters that cannot be stored, and no longer than an index can take. What was
 * changed contains U+FFFD, which no name of the world does: it becomes the name of nobody else.
 */
export const fitName = (text: string): string => {
  const cut = text.length > longestName ? `${text.slice(0, longestName)}\ufffd` : text;
  return cut.replaceAll(everyUnfit, '\ufffd');
};

/** Why a key cannot be stored. */
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

/** Whether a value has no problem: the same as `inputProblems`, faster, and without telling where. */
function isFit(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return !unfit.test(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depth >= inputBounds.depth) return false;
  if (Array.isArray(value)) return value.every((inner) => isFit(inner, depth + 1));
  return Object.entries(value).every(
    ([key, inner]) => keyProblem(key) === undefined && isFit(inner, depth + 1),
  );
}

/**
 * The problems of an external value, before it is used: it is nested too deep, or has texts that cannot be stored. It is
 * traversed without recursion.
 * @returns at most the maximum number of problems, and one with the number of the rest
 */
export function inputProblems(value: unknown): readonly InputProblem[] {
  if (isFit(value, 0)) return [];
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
      complain(part, `lists and objects are nested more than ${inputBounds.depth} deep`);
      continue;
    }
    const parts: Part[] = [];
    for (const [key, inner] of Array.isArray(here) ? here.entries() : Object.entries(here)) {
      const inside: Part = { value: inner, depth: depth + 1, key, within: part };
      const problem = typeof key === 'string' ? keyProblem(key) : undefined;
      // The message does not contain the whole key.
      if (problem === undefined) parts.push(inside);
      else if (key === '__proto__') complain(inside, problem, true);
      else complain(part, problem);
    }
    while (parts.length > 0) waiting.push(parts.pop() as Part);
  }
  return withCount<InputProblem>(found, more);
}

/** The message with the number of problems that are not reported. */
export const moreProblems = (count: number): string => `and ${count} more problem${count === 1 ? '' : 's'}`;

/** Adds a problem with the number of the problems that are not in the list. */
export const withCount = <P extends InputProblem>(
  reported: readonly P[],
  more: number,
): readonly (P | InputProblem)[] =>
  more === 0 ? reported : [...reported, { path: [], message: moreProblems(more), more }];

/** The total number of problems. */
export const countOf = (problems: readonly Pick<InputProblem, 'more'>[]): number =>
  problems.reduce((sum, { more = 1 }) => sum + more, 0);

/** The first problems, and one with the number of the rest. */
export function firstProblems<P extends InputProblem>(all: readonly P[]): readonly (P | InputProblem)[] {
  const reported = all.filter(({ more }) => more === undefined).slice(0, inputBounds.problems);
  return withCount(reported, countOf(all) - reported.length);
}

/** Shortens a message, because it may contain long input. Its end is kept, because it often says what would be right. */
export const shortMessage = (message: string): string =>
  message.length > inputBounds.message
    ? `${message.slice(0, inputBounds.message - messageEnd)}…${message.slice(-messageEnd)}`
    : message;

/** Number of characters that are kept at the end of a long message. */
const messageEnd = 200;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Decodes bytes as text; undefined if they are not UTF-8. Invalid bytes are never replaced. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Whether the `%` encoding of a URL or a form can be decoded, and is UTF-8. */
export function isDecodable(encoded: string): boolean {
  try {
    decodeURIComponent(encoded);
    return true;
  } catch {
    return false;
  }
}
