/** What commands need of the process they run in; tests pass their own. */
export interface CliContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Aborted when the person asks to end (Ctrl-C). */
  readonly signal: AbortSignal;
  /** Who is at the keyboard, for the record of changes; undefined where nobody can be known. */
  readonly actor: string | undefined;
  /** Makes the command end with exit code 1. */
  readonly fail: () => void;
}
