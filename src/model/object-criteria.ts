/** A query for objects of a kind. An object must meet every condition. */
export interface ObjectCriteria {
  readonly keys?: readonly string[] | undefined;
  /** Documents that contain each of these: every key with its value, and every entry of a list among the entries of the document. */
  readonly containing?: readonly object[] | undefined;
  /** Prefixes of the values of keys of the document. */
  readonly beginning?: readonly { readonly field: string; readonly text: string }[] | undefined;
  /** Data sources with each of these tags or one below it, on the data source or on a column. */
  readonly tagged?: readonly string[] | undefined;
}

/** All objects, for kinds that never have many. */
export const anywhere = (): ObjectCriteria => ({});

/** The objects that meet all of these criteria. */
export const allOf = (...parts: readonly ObjectCriteria[]): ObjectCriteria => {
  const keys = parts.flatMap((part) => (part.keys === undefined ? [] : [part.keys]));
  return {
    keys:
      keys.length === 0 ? undefined : keys.reduce((one, other) => one.filter((key) => other.includes(key))),
    containing: parts.flatMap(({ containing = [] }) => containing),
    beginning: parts.flatMap(({ beginning = [] }) => beginning),
    tagged: parts.flatMap(({ tagged = [] }) => tagged),
  };
};
