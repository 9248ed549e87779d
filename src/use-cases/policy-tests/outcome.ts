/** What came of a test. */
export interface TestOutcome {
  readonly name: string;
  readonly kind: 'case' | 'always';
  readonly file: string;
  readonly line: number;
  /** `unknown`: the evaluator does not know it; only a real Trino can tell. It counts as failed. */
  readonly status: 'passed' | 'failed' | 'unknown';
  /** Of a test that did not pass: what was expected, what was found, and which rule and fact made it so. */
  readonly messages: readonly string[];
  /** How far a test that passed is certain. */
  readonly note?: string;
}
