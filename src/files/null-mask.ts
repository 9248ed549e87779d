type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const mapList = (value: unknown, change: (entry: unknown) => unknown): unknown =>
  Array.isArray(value) ? value.map(change) : value;

const mapKey = (value: unknown, key: string, change: (part: unknown) => unknown): unknown =>
  isObject(value) && key in value ? { ...value, [key]: change(value[key]) } : value;

const nullType = (mask: unknown): unknown =>
  isObject(mask) && mask.type === null ? { ...mask, type: 'null' } : mapKey(mask, 'mask', nullType);

/**
 * Reads `{type: null}` as the mask type named `null`, in every place of a world file or of a test file that can have a mask. YAML and
 * JSON parse it as a null value. Everything else stays as it is.
 */
export const readNullMasks = (file: unknown): unknown =>
  mapKey(
    mapKey(file, 'policies', (policies) =>
      mapList(policies, (policy) =>
        mapKey(policy, 'rules', (rules) =>
          mapList(rules, (rule) => mapKey(mapKey(rule, 'mask', nullType), 'otherwise', nullType)),
        ),
      ),
    ),
    'always',
    (invariants) => mapList(invariants, (one) => mapKey(one, 'than', nullType)),
  );
