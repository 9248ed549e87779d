/** Reads an option that may be given several times, each with one value: it leaves the arguments behind it alone. */
export const repeated = (value: string, before: readonly string[]): readonly string[] => [...before, value];
