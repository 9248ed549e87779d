/**
 * A resource in the form in which scrim works with it: names as the schemas spell them, values of their types, nothing that
 * scrim does not keep. What extends it stands beneath the URN of the extension.
 */
export type Resource = Readonly<Record<string, unknown>>;
