/**
 * A resource in scrim's internal form: names as in the schemas, values of their types, no attributes that
 * scrim does not store. Attributes of extensions are under the URN of the extension.
 */
export type Resource = Readonly<Record<string, unknown>>;
