/** What Redshift takes, in bytes of UTF-8: names after "Names and identifiers" of its Database Developer Guide. */
export const longest = { identifier: 127, profileName: 1024, profileValue: 4096 } as const;

/** Bytes of a text in UTF-8, in which Redshift counts. */
export const bytesOf = (text: string): number => Buffer.byteLength(text, 'utf8');

/** Why a name cannot be one in Redshift; undefined when it can. */
export function nameProblem(name: string, what: string): string | undefined {
  if (name === '') return `${what} has no characters`;
  if (bytesOf(name) > longest.identifier) {
    return `${what} '${name}' has ${bytesOf(name)} bytes; Redshift takes ${longest.identifier}`;
  }
  if (/\p{Cc}/u.test(name)) return `${what} ${JSON.stringify(name)} has a control character`;
  if (name.startsWith('#')) return `${what} '${name}' begins with '#', which makes it temporary in Redshift`;
  return undefined;
}
