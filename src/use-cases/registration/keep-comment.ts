/** The comment that people set, or else the one from the platform. */
export function keepComment(
  given: { readonly comment?: string | undefined },
  reported: { readonly comment?: string | undefined },
): { readonly comment?: string } {
  const kept = given.comment ?? reported.comment;
  return kept === undefined ? {} : { comment: kept };
}
