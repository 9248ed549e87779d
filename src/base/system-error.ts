/**
 * The code of an error that the operating system gave (`ENOENT`), or undefined for any other. Not decided by
 * `instanceof`: the system's errors can come from another realm than the one that asks, as they do under Jest.
 */
export function systemErrorCode(error: unknown): string | undefined {
  const { code } = (typeof error === 'object' && error !== null ? error : {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : undefined;
}

/** What an error says, whatever was thrown. */
export function errorMessage(error: unknown): string {
  const { message } = (typeof error === 'object' && error !== null ? error : {}) as {
    readonly message?: unknown;
  };
  return typeof message === 'string' ? message : String(error);
}
