import type { CurrentValueName, FunctionCall } from '../ast.js';
import type { Dialect } from '../dialect.js';
import { missingInTrino } from '../special-functions.js';
import { group, indent, parenthesized, softLine, type Document } from './document.js';

/** Differences in how dialects write common constructs. The compiler requires every member for a new dialect. */
export interface Style {
  /** Which of LIMIT and OFFSET is written first. */
  readonly first: 'LIMIT' | 'OFFSET';
  /** Whether names without quotes are folded to lower case; otherwise they keep their letter case. */
  readonly foldsNames: boolean;
  /** Words that need quotes as names although they are not reserved, in upper case. */
  readonly quoted: ReadonlySet<string>;
  /** Words that are reserved as names but can be called as functions. */
  readonly callable: ReadonlySet<string>;
  /** Whether a backslash may escape the next character in a string. */
  readonly escapes: boolean;
  /** Whether a time literal has its time zone in the type before the text, and not in the text. */
  readonly zoneBeforeText: boolean;
  /** The functions that are written without parentheses. */
  readonly currentValues: ReadonlySet<CurrentValueName>;
  /** Functions whose IGNORE NULLS or RESPECT NULLS is written inside their parentheses. */
  readonly nullsWithin: ReadonlySet<string>;
  /** The part of a call that the dialect lacks, as it follows "has no". */
  readonly missing: (call: FunctionCall) => string | undefined;
  /** Whether a field or an element of a function's result can be selected without parentheses around the call. */
  readonly navigatesCalls: boolean;
  readonly hasUnary: (operator: string) => boolean;
  readonly hasBinary: (operator: string) => boolean;
  readonly ordinality: string;
  /** The keyword of GROUP BY for all columns that are not aggregated. */
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
    // QUALIFY begins a clause after a complete expression.
    quoted: new Set(['QUALIFY']),
    callable: new Set(['collate', 'left', 'right']),
    escapes: true,
    zoneBeforeText: true,
    // Its CURRENT_TIMESTAMP and similar functions run only on the leader node: a query with them cannot read tables.
    currentValues: new Set([
      'CURRENT_USER',
      'CURRENT_DATE',
      'CURRENT_USER_ID',
      'SESSION_USER',
      'USER',
      'SYSDATE',
    ]),
    // For functions like `last_value`, it documents the NULLs clause after the parentheses.
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
