/** The option of every command that prints results. */
export const jsonOption = ['--json', 'print JSON'] as const;

/** Formats a value for `--json`. */
export const asJson = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
