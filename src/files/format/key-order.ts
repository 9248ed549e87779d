/** The parts of a JSON Schema that say which keys an object has. */
export interface Shape {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Shape>>;
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly allOf?: readonly Shape[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly additionalProperties?: Shape | boolean;
  readonly items?: Shape | boolean;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
}

/** What a schema says of one value of a document: one or more schemas, of which the value fits at least one. */
export interface Position {
  /** The keys of an object in their declared order; keys that are not declared come last, in the order in which they are given. */
  readonly order: (keys: readonly string[], valueOf: (key: string) => unknown) => readonly string[];
  /** The position of the value of a key of this object. */
  readonly under: (key: string) => Position;
  /** The position of the items of this list. */
  readonly items: () => Position;
}

const asShapes = (shape: Shape | boolean | undefined): readonly Shape[] =>
  typeof shape === 'object' ? [shape] : [];

/**
 * The order of keys by a JSON Schema. Of several objects that a schema permits in one place, the one decides that has all keys of the value,
 * and the constants in it.
 * @param schema made by Zod: references are to `#/$defs/NAME`
 */
export function positionIn(schema: Shape): Position {
  const defined = (ref: string): Shape | undefined => schema.$defs?.[ref.slice('#/$defs/'.length)];

  const spread = (shape: Shape): readonly Shape[] => {
    const referred = shape.$ref === undefined ? undefined : defined(shape.$ref);
    const inner = [...(referred ? [referred] : []), ...(shape.anyOf ?? []), ...(shape.oneOf ?? [])];
    const all = (shape.allOf ?? []).flatMap(spread);
    return [shape, ...inner.flatMap(spread), ...all];
  };

  const positionOf = (shapes: readonly Shape[]): Position => {
    const all = shapes.flatMap(spread);
    const objects = all.filter(({ properties }) => properties !== undefined);
    const known = new Map<string, Position>();
    let items: Position | undefined;
    return {
      order: (keys, valueOf) => {
        const fits = ({ properties = {} }: Shape): boolean =>
          keys.every((key) => {
            if (!Object.hasOwn(properties, key)) return false;
            const constant = properties[key]?.const;
            return constant === undefined || constant === valueOf(key);
          });
        const fitting = objects.filter(fits);
        const deciding = fitting.length > 0 ? fitting : objects;
        const declared = new Set(deciding.flatMap(({ properties = {} }) => Object.keys(properties)));
        const used = new Set(keys);
        return [...[...declared].filter((key) => used.has(key)), ...keys.filter((key) => !declared.has(key))];
      },
      under: (key) => {
        const before = known.get(key);
        if (before !== undefined) return before;
        const below = all.flatMap(({ properties, additionalProperties }) =>
          asShapes(
            properties !== undefined && Object.hasOwn(properties, key)
              ? properties[key]
              : additionalProperties,
          ),
        );
        const position = positionOf(below);
        // The names that an author chooses have no end; all of them have the same schema.
        if (objects.some(({ properties = {} }) => Object.hasOwn(properties, key))) known.set(key, position);
        return position;
      },
      items: () => (items ??= positionOf(all.flatMap((shape) => asShapes(shape.items)))),
    };
  };
  return positionOf([schema]);
}
