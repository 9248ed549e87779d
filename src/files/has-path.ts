/** Whether a JSON value has a value at a path. */
export const hasPath = (value: unknown, path: readonly (string | number)[]): boolean => {
  const [key, ...rest] = path;
  if (key === undefined) return value !== undefined;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return false;
  return hasPath((value as Readonly<Record<string | number, unknown>>)[key], rest);
};
