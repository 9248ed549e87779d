import { internalError, invariant } from '../base/invariant.js';
import { isNamed } from './facts.js';
import type { Person, PolicyReader, Reader } from './facts.js';

/** One thing that a decision read about its reader. */
export type Read =
  /** Whether there is a person; of several people in an equalized project, all that is known of them. */
  | { readonly of: 'person' }
  | { readonly of: 'user'; readonly name: string }
  | { readonly of: 'group'; readonly name: string }
  | { readonly of: 'groups' }
  | { readonly of: 'value'; readonly attribute: string; readonly value: string }
  | { readonly of: 'count'; readonly attribute: string }
  | { readonly of: 'values'; readonly attribute: string }
  | { readonly of: 'iam' }
  | { readonly of: 'purposes' }
  | { readonly of: 'hashDomain' };

/** What a read found: equal for two readers exactly if the decision found the same in both. */
export type Found = string | boolean | number;

const nothing: readonly string[] = [];

/** Texts of lists and people that live as long as what is known of a reader. */
const texts = new WeakMap<object, string>();
const textOf = <T extends object>(of: T, write: (of: T) => unknown): string => {
  const known = texts.get(of);
  if (known !== undefined) return known;
  const text = JSON.stringify(write(of));
  texts.set(of, text);
  return text;
};

const writeHeld = ({ groups, attributes }: Pick<Person, 'groups' | 'attributes'>): unknown => [
  [...groups].toSorted(),
  [...attributes].toSorted(([a], [b]) => (a < b ? -1 : 1)),
];

const writePerson = (person: Person): unknown => [
  person.name,
  person.iam,
  writeHeld(person),
  typeof person.possible === 'object' ? writeHeld(person.possible) : person.possible,
];

const valuesOf = (person: Person | undefined, attribute: string): readonly string[] =>
  person?.attributes.get(attribute) ?? nothing;

/** What a read finds in a reader. */
export function findIn({ reader, person, work }: PolicyReader, read: Read): Found {
  switch (read.of) {
    case 'person':
      return person === undefined ? 'nobody' : person.equalized ? textOf(person, writePerson) : 'one';
    case 'user':
      return reader.kind === 'known' && isNamed(reader, read.name);
    case 'group':
      return person?.groups.has(read.name) ?? false;
    case 'groups':
      return person === undefined ? '' : textOf(person.groups, (groups) => [...groups].toSorted());
    case 'value':
      return valuesOf(person, read.attribute).includes(read.value);
    case 'count':
      return valuesOf(person, read.attribute).length;
    case 'values':
      return textOf(valuesOf(person, read.attribute), (values) => values);
    case 'iam':
      return person?.iam === undefined ? '' : JSON.stringify(person.iam);
    case 'purposes':
      return textOf(work.purposes, (purposes) => purposes);
    case 'hashDomain':
      return work.project?.maskedJoins === true ? JSON.stringify(work.project.name) : '';
  }
}

/**
 * The facts of a reader, which note what is read of them. What a decision about data policies may not read is missing: reading it is
 * an internal error, and never a dependency that nobody sees.
 * @param note is called with each read, in their order
 */
export function traceReader(facts: PolicyReader, note: (read: Read) => void): PolicyReader {
  const { reader, person } = facts;
  invariant(reader.kind === 'known', 'decisions are remembered of people who are known');
  note({ of: 'person' });
  return {
    reader: only<Extract<Reader, { kind: 'known' }>>({
      kind: () => 'known',
      compare: () => (name: string) => {
        note({ of: 'user', name });
        return isNamed(reader, name);
      },
    }),
    person: person === undefined || person.equalized ? person : tracePerson(person, note),
    work: only<PolicyReader['work']>({
      purposes: () => {
        note({ of: 'purposes' });
        return facts.work.purposes;
      },
      project: () => {
        note({ of: 'hashDomain' });
        const { project } = facts.work;
        return (
          project &&
          only<NonNullable<PolicyReader['work']['project']>>({
            maskedJoins: () => project.maskedJoins,
            name: () => project.name,
          })
        );
      },
    }),
  };
}

function tracePerson(person: Person, note: (read: Read) => void): Person {
  return only<Person>({
    equalized: () => undefined,
    possible: () => undefined,
    iam: () => {
      note({ of: 'iam' });
      return person.iam;
    },
    groups: () =>
      watch(person.groups, {
        has: (name: string) => {
          note({ of: 'group', name });
          return person.groups.has(name);
        },
        otherwise: () => {
          note({ of: 'groups' });
        },
      }),
    attributes: () =>
      only<Person['attributes']>({
        get: () => (attribute: string) =>
          watch(valuesOf(person, attribute), {
            includes: (value: string) => {
              note({ of: 'value', attribute, value });
              return valuesOf(person, attribute).includes(value);
            },
            get length() {
              note({ of: 'count', attribute });
              return valuesOf(person, attribute).length;
            },
            otherwise: () => {
              note({ of: 'values', attribute });
            },
          }),
      }),
  });
}

/** An object of which nothing can be read but what these functions return. */
const only = <T extends object>(parts: { readonly [K in keyof T]?: () => T[K] | undefined }): T =>
  new Proxy({} as T, {
    get(_, key) {
      if (typeof key === 'symbol') return undefined;
      const part = (parts as Readonly<Record<string, (() => unknown) | undefined>>)[key];
      if (part === undefined)
        throw internalError(`a decision about data policies reads '${key}' of its reader`);
      return part();
    },
  });

/** A collection of which some members are replaced; `otherwise` is called before anything else of it is read. */
const watch = <T extends object>(
  collection: T,
  members: { readonly otherwise: () => void } & Partial<Readonly<Record<keyof T, unknown>>>,
): T =>
  new Proxy(collection, {
    get(target, key) {
      if (key !== 'otherwise' && Object.hasOwn(members, key)) return Reflect.get(members, key) as unknown;
      members.otherwise();
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
