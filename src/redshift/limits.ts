/** Redshift's limits in bytes of UTF-8. The limit of names is in "Names and identifiers" of its Database Developer Guide. */
export const longest = { identifier: 127, profileName: 1024, profileValue: 4096 } as const;

/** Bytes of a text in UTF-8. Redshift counts bytes. */
export const bytesOf = (text: string): number => Buffer.byteLength(text, 'utf8');

/** Why a name is not valid in Redshift; undefined if it is. */
export function nameProblem(name: string, what: string): string | undefined {
  if (name === '') return `${what} has no characters`;
  if (bytesOf(name) > longest.identifier) {
    return `${what} '${name}' has ${bytesOf(name)} bytes; Redshift takes ${longest.identifier}`;
  }
  if (/\p{Cc}/u.test(name)) return `${what} ${JSON.stringify(name)} has a control character`;
  if (name.startsWith('#'))
    return `${what} '${name}' begins with '#', and Redshift would treat it as temporary`;
  return undefined;
}
