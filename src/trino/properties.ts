/**
 * Writes a file of Java properties as Trino reads it.
 *
 * @param comment the purpose of the file; each line becomes a comment line
 * @param entries the values that Trino should read, in the order of the file
 * @throws Error for a value with a line break
 */
export function properties(comment: string, entries: Readonly<Record<string, string>>): string {
  const head = comment.split('\n').map((line) => `# ${line}`.trimEnd());
  return [...head, ...Object.entries(entries).map(([key, value]) => `${key}=${escape(key, value)}`), ''].join(
    '\n',
  );
}

/** The format of java.util.Properties: a backslash escapes, and white space before a value is dropped. */
function escape(key: string, value: string): string {
  if (/[\r\n]/.test(value)) throw new Error(`the value of '${key}' has a line break`);
  return value.replaceAll('\\', '\\\\').replace(/^ /, '\\ ');
}
