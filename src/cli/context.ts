/** The parts of the process that commands use. Tests pass their own. */
export interface CliContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Aborted when the person interrupts the command (Ctrl-C). */
  readonly signal: AbortSignal;
  /** The user who runs the command, for the record of changes; undefined if unknown. */
  readonly actor: string | undefined;
  /** Makes the command end with an exit code; without one, with 1. */
  readonly fail: (code?: number) => void;
}
