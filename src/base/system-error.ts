/**
 * The code of an operating system error (`ENOENT`), or undefined for any other error. It does not use
 * `instanceof`, because such errors can come from another realm, as they do in Jest.
 */
export function systemErrorCode(error: unknown): string | undefined {
  const { code } = (typeof error === 'object' && error !== null ? error : {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : undefined;
}

/** The message of a thrown value. An error that only collects other errors has the message of the first. */
export function errorMessage(error: unknown): string {
  const { message, errors } = (typeof error === 'object' && error !== null ? error : {}) as {
    readonly message?: unknown;
    readonly errors?: unknown;
  };
  // Node tries each address of a name, and its error has no message if all of them fail.
  if (message === '' && Array.isArray(errors) && errors.length > 0) return errorMessage(errors[0]);
  return typeof message === 'string' ? message : String(error);
}

/** Advice if the operating system cannot open more files, for this process (EMFILE) or at all (ENFILE); undefined for any other error. */
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
