/** The option of every command that prints facts. */
export const jsonOption = ['--json', 'print JSON'] as const;

/** A value as `--json` prints it. */
export const asJson = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
