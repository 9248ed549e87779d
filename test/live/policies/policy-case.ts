/** What somebody sees: a query as they write it, and the rows that must come, by hand. */
export interface Question {
  readonly who: string;
  readonly sql: string;
  readonly rows?: readonly (readonly unknown[])[];
  /** Trino's message, where the query must fail. */
  readonly fails?: string;
}

/** An example of docs/policies.md: a piece of world besides the sample, and what people see with it. */
export interface PolicyCase {
  readonly title: string;
  /** What the rule is for, in short sentences. */
  readonly text: string;
  /** World file that is applied together with the sample's. */
  readonly world: string;
  readonly questions?: readonly Question[];
  /** The errors of `scrim apply`, where it must refuse the world. */
  readonly refused?: readonly string[];
}

/** A chapter of docs/policies.md. */
export interface Chapter {
  readonly title: string;
  readonly text: string;
  readonly cases: readonly PolicyCase[];
}

/** A text without the indentation of its first line. */
export function dedent(text: string): string {
  const lines = text.replace(/^\n/, '').trimEnd().split('\n');
  const indent = /^ */.exec(lines[0] ?? '')?.[0].length ?? 0;
  return lines.map((line) => line.slice(indent)).join('\n');
}
