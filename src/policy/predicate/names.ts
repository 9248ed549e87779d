import { LRUCache } from 'lru-cache';

import { platforms } from '../../model/platforms.js';
import type { Platform } from '../../model/data-source.js';
import { parseExpression, SqlSyntaxError } from '../../sql/parse/index.js';
import type { Expression, PolicyFunctionCall } from '../../sql/ast.js';
import { nullLiteral } from '../../sql/build.js';
import { nodesOf } from '../../sql/visit.js';
import { canonicalTable, partsOf } from '../sources/definition.js';

/** Names of the world that the policy functions of a predicate or mask expression use. */
export interface PredicateNames {
  readonly tags: readonly string[];
  readonly groups: readonly string[];
  readonly purposes: readonly string[];
  readonly attributes: readonly string[];
  /** Pairs of an attribute and a value of it that the caller is asked for. */
  readonly attributeValues: readonly (readonly [attribute: string, value: string])[];
  /** Whether it asks which groups the caller is in, whatever these are. */
  readonly everyGroup: boolean;
  /** Whether it asks which identity provider the caller came from. */
  readonly iam: boolean;
}

const known = new LRUCache<string, PredicateNames>({ max: 5_000 });

/** The names in a text, in whichever SQL it is; none in one that cannot be read, which is refused elsewhere. */
export function namesIn(text: string): PredicateNames {
  const found = known.get(text) ?? read(text);
  known.set(text, found);
  return found;
}

const callsIn = (text: string, dialect: Platform): readonly PolicyFunctionCall[] =>
  nodesOf(expressionOf(text, dialect) ?? nullLiteral, 'PolicyFunctionCall');

function expressionOf(text: string, dialect: Platform): Expression | undefined {
  try {
    return parseExpression(text, dialect, { policyFunctions: true });
  } catch (error) {
    if (error instanceof SqlSyntaxError) return undefined;
    throw error;
  }
}

/** The raw tables that subqueries in a text read, in the spelling of the world, in whichever SQL it is. */
export function tablesIn(text: string): readonly string[] {
  const tables = platforms.flatMap((platform) =>
    nodesOf(expressionOf(text, platform) ?? nullLiteral, 'Table'),
  );
  return [...new Set(tables.map(({ name }) => canonicalTable(partsOf(name))))];
}

function read(text: string): PredicateNames {
  const calls = platforms.flatMap((platform) => callsIn(text, platform));
  const valueOf = (argument: Expression | undefined): readonly string[] =>
    argument?.kind === 'StringLiteral' ? [argument.value] : [];
  // A text that both platforms can read has each name twice.
  const texts = (...functions: readonly string[]): readonly string[] => [
    ...new Set(
      calls
        .filter(({ name }) => functions.includes(name))
        .flatMap(({ arguments: args }) => args.flatMap(valueOf)),
    ),
  ];
  const asks = (name: string): boolean => calls.some((call) => call.name === name);
  const ofAttributes = ['attributeValuesContains', 'hasAttribute'];
  return {
    tags: texts('columnTagged'),
    groups: texts('isInGroups'),
    purposes: texts('isUsingPurpose'),
    attributes: [
      ...new Set(
        calls.flatMap(({ name, arguments: [attribute] }) =>
          ofAttributes.includes(name) ? valueOf(attribute) : [],
        ),
      ),
    ],
    attributeValues: calls.flatMap(({ name, arguments: [attribute, value] }) =>
      name === 'hasAttribute'
        ? valueOf(attribute).flatMap((of) => valueOf(value).map((one) => [of, one] as const))
        : [],
    ),
    everyGroup: asks('groupsContains'),
    iam: asks('iam'),
  };
}
