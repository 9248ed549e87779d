import { internalError } from '../base/invariant.js';
import { isUtf8 } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { getHeapStatistics } from 'node:v8';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';

import { explainIssues } from '../base/explain-issues.js';
import { inputBounds, inputProblems } from '../base/input.js';
import { kindOf, sectionOf, worldFile, worldOf } from '../model/world.js';
import type { Kind, ObjectOf, WorldFile, WorldObjects } from '../model/world.js';
import { findFiles } from './find-files.js';
import { parseJson } from './parse-json.js';
import { isOfLines, kindOfLines, parseLines } from './parse-lines.js';
import { readNullMasks } from './null-mask.js';
import { parseYaml } from './parse-yaml.js';
import { hasPath } from './has-path.js';
import { complaintAt } from './parsed-text.js';
import type { ParsedText } from './parsed-text.js';
import { formatComplaints } from './place.js';
import type { Complaint, Place } from './place.js';
import { contentProblem } from './text-lines.js';
import type { LineFile } from './text-lines.js';

/** The place of a part of an object in its file. `index` counts the objects of its kind over all files. */
export type Locate = (kind: Kind, index: number, path: readonly (string | number)[]) => Place;

/** The contents of world files. */
export interface LocatedWorld {
  readonly objects: WorldObjects;
  readonly locate: Locate;
  /** Whether a file has a value for an object at a path, and does not leave it to the default. */
  readonly says: (kind: Kind, index: number, path: readonly (string | number)[]) => boolean;
}

/** A world, or all problems of its files: `FILE:LINE:COLUMN: what is wrong; what would be right`. */
export type WorldReading =
  ({ readonly ok: true } & LocatedWorld) | { readonly ok: false; readonly errors: readonly string[] };

interface ReadFile {
  readonly parsed: ParsedText;
  /** The value in the file, without defaults. */
  readonly value: unknown;
  readonly world: WorldFile;
}

/** A number of characters in words. */
export const millions = (characters: number): string =>
  `${(characters / 1_000_000).toFixed(1)} million characters`;

/**
 * Checks the text of one world file.
 * @param yamlBefore number of characters of YAML in the files before it
 */
export function readWorldText(
  file: string,
  text: string,
  yamlBefore = 0,
): ReadFile | { readonly complaints: readonly Complaint[] } {
  const json = isOfLines(file) ? parseLines(file, text) : parseJson(file, text);
  if (json === undefined && yamlBefore + text.length > inputBounds.yaml) {
    const message = `world files have more than ${millions(inputBounds.yaml)} of YAML up to the end of this file; write the large files as JSON, which takes less memory to read`;
    return { complaints: [{ place: { file }, message }] };
  }
  const parsed = json ?? parseYaml(file, text);
  if ('complaints' in parsed) return parsed;
  const broken = parsed.value === undefined ? [] : inputProblems(parsed.value);
  if (broken.length > 0) return { complaints: broken.map(complaintAt(parsed)) };
  const value = parsed.value === undefined ? {} : readNullMasks(parsed.value);
  const checked = worldFile.safeParse(value);
  if (checked.success) return { parsed, value, world: checked.data };
  return {
    complaints: explainIssues(worldFile, value).map(complaintAt(parsed)),
  };
}

/** Bytes of memory that a character of a world file takes until it is in the store: as text, as values, and in checks. */
const bytesPerCharacter = 40;

/** Maximum number of characters of world files that this process reads at once, without those that it reads line by line. */
export const mostCharacters = (): number =>
  Math.min(inputBounds.world, Math.floor(getHeapStatistics().heap_size_limit / bytesPerCharacter));

/** The error for world files that are too large for this process. */
const tooLarge = (what: string): string => {
  const most = mostCharacters();
  const heap = Math.round(getHeapStatistics().heap_size_limit / 1_048_576);
  const limit = `at most ${millions(most)} are read at once`;
  return most < inputBounds.world
    ? `${what}, but ${limit} with ${heap} MiB of heap: move the users to users.ndjson, which is read line by line, apply the files in parts, or raise the heap (NODE_OPTIONS=--max-old-space-size=MIB)`
    : `${what}, but ${limit}: move the users to users.ndjson, which is read line by line, or apply the files in parts`;
};

/** The text of a file, or why it cannot be read. */
export async function readText(
  file: string,
): Promise<string | { readonly complaints: readonly Complaint[] }> {
  const complain = (message: string) => ({ complaints: [{ place: { file }, message }] });
  try {
    const { size } = await stat(file);
    if (size > mostCharacters()) return complain(tooLarge(`this file has ${millions(size)}`));
    const content = await readFile(file);
    const bytes = isOfLines(file) && file.endsWith('.gz') ? await unzip(content) : content;
    return isUtf8(bytes) ? bytes.toString('utf8') : complain('is not UTF-8 text; save it as UTF-8');
  } catch (error) {
    return complain(contentProblem(error));
  }
}

const unzip = async (content: Buffer): Promise<Buffer> => {
  const parts: Buffer[] = [];
  for await (const part of Readable.from([content]).pipe(createGunzip())) parts.push(part as Buffer);
  return Buffer.concat(parts);
};

const sectionObjects = <K extends Kind>(world: WorldFile, kind: K): readonly ObjectOf[K][] => {
  const section = world[sectionOf[kind]];
  const list = section === undefined ? [] : Array.isArray(section) ? section : [section];
  return list as readonly ObjectOf[K][];
};

type Locator = (path: readonly (string | number)[]) => Place;

/** Joins the files in their order, and remembers the file of each object. */
function join(files: readonly ReadFile[]): LocatedWorld {
  const locators = new Map<Kind, readonly Locator[]>();
  const sayers = new Map<Kind, readonly ((path: Parameters<Locator>[0]) => boolean)[]>();
  const collect = <K extends Kind>(kind: K): readonly ObjectOf[K][] => {
    const found = files.flatMap(({ parsed, value, world }) =>
      sectionObjects(world, kind).map((object, position) => {
        const { section, initial } = kindOf[kind];
        const base = initial === undefined ? [section, position] : [section];
        return {
          object,
          locator: (path: Parameters<Locator>[0]) => parsed.placeOf([...base, ...path]),
          says: (path: Parameters<Locator>[0]) => hasPath(value, [...base, ...path]),
        };
      }),
    );
    locators.set(
      kind,
      found.map(({ locator }) => locator),
    );
    sayers.set(
      kind,
      found.map(({ says }) => says),
    );
    return found.map(({ object }) => object);
  };
  return {
    objects: worldOf(collect),
    locate: (kind, index, path) => {
      const locator = locators.get(kind)?.[index];
      if (locator === undefined) throw internalError(`there is no ${kind} ${index}`);
      return locator(path);
    },
    says: (kind, index, path) => sayers.get(kind)?.[index]?.(path) ?? false,
  };
}

/** Texts of world files, with their names for messages. */
export const worldTexts = z.array(z.strictObject({ name: z.string(), text: z.string() }));
/** The text of one world file, and its name for messages. */
export type WorldText = Readonly<z.output<typeof worldTexts>[number]>;

/** World files as they are read: most of them whole, and users in files of lines as streams. */
export interface WorldFiles {
  readonly texts: readonly WorldText[];
  readonly lines: readonly LineFile[];
  readonly complaints: readonly Complaint[];
}

/** Reads world files: files, and folders with all *.yaml, *.yml, *.json, *.ndjson and *.ndjson.gz beneath. */
export async function readTexts(paths: readonly string[]): Promise<WorldFiles> {
  const { files, complaints: missing } = await findFiles(paths);
  const complaints = [...missing];
  const texts: WorldText[] = [];
  const lines: LineFile[] = [];
  for (const name of files) {
    const named = isOfLines(name) ? kindOfLines(name) : undefined;
    if (named !== undefined && 'kind' in named && named.kind === 'user') {
      lines.push({ name, path: name });
      continue;
    }
    const content = await readText(name);
    if (typeof content === 'string') texts.push({ name, text: content });
    else complaints.push(...content.complaints);
  }
  return { texts, lines, complaints };
}

/**
 * Checks the texts of world files (YAML 1.2 or JSON). It checks all of them before it returns, so that a caller never
 * applies half of a world.
 *
 * @param complaints existing problems, of files that could not be read
 */
export function readWorldTexts(
  texts: readonly WorldText[],
  complaints: readonly Complaint[] = [],
): WorldReading {
  const found = [...complaints];
  const read: ReadFile[] = [];
  const size = texts.reduce((sum, { text }) => sum + text.length, 0);
  if (size > mostCharacters()) {
    return { ok: false, errors: [tooLarge(`world files have ${millions(size)}`)] };
  }
  let yaml = 0;
  for (const { name, text } of texts) {
    const result = readWorldText(name, text, yaml);
    if ('complaints' in result) found.push(...result.complaints);
    else read.push(result);
    if (!('parsed' in result) || result.parsed.format === 'yaml') yaml += text.length;
  }
  return found.length > 0 ? { ok: false, errors: formatComplaints(found) } : { ok: true, ...join(read) };
}

/** Reads and checks world files. */
export async function readWorld(paths: readonly string[]): Promise<WorldReading> {
  const { texts, complaints } = await readTexts(paths);
  return readWorldTexts(texts, complaints);
}
