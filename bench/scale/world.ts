/**
 * The worlds of the scale benchmark, and what scrim has to answer about them. Everything follows from the positions of objects by
 * arithmetic, so two runs make the same world, and the expected answers are computed without any code of scrim.
 */

/** How large a world is. */
export interface Size {
  readonly name: string;
  readonly schemas: number;
  readonly dataSourcesPerSchema: number;
  readonly users: number;
  readonly maskPolicies: number;
  readonly rowPolicies: number;
  readonly subscriptionPolicies: number;
}

/** 10,000 data sources, 100,000 users, 1,000 policies. */
export const sizeM: Size = {
  name: 'M',
  schemas: 100,
  dataSourcesPerSchema: 100,
  users: 100_000,
  maskPolicies: 600,
  rowPolicies: 200,
  subscriptionPolicies: 200,
};

/** A hundredth of M. */
export const sizeS: Size = {
  name: 'S',
  schemas: 10,
  dataSourcesPerSchema: 10,
  users: 1_000,
  maskPolicies: 6,
  rowPolicies: 2,
  subscriptionPolicies: 2,
};

export const columnsPerDataSource = 20;
/** The raw table that each data source stands for is RAW.SCHEMA.NAME. */
const rawCatalog = 'lake';

const levels = 10;
const regions = 20;
/** Of three data sources, one has tagged columns. */
const taggedEvery = 3;
/** Policies of masks for one tag. The number of policies that reach a data source is the same in both worlds. */
const maskPoliciesPerTag = 3;

/** Masks, the strictest first. */
const masks = [
  { type: 'null' },
  { type: 'constant', value: 'hidden' },
  { type: 'hash' },
  { type: 'regex', pattern: '[0-9]', replacement: '#' },
] as const;
type MaskType = (typeof masks)[number]['type'];

const groupCount = (size: Size): number => Math.max(10, size.users / 1_000);
const maskTags = (size: Size): number => Math.max(1, size.maskPolicies / maskPoliciesPerTag);
const rowTags = (size: Size): number => size.rowPolicies;
/** Each data source is in one domain, a tag by which subscription policies find it: one policy by groups, and one by attribute. */
const domains = (size: Size): number => size.subscriptionPolicies / 2;

const two = (index: number): string => String(index).padStart(3, '0');
export const schemaName = (index: number): string => `s${two(index)}`;
export const dataSourceName = (index: number): string => `d${two(index)}`;
export const userName = (index: number): string => `user${String(index).padStart(6, '0')}`;
const groupName = (index: number): string => `group${two(index)}`;
const levelName = (index: number): string => `level${index}`;
const regionName = (index: number): string => `region${String(index).padStart(2, '0')}`;
const maskTag = (index: number): string => `Mask.T${two(index)}`;
const rowTag = (index: number): string => `Row.T${two(index)}`;
const domainTag = (index: number): string => `Domain.D${two(index)}`;

/** A number that looks random, from 0 to `below` - 1, the same for the same positions. */
function mixed(below: number, ...positions: readonly number[]): number {
  let hash = 0x811c9dc5;
  for (const position of positions) hash = Math.imul(hash ^ position, 0x01000193) ^ (hash >>> 15);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return ((hash ^ (hash >>> 13)) >>> 0) % below;
}

/** The position of a data source. */
export interface Place {
  readonly schema: number;
  readonly dataSource: number;
}

export const nameOf = ({ schema, dataSource }: Place): string =>
  `${schemaName(schema)}.${dataSourceName(dataSource)}`;

export function* places(size: Size): Generator<Place> {
  for (let schema = 0; schema < size.schemas; schema += 1) {
    for (let dataSource = 0; dataSource < size.dataSourcesPerSchema; dataSource += 1)
      yield { schema, dataSource };
  }
}

const isTagged = ({ schema, dataSource }: Place): boolean => (schema + dataSource) % taggedEvery === 0;

/** The tags of each column that has any: columns 1 and 2 are masked, column 3 filters rows. */
function tagsOf(
  size: Size,
  place: Place,
): ReadonlyMap<number, { readonly mask?: number; readonly row?: number }> {
  if (!isTagged(place)) return new Map();
  const { schema, dataSource } = place;
  return new Map([
    [1, { mask: mixed(maskTags(size), schema, dataSource, 1) }],
    [2, { mask: mixed(maskTags(size), schema, dataSource, 2) }],
    [3, { row: mixed(rowTags(size), schema, dataSource, 3) }],
  ]);
}

const domainOf = (size: Size, { schema, dataSource }: Place): number => (schema + dataSource) % domains(size);

const columnName = (index: number): string => `c${String(index).padStart(2, '0')}`;
const columnType = (index: number): string =>
  index === 0
    ? 'bigint'
    : index <= 3
      ? 'varchar'
      : (['bigint', 'varchar', 'date', 'double'][index % 4] ?? 'bigint');

function dataSourceOf(size: Size, place: Place): object {
  const tags = tagsOf(size, place);
  const [schema, name] = [schemaName(place.schema), dataSourceName(place.dataSource)];
  return {
    schema,
    name,
    table: `${rawCatalog}.${schema}.${name}`,
    tags: [domainTag(domainOf(size, place))],
    columns: Array.from({ length: columnsPerDataSource }, (_, index) => {
      const { mask, row } = tags.get(index) ?? {};
      return {
        name: columnName(index),
        type: columnType(index),
        ...(mask === undefined ? {} : { tags: [maskTag(mask)] }),
        ...(row === undefined ? {} : { tags: [rowTag(row)] }),
      };
    }),
  };
}

/** What a user has. */
interface UserFacts {
  readonly groups: readonly number[];
  readonly level: number;
  readonly regions: readonly number[];
}

function factsOf(size: Size, user: number): UserFacts {
  const groups = new Set<number>();
  for (let draw = 0; groups.size < 5; draw += 1) groups.add(mixed(groupCount(size), user, draw, 11));
  const own = new Set<number>();
  for (let draw = 0; own.size < 3; draw += 1) own.add(mixed(regions, user, draw, 12));
  return { groups: [...groups], level: mixed(levels, user, 13), regions: [...own].sort((a, b) => a - b) };
}

/** A user in the form of a world file: 5 groups, and 10 values of 6 attributes. */
export function userOf(size: Size, user: number): object {
  const { groups, level, regions: own } = factsOf(size, user);
  return {
    name: userName(user),
    groups: groups.map(groupName),
    attributes: {
      region: own.map(regionName),
      level: [levelName(level)],
      department: [`department${mixed(50, user, 14)}`],
      costCenter: [`cc${mixed(1_000, user, 15)}`, `cc${1_000 + mixed(1_000, user, 16)}`],
      country: [`country${mixed(20, user, 17)}`, `country${20 + mixed(20, user, 18)}`],
      office: [`office${mixed(200, user, 19)}`],
    },
  };
}

/** What a policy of masks does: whom it excepts, and how it masks. */
interface MaskPolicy {
  readonly tag: number;
  readonly mask: (typeof masks)[number];
  readonly exceptGroup: number;
}

const maskPolicy = (size: Size, index: number): MaskPolicy => ({
  tag: index % maskTags(size),
  mask: masks[mixed(masks.length, index, 21)] ?? masks[0],
  exceptGroup: mixed(groupCount(size), index, 22),
});

/** Whom a row policy excepts; all others see the rows of their regions. */
const rowPolicyExcepts = (index: number): number => mixed(levels, index, 23);

/** The groups that have access to a domain, and the levels. */
const domainGroups = (size: Size, domain: number): readonly number[] => [
  mixed(groupCount(size), domain, 31),
  mixed(groupCount(size), domain, 32),
];
const domainLevels = (domain: number): readonly number[] =>
  [0, 1, 2, 3, 4].map((step) => (domain + step) % levels);

function* policiesOf(size: Size): Generator<object> {
  for (let index = 0; index < size.maskPolicies; index += 1) {
    const { tag, mask, exceptGroup } = maskPolicy(size, index);
    yield {
      name: `mask ${index}`,
      rules: [{ columns: { tags: [maskTag(tag)] }, mask, exceptWhen: { group: groupName(exceptGroup) } }],
    };
  }
  for (let index = 0; index < size.rowPolicies; index += 1) {
    yield {
      name: `rows ${index}`,
      rules: [
        {
          rows: { column: { tag: rowTag(index % rowTags(size)) }, in: { attribute: 'region' } },
          exceptWhen: { attribute: 'level', value: levelName(rowPolicyExcepts(index)) },
        },
      ],
    };
  }
}

function* subscriptionPoliciesOf(size: Size): Generator<object> {
  for (let domain = 0; domain < domains(size); domain += 1) {
    const target = { tags: [domainTag(domain)] };
    yield {
      name: `groups ${domain}`,
      target,
      grant: { condition: { any: domainGroups(size, domain).map((group) => ({ group: groupName(group) })) } },
    };
    yield {
      name: `levels ${domain}`,
      target,
      grant: {
        condition: {
          any: domainLevels(domain).map((level) => ({ attribute: 'level', value: levelName(level) })),
        },
      },
    };
  }
}

/** The world without its users, in the form of a world file. */
export function worldOf(size: Size): Readonly<Record<string, unknown>> {
  return {
    settings: { hashKeyTable: 'vault.scrim.hash_key', definer: 'scrim' },
    tags: [
      ...Array.from({ length: maskTags(size) }, (_, index) => ({ name: maskTag(index) })),
      ...Array.from({ length: rowTags(size) }, (_, index) => ({ name: rowTag(index) })),
      ...Array.from({ length: domains(size) }, (_, index) => ({ name: domainTag(index) })),
    ],
    groups: Array.from({ length: groupCount(size) }, (_, index) => ({ name: groupName(index) })),
    dataSources: [...places(size)].map((place) => dataSourceOf(size, place)),
    policies: [...policiesOf(size)],
    subscriptionPolicies: [...subscriptionPoliciesOf(size)],
  };
}

/** What a user should be shown of a data source. */
export interface Expected {
  readonly access: boolean;
  /** How each column that is masked is masked. */
  readonly masked: ReadonlyMap<string, MaskType>;
  /** The regions whose rows are shown; undefined for all rows. */
  readonly regions?: readonly string[];
}

/**
 * What a user should be shown of a data source, from the positions of both alone.
 * @param disabled positions of mask policies that do not apply
 */
export function expectedOf(
  size: Size,
  user: number,
  place: Place,
  disabled: ReadonlySet<number> = new Set(),
): Expected {
  const { groups, level, regions: own } = factsOf(size, user);
  const domain = domainOf(size, place);
  const access =
    domainGroups(size, domain).some((group) => groups.includes(group)) ||
    domainLevels(domain).includes(level);
  const masked = new Map<string, MaskType>();
  let filtered = false;
  for (const [column, { mask, row }] of tagsOf(size, place)) {
    if (mask !== undefined) {
      const applied: MaskType[] = [];
      for (let index = mask; index < size.maskPolicies; index += maskTags(size)) {
        const policy = maskPolicy(size, index);
        if (!disabled.has(index) && !groups.includes(policy.exceptGroup)) applied.push(policy.mask.type);
      }
      const strictest = masks.find(({ type }) => applied.includes(type));
      if (strictest !== undefined) masked.set(columnName(column), strictest.type);
    }
    if (row !== undefined) {
      for (let index = row; index < size.rowPolicies; index += rowTags(size))
        filtered ||= rowPolicyExcepts(index) !== level;
    }
  }
  return { access, masked, ...(filtered ? { regions: own.map(regionName) } : {}) };
}

/** The names of the data sources that a user should see in a schema, sorted. */
export const visibleIn = (size: Size, user: number, schema: number): readonly string[] =>
  Array.from({ length: size.dataSourcesPerSchema }, (_, dataSource) => ({ schema, dataSource }))
    .filter((place) => expectedOf(size, user, place).access)
    .map(({ dataSource }) => dataSourceName(dataSource));
