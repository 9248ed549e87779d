/** A query for objects of a kind. An object must meet every condition. */
export interface ObjectCriteria {
  readonly keys?: readonly string[] | undefined;
  /** Documents that hold each of these: every key of it with that value, every entry of a list among the entries. */
  readonly containing?: readonly object[] | undefined;
  /** Texts with which keys of the document begin. */
  readonly beginning?: readonly { readonly field: string; readonly text: string }[] | undefined;
  /** Data sources that carry, or have a column that carries, each of these tags or one beneath it. */
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
