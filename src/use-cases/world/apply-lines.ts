import { inputBounds } from '../../base/input.js';
import { Refusal } from '../../base/refusal.js';
import { duplicated } from '../../checks/check-names.js';
import { keepDecided } from '../../checks/keep-closed.js';
import type { ExistingObjects } from '../../checks/known-objects.js';
import type { Problem } from '../../checks/problem.js';
import { formatPlace } from '../../files/place.js';
import type { Complaint, Place } from '../../files/place.js';
import { readLineFiles } from '../../files/read-lines.js';
import type { LineObject } from '../../files/read-lines.js';
import type { LineFile, LineLimits } from '../../files/text-lines.js';
import type { User } from '../../model/principals.js';
import { kindOf } from '../../model/world.js';
import type { Kind, ObjectOf } from '../../model/world.js';
import type { Editor } from '../../world/world-store.js';
import { storedForKeeping } from './stored-for-keeping.js';

/** Files of users that are read line by line, and how much is read of them. */
export interface UserLines {
  readonly files: readonly LineFile[];
  readonly limits: LineLimits;
}

/** What was found in files of users: their names, and no more of them. */
export interface UsersInLines {
  /** The place of each user, as one number, since there may be millions. */
  readonly places: ReadonlyMap<string, number>;
  readonly refused: readonly Complaint[];
  /** What is wrong with users who stay as they are, and was so before. */
  readonly standing: readonly Complaint[];
}

/** What is wrong with users, by their positions in a list. */
interface Found {
  readonly refused: readonly Problem[];
  readonly standing: readonly Problem[];
}

/** More lines than a file can have. */
const linesPerFile = 2 ** 32;
const placeNumber = (file: number, line: number): number => file * linesPerFile + line;

/** Gathers as many complaints as are reported, and counts the others. */
function gatherComplaints(): {
  readonly add: (complaints: readonly Complaint[]) => void;
  readonly all: () => readonly Complaint[];
} {
  const first: Complaint[] = [];
  let more = 0;
  return {
    add: (complaints) => {
      for (const complaint of complaints) {
        if (first.length < inputBounds.problems) first.push(complaint);
        else more += complaint.more ?? 1;
      }
    },
    all: () => {
      const [one] = first;
      return one === undefined || more === 0 ? first : [...first, { place: one.place, message: '', more }];
    },
  };
}

const complaintIn =
  (objects: readonly LineObject<User>[]) =>
  ({ index, path, message }: Omit<Problem, 'kind'>): readonly Complaint[] =>
    objects.slice(index, index + 1).map(({ placeOf }) => ({ place: placeOf(path), message }));

/**
 * Reads all users of files of lines once, before any is written, and checks them.
 * @param besides the place of a user in the other files
 * @param check finds what is wrong with users of the files
 */
export async function surveyUsers(
  { files, limits }: UserLines,
  besides: (name: string) => Place | undefined,
  check: (users: readonly User[]) => Promise<Found>,
): Promise<UsersInLines> {
  const places = new Map<string, number>();
  const refused = gatherComplaints();
  const standing = gatherComplaints();
  const knownAt = (name: string): Place | undefined => {
    const number = places.get(name);
    const file = number === undefined ? undefined : files[Math.floor(number / linesPerFile)]?.name;
    return number === undefined || file === undefined
      ? besides(name)
      : { file, line: number % linesPerFile, column: 1 };
  };
  for await (const { file, objects, complaints } of readLineFiles('user', files, limits)) {
    refused.add(complaints);
    const position = files.indexOf(file);
    const unique: LineObject<User>[] = [];
    for (const one of objects) {
      const other = knownAt(one.object.name);
      if (other === undefined) {
        places.set(one.object.name, placeNumber(position, one.line));
        unique.push(one);
      } else {
        const message = `${duplicated('user', one.object)} (the other is at ${formatPlace(other)})`;
        refused.add([{ place: one.placeOf(kindOf.user.keyAt), message }]);
      }
    }
    const found = await check(unique.map(({ object }) => object));
    refused.add(found.refused.flatMap(complaintIn(unique)));
    standing.add(found.standing.flatMap(complaintIn(unique)));
  }
  return { places, refused: refused.all(), standing: standing.all() };
}

/** Objects that exist, and users in files of lines, of whom only the names are known. */
export function withUsersInLines(
  existing: ExistingObjects | undefined,
  { places }: Pick<UsersInLines, 'places'>,
): ExistingObjects {
  const named = (name: string): User => ({ name, groups: [], attributes: {} });
  const isInLines = <K extends Kind>(kind: K, object: ObjectOf[K]): boolean =>
    kind === 'user' && places.has((object as User).name);
  const others = <K extends Kind>(kind: K, objects: readonly ObjectOf[K][]): readonly ObjectOf[K][] =>
    kind === 'user' ? objects.filter((object) => !isInLines(kind, object)) : objects;
  return {
    get: async <K extends Kind>(kind: K, key: string) =>
      kind === 'user' && places.has(key) ? (named(key) as ObjectOf[K]) : existing?.get(kind, key),
    all: async <K extends Kind>(kind: K) => {
      const own = kind === 'user' ? Array.from(places.keys(), named) : [];
      return [
        ...(own as readonly unknown[] as readonly ObjectOf[K][]),
        ...others(kind, (await existing?.all(kind)) ?? []),
      ];
    },
    async *pages(kind) {
      for await (const page of existing?.pages(kind) ?? []) yield others(kind, page);
    },
  };
}

/**
 * Writes the users of files of lines, some at a time.
 * @returns what stays closed although the files do not say so
 * @throws Refusal `conflict` for files that are not those of the survey any more
 */
export async function putUsersInLines(
  editor: Editor,
  { files, limits }: UserLines,
  { places }: Pick<UsersInLines, 'places'>,
): Promise<readonly Complaint[]> {
  const kept = gatherComplaints();
  let count = 0;
  for await (const { file, objects, complaints } of readLineFiles('user', files, limits)) {
    const position = files.indexOf(file);
    const same = objects.every(({ object, line }) => places.get(object.name) === placeNumber(position, line));
    if (complaints.length > 0 || !same) throw hasChanged(file.name);
    const stored = await storedForKeeping(
      editor,
      'user',
      objects.map(({ object }) => object),
    );
    const decided = objects.map(({ object, says, placeOf }) => {
      const written = keepDecided('user', stored.get(object.name), object, says);
      kept.add(written.kept.map(({ path, message }) => ({ place: placeOf(path), message })));
      return written.object;
    });
    await editor.put('user', decided);
    count += objects.length;
  }
  if (count !== places.size) throw hasChanged(files.map(({ name }) => name).join(', '));
  return kept.all();
}

const hasChanged = (file: string): Refusal =>
  new Refusal('conflict', `${file} changed while it was read; nothing was applied: apply it again`);
