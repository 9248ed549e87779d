import { z } from 'zod';

import { inputBounds } from '../../base/input.js';
import { Refusal } from '../../base/refusal.js';
import type { Editor } from '../../world/world-store.js';
import { principalName } from '../../model/names.js';
import { user } from '../../model/principals.js';
import type { User } from '../../model/principals.js';
import { duplicated } from '../../checks/check-names.js';
import { keepUnsaid } from '../../checks/keep-closed.js';
import { hasPath } from '../../files/has-path.js';
import { reachOf } from './authorize.js';
import { checkReferences } from '../../checks/check-references.js';
import { emptyWorld, knownObjects } from '../../checks/known-objects.js';
import type { ExistingObjects } from '../../checks/known-objects.js';
import { sqlTexts } from '../../checks/sql-texts.js';
import { withSpool } from '../../files/spool.js';
import type { Spool } from '../../files/spool.js';
import type { Administration } from './context.js';
import { refuse } from './failures.js';
import type { Fault } from './failures.js';
import { readValue } from './parse-object.js';
import { storedForKeeping } from './stored-for-keeping.js';
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

/** How far an import is. */
export interface ImportProgress {
  readonly phase: 'received' | 'checked' | 'written';
  readonly lines: number;
}

/** What an import needs besides the administration: who asks, the lines, and whom to tell how far it is. */
export interface ImportInput {
  readonly asking: Asking;
  readonly lines: AsyncIterable<Line>;
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined;
}

/**
 * Creates and replaces users: all of them, or none if one has an error. A line without `active` leaves it unchanged.
 * @throws Refusal `forbidden`; FaultyObject with the lines
 */
export const importUsers = (administration: Administration, input: ImportInput): Promise<Imported> =>
  importLines(administration, input, {
    schema: user,
    nameAt: 'name',
    nameOf: ({ name }) => name,
    async usersOf(editor, lines) {
      const stored = await storedForKeeping(
        editor,
        'user',
        lines.map(({ value }) => value),
      );
      return lines.map(({ number: line, value, sent }) => {
        const { object, kept } = keepUnsaid('user', stored.get(value.name), value, (path) =>
          hasPath(sent, path),
        );
        return { user: object, inactive: kept.length > 0 ? { line, user: value.name } : undefined };
      });
    },
  });

/**
 * Changes attributes of existing users: all of them, or none if there is an error.
 * @see importUsers
 */
export const importAttributes = (administration: Administration, input: ImportInput): Promise<Imported> =>
  importLines(administration, input, {
    schema: attributesLine,
    nameAt: 'user',
    nameOf: ({ user: name }) => name,
    async usersOf(editor, lines) {
      const found = await editor.find('user', { keys: lines.map(({ value }) => value.user) });
      const known = new Map(found.map(({ key, object }) => [key, object]));
      return lines.map(({ value }) => {
        const before = known.get(value.user);
        return before === undefined
          ? { missing: `there is no user '${value.user}'` }
          : { user: { ...before, attributes: changedAttributes(before.attributes, value.attributes) } };
      });
    },
  });

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

/** The user that follows from a line, or why there is none. */
type UserOfLine =
  { readonly user: User; readonly inactive?: KeptInactive | undefined } | { readonly missing: string };

/** What distinguishes one kind of import from another. */
interface LineKind<T> {
  readonly schema: z.ZodType<T>;
  /** The key of a line that has the name of the user. */
  readonly nameAt: string;
  readonly nameOf: (value: T) => string;
  readonly usersOf: (editor: Editor, lines: readonly ReadLine<T>[]) => Promise<readonly UserOfLine[]>;
}

/** After how many lines progress is reported. */
const reportedLines = 10_000;

/** Imports lines. They are kept in a file meanwhile, so that memory holds no more of them than their names. */
async function importLines<T>(
  { store }: Administration,
  { asking, lines, onProgress = () => undefined }: ImportInput,
  kind: LineKind<T>,
): Promise<Imported> {
  mayImport(asking);
  const counter = (phase: ImportProgress['phase']) => {
    let count = 0;
    return (more: number): void => {
      const before = count;
      count += more;
      if (Math.floor(count / reportedLines) > Math.floor(before / reportedLines))
        onProgress({ phase, lines: count });
    };
  };
  return withSpool(async (spool) => {
    const count = await receive(lines, kind, spool, counter('received'));
    const reread = async function* (): AsyncGenerator<readonly ReadLine<T>[]> {
      for await (const part of spool.read()) {
        yield (part as [number, unknown][]).map(([number, sent]) => ({
          number,
          sent,
          value: kind.schema.parse(sent),
        }));
      }
    };
    const {
      revision,
      changed,
      result: inactive,
    } = await store.change(asking.actor.name, async (editor) => {
      const checked = counter('checked');
      const faults: Fault[] = [];
      const stored = knownObjects(emptyWorld, editor);
      for await (const part of reread()) {
        faults.push(...(await faultsIn(stored, part, await kind.usersOf(editor, part), kind)));
        checked(part.length);
      }
      refuse(faults);
      const written = counter('written');
      const kept: KeptInactive[] = [];
      for await (const part of reread()) {
        const users = await kind.usersOf(editor, part);
        await editor.put(
          'user',
          users.flatMap((one) => ('user' in one ? [one.user] : [])),
        );
        kept.push(...users.flatMap((one) => ('user' in one ? (one.inactive ?? []) : [])));
        written(part.length);
      }
      return kept;
    });
    const created = changed.filter(({ change }) => change === 'created').length;
    return {
      lines: count,
      created,
      changed: changed.length - created,
      unchanged: count - changed.length,
      keptInactive: inactive.slice(0, inputBounds.problems),
      keptInactiveCount: inactive.length,
      revision,
    };
  });
}

/**
 * Keeps all lines in a spool before anything is locked, because the sender may be slow.
 * @returns how many they are
 * @throws FaultyObject with the lines
 */
async function receive<T>(
  lines: AsyncIterable<Line>,
  { schema, nameAt, nameOf }: LineKind<T>,
  spool: Spool,
  received: (more: number) => void,
): Promise<number> {
  const lineOf = new Map<string, number>();
  const faults: Fault[] = [];
  for await (const { number, value } of lines) {
    const one = readValue(schema, value);
    if ('faults' in one) faults.push(...one.faults.map((fault) => ({ ...fault, line: number })));
    else {
      const name = nameOf(one.value);
      const other = lineOf.get(name);
      if (other === undefined) lineOf.set(name, number);
      else {
        const message = `${duplicated('user', { name } as User)} (the other is in line ${other})`;
        faults.push({ line: number, path: [nameAt], message });
      }
      await spool.add([number, value]);
    }
    received(1);
    if (faults.length > inputBounds.problems) break;
  }
  refuse(faults);
  return lineOf.size;
}

/** What is wrong with the users of some lines, by the checks of `scrim apply`. */
async function faultsIn<T>(
  stored: ExistingObjects,
  lines: readonly ReadLine<T>[],
  users: readonly UserOfLine[],
  { nameAt }: LineKind<T>,
): Promise<readonly Fault[]> {
  const numbers: number[] = [];
  const written: User[] = [];
  const faults: Fault[] = [];
  for (const [index, one] of users.entries()) {
    const line = lines[index]?.number ?? 0;
    if ('missing' in one) faults.push({ line, path: [nameAt], message: one.missing });
    else {
      numbers.push(line);
      written.push(one.user);
    }
  }
  const found = await checkReferences({ ...emptyWorld, user: written }, sqlTexts, stored);
  return [
    ...faults,
    ...found
      .filter(({ closes }) => !closes)
      .map(({ index, path, message }) => ({ line: numbers[index] ?? 0, path, message })),
  ];
}
