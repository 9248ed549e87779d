import type { CurrentValueName, Node, Query } from '../ast.js';
import { scopeError } from '../scope/scope-error.js';
import type { ScopeError } from '../scope/scope-error.js';
import { visit } from '../visit.js';
import { functionsOf } from './functions.js';
import { fold } from './rules.js';

/** How a query is run that is about to be checked. */
export interface PreviewChecks {
  /** Whether it is run as if it was another time, which Trino's own clock does not know. */
  readonly otherTime: boolean;
}

const clocks: ReadonlySet<CurrentValueName> = new Set([
  'CURRENT_DATE',
  'CURRENT_TIME',
  'CURRENT_TIMESTAMP',
  'LOCALTIME',
  'LOCALTIMESTAMP',
]);

/** The titles of reviewed functions that are refused, or are refused at another time. */
const ofTheSession = 'The session';
const ofServices = 'Services';
const ofTheTime = 'The time of the query';

/**
 * What a query may not contain that is run with the rights of a user who may read more than the person for whom it is run: everything by which it
 * could read or do something else than compute on the tables that it names. Which tables these are is checked by who replaces them.
 */
export function previewProblems(query: Query, checks: PreviewChecks): readonly ScopeError[] {
  const problems: ScopeError[] = [];
  visit(query, {
    enter: (node) => {
      const problem = problemWith(node, checks);
      if (problem !== undefined) problems.push(scopeError(node, problem));
      return undefined;
    },
  });
  return problems;
}

function problemWith(node: Node, { otherTime }: PreviewChecks): string | undefined {
  switch (node.kind) {
    case 'TableFunctionCall':
      return 'a table function may read other tables: name data sources only';
    case 'InlineFunction':
      return 'a function of the query itself is not possible here';
    case 'TableVersion':
      return 'a data source has no earlier versions';
    case 'Parameter':
      return "there is no value for '?'";
    case 'FunctionCall':
      return problemWithFunction(node.name.parts, otherTime);
    case 'CurrentValue':
      if (clocks.has(node.name)) return otherTime ? clock(node.name.toLowerCase()) : undefined;
      // The user is replaced by the person.
      return node.name === 'CURRENT_USER' ? undefined : session(node.name.toLowerCase());
    default:
      return undefined;
  }
}

const { allowed, refused } = functionsOf('trino');

function problemWithFunction(
  parts: readonly { readonly value: string }[],
  otherTime: boolean,
): string | undefined {
  const names = parts.map(({ value }) => fold(value));
  const [name = ''] = names;
  const theme = refused.get(name);
  if (names.length > 1 || (theme === undefined && !allowed.has(name))) {
    return `'${names.join('.')}' is no built-in function that scrim knows; others may read tables`;
  }
  switch (theme?.title) {
    case ofTheSession:
      return session(name);
    case ofServices:
      return `'${name}' is ${theme.is}: ${theme.why}`;
    case ofTheTime:
      return otherTime ? clock(name) : undefined;
    default:
      return undefined;
  }
}

const clock = (name: string): string =>
  `'${name}' is the time of Trino, and not the one that is supposed: write a literal`;

const session = (name: string): string =>
  `'${name}' would be that of the user who runs the query, and not of the person`;
