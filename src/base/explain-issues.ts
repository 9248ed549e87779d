import type { z } from 'zod';

import { inputBounds, shortMessage, withCount } from './input.js';
import type { InputProblem } from './input.js';
import { alternatives, issueMessage } from './issue-message.js';
import { didYouMean, nearest } from './nearest.js';
import { intendedOption, keysOf, optionsOf, schemaAt, valueAt } from './schema-walk.js';

/** One thing that is wrong with a value: where, and what would be right. */
export type ExplainedIssue = InputProblem;

type Path = ExplainedIssue['path'];

/** An issue with what it says about a key, so that two issues about one misspelt key can be told. */
interface Finding extends ExplainedIssue {
  readonly missing?: string;
  readonly suggested?: string | undefined;
  readonly refinement?: boolean;
}

const pathOf = (path: readonly PropertyKey[]): Path =>
  path.map((key) => (typeof key === 'symbol' ? String(key) : key));

/** How many findings are still reported; the others are only counted. */
interface Room {
  left: number;
  more: number;
}

/** Takes room for findings. @returns for how many there is room */
function take(room: Room, wanted = 1): number {
  const taken = Math.min(room.left, wanted);
  room.left -= taken;
  room.more += wanted - taken;
  return taken;
}

function unknownKeys(path: Path, unknown: readonly string[], known: readonly string[]): Finding[] {
  return unknown.map((key) => {
    const hint = didYouMean(key, known) || (known.length > 0 ? `; known here: ${known.join(', ')}` : '');
    return {
      path: [...path, key],
      message: `unknown key '${key}'${hint}`,
      wrongKey: true as const,
      suggested: nearest(key, known),
    };
  });
}

/** A part that is not there is told where it should stand: at the object that misses it. */
function located(path: Path, value: unknown, message: string): Finding {
  const key = path.at(-1);
  return typeof key === 'string' && value === undefined
    ? { path: path.slice(0, -1), message: `missing key '${key}': ${message}`, missing: key }
    : { path, message };
}

/** What zod says of a union that brings no message of its own. */
const zodUnionMessage = 'Invalid input';

function unionMessage(issue: z.core.$ZodIssueInvalidUnion, found: unknown): string {
  const options = 'options' in issue ? (issue.options ?? []).map(String) : [];
  const hint = typeof found === 'string' ? didYouMean(found, options) : '';
  if (issue.message !== zodUnionMessage) return `${issue.message}${hint}`;
  const expected = issue.errors.flatMap(([first]) =>
    first === undefined ? [] : [first.message.replace(/^expected /, '').replace(/ but found .*$/s, '')],
  );
  return `expected ${alternatives(expected)}`;
}

/**
 * Drops what follows from a misspelt key and from nothing else: that the key it was meant to be is missing, and what a
 * refinement says of the object as a whole.
 */
function withoutEchoes(findings: readonly Finding[]): readonly ExplainedIssue[] {
  const id = (path: Path): string => JSON.stringify(path);
  const misspelt = findings.flatMap(({ path, suggested }) =>
    suggested === undefined ? [] : [{ object: path.slice(0, -1), suggested }],
  );
  const suggested = new Set(misspelt.map(({ object, suggested: key }) => id([...object, key])));
  const objects = new Set(misspelt.map(({ object }) => id(object)));
  return findings
    .filter(({ path, missing, refinement }) =>
      missing === undefined ? !(refinement && objects.has(id(path))) : !suggested.has(id([...path, missing])),
    )
    .map(({ path, message, wrongKey }) => ({ path, message, ...(wrongKey && { wrongKey }) }));
}

function explain(
  schema: z.core.$ZodType | undefined,
  value: unknown,
  issues: readonly z.core.$ZodIssue[],
  room: Room,
): readonly Finding[] {
  return issues.flatMap((issue): readonly Finding[] => {
    const path = pathOf(issue.path);
    if (room.left === 0) {
      take(room, issue.code === 'unrecognized_keys' ? issue.keys.length : 1);
      return [];
    }
    const found = valueAt(value, path);
    const here = schema && schemaAt(schema, value, path);
    switch (issue.code) {
      case 'unrecognized_keys':
        return unknownKeys(
          path,
          issue.keys.slice(0, take(room, issue.keys.length)),
          here ? keysOf(here, found) : [],
        );
      case 'invalid_key':
        take(room);
        return [{ path, message: issue.issues[0]?.message ?? issue.message, wrongKey: true }];
      case 'invalid_union': {
        const options = here ? optionsOf(here) : [];
        const index = intendedOption(options, found);
        const branch = index === undefined ? undefined : issue.errors[index];
        if (index === undefined || branch === undefined) {
          take(room);
          return [located(path, found, unionMessage(issue, found))];
        }
        return explain(options[index], found, branch, room).map((inner) => ({
          ...inner,
          path: [...path, ...inner.path],
        }));
      }
      default:
        take(room);
        return [{ ...located(path, found, issue.message), refinement: issue.code === 'custom' }];
    }
  });
}

/**
 * Everything that is wrong with a value, each in plain words at its own path. Where a schema allows several forms, the one
 * that the value was meant to have is told from the keys that are there, and only its issues are given; a misspelt key gets
 * the nearest known one as suggestion. A message that the schema brings with it is kept.
 * @returns nothing when the schema accepts the value; of very many issues the first, and one that counts the others
 */
export function explainIssues(schema: z.ZodType, value: unknown): readonly ExplainedIssue[] {
  const read = readBy(schema, value);
  return 'issues' in read ? read.issues : [];
}

/** Reads a value by a schema, or says everything that is wrong with it. @see explainIssues */
export function readBy<T>(
  schema: z.ZodType<T>,
  value: unknown,
): { readonly value: T } | { readonly issues: readonly ExplainedIssue[] } {
  let worded = 0;
  const { error, data } = schema.safeParse(value, {
    error: (issue) => ((worded += 1) > mostWorded ? undefined : issueMessage(issue)),
  });
  if (error === undefined) return { value: data };
  const room: Room = { left: inputBounds.problems, more: 0 };
  const issues = withoutEchoes(explain(schema, value, error.issues, room)).map((issue) => ({
    ...issue,
    message: shortMessage(issue.message),
  }));
  return { issues: withCount(issues, room.more) };
}

/** Issues that get words of their own: the dearest part, and only the first of them are shown. */
const mostWorded = 3_000;
