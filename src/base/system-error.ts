/**
 * The code of an error that the operating system gave (`ENOENT`), or undefined for any other. Not decided by
 * `instanceof`: the system's errors can come from another realm than the one that asks, as they do under Jest.
 */
export function systemErrorCode(error: unknown): string | undefined {
  const { code } = (typeof error === 'object' && error !== null ? error : {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : undefined;
}

/** What an error says, whatever was thrown; one that only gathers others says what the first of them does. */
export function errorMessage(error: unknown): string {
  const { message, errors } = (typeof error === 'object' && error !== null ? error : {}) as {
    readonly message?: unknown;
    readonly errors?: unknown;
  };
  // Node tries each address of a name, and says nothing of its own when all of them fail.
  if (message === '' && Array.isArray(errors) && errors.length > 0) return errorMessage(errors[0]);
  return typeof message === 'string' ? message : String(error);
}

/** What helps when the operating system opens no more files, of this process (EMFILE) or of any; undefined for any other error. */
export function openFilesProblem(error: unknown): string | undefined {
  switch (systemErrorCode(error)) {
    case 'EMFILE':
      return 'this process has too many open files (EMFILE): raise its limit (ulimit -n, LimitNOFILE) above limits.connections + 256, or lower limits.connections';
    case 'ENFILE':
      return 'the machine has too many open files (ENFILE): raise its limit (sysctl fs.file-max)';
    default:
      return undefined;
  }
}
