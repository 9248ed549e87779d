/** The message for a choice of which not exactly one is given; undefined if one is. @param choices their values by name */
export function exactlyOne(choices: Readonly<Record<string, unknown>>): string | undefined {
  const names = Object.keys(choices);
  if (names.filter((name) => choices[name] !== undefined).length === 1) return undefined;
  return `expected exactly one of ${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
