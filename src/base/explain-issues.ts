import type { z } from 'zod';

import { inputBounds, shortMessage, withCount } from './input.js';
import type { InputProblem } from './input.js';
import { alternatives, issueMessage } from './issue-message.js';
import { didYouMean, nearest } from './nearest.js';
import { intendedOption, keysOf, optionsOf, schemaAt, valueAt } from './schema-walk.js';

/** One problem of a value: its path, and a message with what would be right. */
export type ExplainedIssue = InputProblem;

type Path = ExplainedIssue['path'];

/** An issue with its key, to recognize two issues about one misspelt key. */
interface Finding extends ExplainedIssue {
  readonly missing?: string;
  readonly suggested?: string | undefined;
  readonly refinement?: boolean;
}

const pathOf = (path: readonly PropertyKey[]): Path =>
  path.map((key) => (typeof key === 'symbol' ? String(key) : key));

/** The number of findings that can still be reported. Further ones are only counted. */
interface Room {
  left: number;
  more: number;
}

/** Reserves room for findings. @returns the number for which there is room */
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

/** A missing part is reported at the object that lacks it. */
function located(path: Path, value: unknown, message: string): Finding {
  const key = path.at(-1);
  return typeof key === 'string' && value === undefined
    ? { path: path.slice(0, -1), message: `missing key '${key}': ${message}`, missing: key }
    : { path, message };
}

/** Zod's message for a union without a message of its own. */
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
 * Removes issues that follow only from a misspelt key: that the intended key is missing, and what a
 * refinement reports for the whole object.
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
 * All problems of a value, each with a plain message and its path. If a schema allows several forms, the existing keys show
 * which form was intended, and only the issues of that form are returned. A misspelt key gets
 * the nearest known key as suggestion. Messages in the schema are kept.
 * @returns nothing if the schema accepts the value; if there are too many issues: the first ones, and one with the number of the rest
 */
export function explainIssues(schema: z.ZodType, value: unknown): readonly ExplainedIssue[] {
  const read = readBy(schema, value);
  return 'issues' in read ? read.issues : [];
}

/** Reads a value by a schema, or returns all of its problems. @see explainIssues */
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

/** The issues that get a message. Messages are the most expensive part, and only the first ones are shown. */
const mostWorded = 3_000;
