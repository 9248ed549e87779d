import { internalError } from '../base/invariant.js';
import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';

import { explainIssues } from '../base/explain-issues.js';
import { fileProblem } from '../base/file-problem.js';
import { inputBounds, inputProblems } from '../base/input.js';
import type { InputProblem } from '../base/input.js';
import { kindOf, sectionOf, worldFile, worldOf } from '../model/world.js';
import type { Kind, ObjectOf, WorldFile, WorldObjects } from '../model/world.js';
import { findFiles } from './find-files.js';
import { parseJson } from './parse-json.js';
import { readNullMasks } from './null-mask.js';
import { parseYaml } from './parse-yaml.js';
import type { ParsedText } from './parsed-text.js';
import { formatComplaints } from './place.js';
import type { Complaint, Place } from './place.js';

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

const millions = (characters: number): string => `${(characters / 1_000_000).toFixed(1)} million characters`;

/**
 * Checks the text of one world file.
 * @param yamlBefore number of characters of YAML in the files before it
 */
export function readWorldText(
  file: string,
  text: string,
  yamlBefore = 0,
): ReadFile | { readonly complaints: readonly Complaint[] } {
  const json = parseJson(file, text);
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

const complaintAt =
  (parsed: ParsedText) =>
  ({ path, message, wrongKey, more }: InputProblem): Complaint => ({
    place: parsed.placeOf(path, wrongKey ? 'key' : 'value'),
    message,
    more,
  });

async function readText(file: string): Promise<string | { readonly complaints: readonly Complaint[] }> {
  const complain = (message: string) => ({ complaints: [{ place: { file }, message }] });
  try {
    const bytes = await readFile(file);
    return isUtf8(bytes) ? bytes.toString('utf8') : complain('is not UTF-8 text; save it as UTF-8');
  } catch (error) {
    return complain(fileProblem(error));
  }
}

const sectionObjects = <K extends Kind>(world: WorldFile, kind: K): readonly ObjectOf[K][] => {
  const section = world[sectionOf[kind]];
  const list = section === undefined ? [] : Array.isArray(section) ? section : [section];
  return list as readonly ObjectOf[K][];
};

type Locator = (path: readonly (string | number)[]) => Place;

/** Whether a JSON value has a value at a path. */
export const hasPath = (value: unknown, path: readonly (string | number)[]): boolean => {
  const [key, ...rest] = path;
  if (key === undefined) return value !== undefined;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return false;
  return hasPath((value as Readonly<Record<string | number, unknown>>)[key], rest);
};

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

/** Reads the texts of world files: files, and folders with all *.yaml, *.yml and *.json files in them. */
export async function readTexts(
  paths: readonly string[],
): Promise<{ readonly texts: readonly WorldText[]; readonly complaints: readonly Complaint[] }> {
  const { files, complaints: missing } = await findFiles(paths);
  const complaints = [...missing];
  const texts: WorldText[] = [];
  for (const name of files) {
    const content = await readText(name);
    if (typeof content === 'string') texts.push({ name, text: content });
    else complaints.push(...content.complaints);
  }
  return { texts, complaints };
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
  if (size > inputBounds.world) {
    const of = `${millions(size)}, but at most ${millions(inputBounds.world)} are read at once`;
    return { ok: false, errors: [`world files have ${of}: apply them in parts`] };
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
