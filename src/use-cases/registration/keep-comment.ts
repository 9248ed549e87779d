/** The comment that people gave, or else the one that the platform reports. */
export function keepComment(
  given: { readonly comment?: string | undefined },
  reported: { readonly comment?: string | undefined },
): { readonly comment?: string } {
  const kept = given.comment ?? reported.comment;
  return kept === undefined ? {} : { comment: kept };
}
