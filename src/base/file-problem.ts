import { errorMessage, systemErrorCode } from './system-error.js';

const problems: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'is a folder; give a file',
  EACCES: 'is not readable; give this user the right to read it',
  ELOOP: 'is a link that leads back to itself; link to a file',
};

/** Why a file could not be read, as a text that follows the file name. */
export const fileProblem = (error: unknown): string =>
  problems[systemErrorCode(error) ?? ''] ?? `cannot be read (${errorMessage(error)})`;
