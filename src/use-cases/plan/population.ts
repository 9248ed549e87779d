import { addBit, allBits, bitsOf, dropBit, hasBit, keepBits, noBits } from '../../base/bits.js';
import type { Bits } from '../../base/bits.js';
import { required } from '../../base/invariant.js';
import { findInReader } from '../../policy/class-reads.js';
import type { ClassRead } from '../../policy/class-reads.js';
import type { AccessSource, ReaderFacts } from '../../policy/facts.js';
import type { Found } from '../../policy/trace-reader.js';

/** The users of a world, by their positions in a list of names. */
export interface Population {
  readonly size: number;
  /** What is known of a user; of a name that the world does not know, that there is none. */
  readonly readerOf: (position: number) => ReaderFacts;
  /** Leaves in a set of users those in whom a read finds the same as in one of them. */
  readonly keepAlike: (users: Bits, read: ClassRead, like: number, source: AccessSource) => void;
}

/** What a read finds in each user, by a number for each different finding; and the users of each, if these are few. */
interface Findings {
  readonly numbers: Uint32Array;
  readonly users: readonly Bits[] | undefined;
}

/** Sets of users are kept for reads that find at most so many different things. */
const mostSets = 64;

/**
 * @param names of users, each once
 * @param readerOf what is known of a user
 */
export function createPopulation(
  names: readonly string[],
  readerOf: (name: string) => ReaderFacts,
  at: Date,
): Population {
  const size = names.length;
  const readers: (ReaderFacts | undefined)[] = Array<ReaderFacts | undefined>(size);
  const reader = (position: number): ReaderFacts =>
    (readers[position] ??= readerOf(required(names[position])));
  const positions = new Map(names.map((name, position) => [name, position]));
  const known = new Map<string, Findings>();
  /** The same by the object of a read, which decisions share: to write it as text takes longer than all else. */
  const byRead = new WeakMap<ClassRead, Findings>();
  let blocked: readonly number[] | undefined;

  const findingsOf = (read: ClassRead, source: AccessSource): Findings => {
    const quickly = byRead.get(read);
    if (quickly !== undefined) return quickly;
    const key = JSON.stringify(read);
    const findings = known.get(key) ?? findAll(size, (one) => findInReader(reader(one), read, source, at));
    known.set(key, findings);
    byRead.set(read, findings);
    return findings;
  };

  /** Few users are blocked from anything, and what a block is about differs by data source. */
  const keepBlockedAlike = (users: Bits, like: number, source: AccessSource): void => {
    blocked ??= names.flatMap((_, position) => (reader(position).blocks.length > 0 ? [position] : []));
    const found = (position: number): Found =>
      findInReader(reader(position), { whose: 'blocks' }, source, at);
    const wanted = found(like);
    if (!isUnblocked(wanted)) {
      for (const position of bitsOf(users)) if (found(position) !== wanted) dropBit(users, position);
      return;
    }
    for (const position of blocked) if (!isUnblocked(found(position))) dropBit(users, position);
  };

  return {
    size,
    readerOf: reader,
    keepAlike(users, read, like, source) {
      if (read.whose === 'blocks') {
        keepBlockedAlike(users, like, source);
        return;
      }
      if ('read' in read && read.read.of === 'user') {
        const position = positions.get(read.read.name);
        if (position === undefined) return;
        if (position === like) {
          const had = hasBit(users, position);
          users.fill(0);
          if (had) addBit(users, position);
        } else dropBit(users, position);
        return;
      }
      const { numbers, users: sets } = findingsOf(read, source);
      const number = required(numbers[like]);
      const set = sets?.[number];
      if (set !== undefined) {
        keepBits(users, set);
        return;
      }
      for (const position of bitsOf(users)) if (numbers[position] !== number) dropBit(users, position);
    },
  };
}

const isUnblocked = (found: Found): boolean => found === '' || found === '[]';

function findAll(size: number, find: (position: number) => Found): Findings {
  const numbers = new Uint32Array(size);
  const byFound = new Map<Found, number>();
  for (let position = 0; position < size; position += 1) {
    const found = find(position);
    const number = byFound.get(found) ?? byFound.size;
    byFound.set(found, number);
    numbers[position] = number;
  }
  if (byFound.size > mostSets) return { numbers, users: undefined };
  if (byFound.size <= 1) return { numbers, users: [allBits(size)] };
  const users = Array.from({ length: byFound.size }, () => noBits(size));
  for (let position = 0; position < size; position += 1) {
    addBit(required(users[required(numbers[position])]), position);
  }
  return { numbers, users };
}
