import { z } from 'zod';

import { inputBounds } from '../../base/input.js';
import { Refusal } from '../../base/refusal.js';
import type { Editor } from '../../world/world-store.js';
import { principalName } from '../../model/names.js';
import { user } from '../../model/principals.js';
import type { User } from '../../model/principals.js';
import { keepUnsaid } from '../../checks/keep-closed.js';
import { hasPath } from '../../files/has-path.js';
import { reachOf } from './authorize.js';
import { checkChange } from '../../checks/check-change.js';
import type { Administration } from './context.js';
import { refuse } from './failures.js';
import type { Fault } from './failures.js';
import { readValue } from './parse-object.js';
import type { Asking } from './relations.js';

/** One line of the input, with its number from 1. */
export interface Line {
  readonly number: number;
  readonly value: unknown;
}

/** A user who stays inactive, and their line of the input. */
interface KeptInactive {
  readonly line: number;
  readonly user: string;
}

/** The result of an import. */
export interface Imported {
  readonly lines: number;
  readonly created: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Users who stay inactive, since their lines do not say otherwise: the first ones. */
  readonly keptInactive: readonly KeptInactive[];
  /** The number of all such users. */
  readonly keptInactiveCount: number;
  /** The revision of the world after the import. */
  readonly revision: number;
}

/** A line of attributes: values for the attributes that it names, and null for those to remove. */
export const attributesLine = z
  .strictObject({
    user: principalName('a user name'),
    attributes: z.record(principalName('an attribute name'), z.array(z.string()).nullable()).meta({
      description:
        'each attribute with its new values, which replace the old ones; null removes the attribute',
    }),
  })
  .meta({
    id: 'AttributesLine',
    description: 'attributes of one user; attributes that are not named stay unchanged',
  });

/** Maximum number of users that one statement reads. */
const batch = 1_000;

/**
 * Creates and replaces users: all of them, or none if one has an error. A line without `active` leaves it unchanged.
 * @throws Refusal `forbidden`; FaultyObject with the lines
 */
export async function importUsers(
  administration: Administration,
  asking: Asking,
  lines: AsyncIterable<Line>,
): Promise<Imported> {
  mayImport(asking);
  const read = await readLines(lines, user);
  return write(administration, asking, read, async (editor) => {
    const known = await usersNamed(
      editor,
      read.map(({ value }) => value.name),
    );
    const inactive: KeptInactive[] = [];
    const users = read.map(({ number: line, value, sent }) => {
      const says = (path: readonly (string | number)[]): boolean => hasPath(sent, path);
      const { object, kept } = keepUnsaid('user', known.get(value.name), value, says);
      if (kept.length > 0) inactive.push({ line, user: value.name });
      return object;
    });
    return { users, inactive };
  });
}

/**
 * Changes attributes of existing users: all of them, or none if there is an error.
 * @see importUsers
 */
export async function importAttributes(
  administration: Administration,
  asking: Asking,
  lines: AsyncIterable<Line>,
): Promise<Imported> {
  mayImport(asking);
  const read = await readLines(lines, attributesLine);
  return write(administration, asking, read, async (editor) => {
    const known = await usersNamed(
      editor,
      read.map(({ value }) => value.user),
    );
    const faults: Fault[] = [];
    const users = read.flatMap(({ number: line, value }): User[] => {
      const before = known.get(value.user);
      if (before === undefined) {
        faults.push({ line, path: ['user'], message: `there is no user '${value.user}'` });
        return [];
      }
      return [{ ...before, attributes: changedAttributes(before.attributes, value.attributes) }];
    });
    refuse(faults);
    return { users, inactive: [] };
  });
}

/** The users with these names who exist. */
async function usersNamed(editor: Editor, list: readonly string[]): Promise<ReadonlyMap<string, User>> {
  const known = new Map<string, User>();
  const names = [...new Set(list)];
  for (let start = 0; start < names.length; start += batch) {
    const found = await editor.find('user', { keys: names.slice(start, start + batch) });
    found.forEach(({ key, object }) => known.set(key, object));
  }
  return known;
}

const changedAttributes = (
  before: User['attributes'],
  changes: z.output<typeof attributesLine>['attributes'],
): User['attributes'] =>
  Object.fromEntries(
    Object.entries({ ...before, ...changes }).flatMap(([name, values]) =>
      values === null ? [] : [[name, values]],
    ),
  );

function mayImport({ actor: { roles } }: Asking): void {
  if (reachOf(roles, 'user', 'create') !== 'all' || reachOf(roles, 'user', 'change') !== 'all') {
    throw new Refusal('forbidden', 'your roles do not let you change users');
  }
}

interface ReadLine<T> {
  readonly number: number;
  readonly value: T;
  /** The value as it was sent, without defaults. */
  readonly sent: unknown;
}

/** Reads all lines before anything is locked, because the sender may be slow. */
async function readLines<T>(
  lines: AsyncIterable<Line>,
  schema: z.ZodType<T>,
): Promise<readonly ReadLine<T>[]> {
  const read: ReadLine<T>[] = [];
  const faults: Fault[] = [];
  for await (const { number, value } of lines) {
    const one = readValue(schema, value);
    if ('value' in one) read.push({ number, value: one.value, sent: value });
    else faults.push(...one.faults.map((fault) => ({ ...fault, line: number })));
    if (faults.length > inputBounds.problems) break;
  }
  refuse(faults);
  return read;
}

async function write<T>(
  { store }: Administration,
  asking: Asking,
  lines: readonly ReadLine<T>[],
  usersIn: (
    editor: Editor,
  ) => Promise<{ readonly users: readonly User[]; readonly inactive: readonly KeptInactive[] }>,
): Promise<Imported> {
  const {
    revision,
    changed,
    result: inactive,
  } = await store.change(asking.actor.name, async (editor) => {
    const { users, inactive: kept } = await usersIn(editor);
    const lineOf = (index: number): number => lines[index]?.number ?? 0;
    const problems = await checkChange(editor, 'user', users);
    refuse(
      problems.map(({ index, path, message, see }) => ({
        line: lineOf(index),
        path,
        message: see === undefined ? message : `${message} (the other is in line ${lineOf(see)})`,
      })),
    );
    await editor.put('user', users);
    return kept;
  });
  const created = changed.filter(({ change }) => change === 'created').length;
  return {
    lines: lines.length,
    created,
    changed: changed.length - created,
    unchanged: lines.length - changed.length,
    keptInactive: inactive.slice(0, inputBounds.problems),
    keptInactiveCount: inactive.length,
    revision,
  };
}
