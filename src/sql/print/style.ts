import type { CurrentValueName, FunctionCall } from '../ast.js';
import type { Dialect } from '../dialect.js';
import { missingInTrino } from '../special-functions.js';
import { group, indent, parenthesized, softLine, type Document } from './document.js';

/** How a dialect writes what several have. The compiler demands each member of a new one. */
export interface Style {
  /** Which of LIMIT and OFFSET is written first. */
  readonly first: 'LIMIT' | 'OFFSET';
  /** Whether names without quotes are folded to lower case; where they are not, they keep their letters. */
  readonly foldsNames: boolean;
  /** Words that need quotes as names although they are not reserved, in upper case. */
  readonly quoted: ReadonlySet<string>;
  /** Words that are reserved as names and yet called as functions. */
  readonly callable: ReadonlySet<string>;
  /** Whether a backslash may escape what follows it in a string. */
  readonly escapes: boolean;
  /** Whether a literal of a time names its time zone before the text, and not within it. */
  readonly zoneBeforeText: boolean;
  /** The values that are written as a word alone. */
  readonly currentValues: ReadonlySet<CurrentValueName>;
  /** Functions whose IGNORE NULLS or RESPECT NULLS is written within their parentheses. */
  readonly nullsWithin: ReadonlySet<string>;
  /** What the dialect lacks of a call, as it follows "has no". */
  readonly missing: (call: FunctionCall) => string | undefined;
  /** Whether a field or an element can be taken of what a function gives without parentheses around the call. */
  readonly navigatesCalls: boolean;
  readonly hasUnary: (operator: string) => boolean;
  readonly hasBinary: (operator: string) => boolean;
  readonly ordinality: string;
  /** The keyword of GROUP BY that stands for all columns that are not aggregated. */
  readonly autoGrouping: string;
  readonly array: (elements: Document) => Document;
}

const trinoOperators: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%', '||']);

export const styles: Readonly<Record<Dialect, Style>> = {
  trino: {
    first: 'OFFSET',
    foldsNames: false,
    quoted: new Set(),
    callable: new Set(['listagg']),
    escapes: false,
    zoneBeforeText: false,
    currentValues: new Set([
      'CURRENT_CATALOG',
      'CURRENT_SCHEMA',
      'CURRENT_PATH',
      'CURRENT_USER',
      'CURRENT_DATE',
      'CURRENT_TIME',
      'CURRENT_TIMESTAMP',
      'LOCALTIME',
      'LOCALTIMESTAMP',
    ]),
    nullsWithin: new Set(),
    missing: missingInTrino,
    navigatesCalls: true,
    hasUnary: (operator) => operator === '-' || operator === '+',
    hasBinary: (operator) => trinoOperators.has(operator),
    ordinality: 'WITH ORDINALITY',
    autoGrouping: 'AUTO',
    array: (elements) => group('ARRAY[', indent(softLine, elements), softLine, ']'),
  },
  redshift: {
    first: 'LIMIT',
    foldsNames: true,
    // QUALIFY begins a clause behind what is complete.
    quoted: new Set(['QUALIFY']),
    callable: new Set(['collate', 'left', 'right']),
    escapes: true,
    zoneBeforeText: true,
    // Its CURRENT_TIMESTAMP and the like run on the leader node only: no table can be read beside them.
    currentValues: new Set([
      'CURRENT_USER',
      'CURRENT_DATE',
      'CURRENT_USER_ID',
      'SESSION_USER',
      'USER',
      'SYSDATE',
    ]),
    // It documents the NULLs of the sisters of `last_value` behind the parentheses.
    nullsWithin: new Set(['last_value']),
    missing: () => undefined,
    navigatesCalls: false,
    hasUnary: () => true,
    hasBinary: () => true,
    ordinality: 'WITH OFFSET',
    autoGrouping: 'ALL',
    array: (elements) => ['array', parenthesized(elements)],
  },
};
