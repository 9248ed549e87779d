/**
 * The world in which scrim and Open Policy Agent answer the same questions. Everything follows from the positions of objects by arithmetic, so
 * two runs make the same world, and the expected answers are computed without any code of scrim.
 *
 * A domain is a tag on tables with ten policies: people need the domain's group, two filter rows by people's attributes, and seven mask columns
 * with personal data, except for people in another group. Some tables are in two domains, and need the groups of both.
 */

/** How large a world is. */
export interface Size {
  readonly name: string;
  readonly tables: number;
  readonly users: number;
  /** A tenth of the policies. */
  readonly domains: number;
}

/** 10,000 tables, 100,000 users, 1,000 policies. */
export const worldM: Size = { name: 'M', tables: 10_000, users: 100_000, domains: 100 };
/** A hundredth of M. */
export const worldS: Size = { name: 'S', tables: 100, users: 1_000, domains: 5 };

export const catalog = 'lake';
/** Reads every raw table without filters and masks. */
const owner = 'scrim_owner';
const columnsPerTable = 20;
const tablesPerSchema = 100;

const regions = [
  ...['emea', 'apac', 'amer', 'nordics', 'dach', 'benelux', 'iberia', 'anz', 'india'],
  ...["cote d'ivoire", 'latam', 'mena'],
];
const departments = Array.from({ length: 20 }, (_, index) => `dept-${index}`);

/** Masks, the strictest first. */
const maskKinds = ['null', 'constant', 'hash', 'year', 'thousand', 'partial'] as const;
export type MaskKind = (typeof maskKinds)[number];

/** Columns with personal data, and the two ways in which a domain may mask each. */
const personal = [
  { column: 'email', type: 'varchar', tag: 'PII.Email', kinds: ['hash', 'null'] },
  { column: 'phone', type: 'varchar', tag: 'PII.Phone', kinds: ['partial', 'hash'] },
  { column: 'full_name', type: 'varchar', tag: 'PII.Name', kinds: ['constant', 'partial'] },
  { column: 'ssn', type: 'varchar', tag: 'PII.SSN', kinds: ['null', 'hash'] },
  { column: 'birth_date', type: 'date', tag: 'PII.BirthDate', kinds: ['year', 'null'] },
  { column: 'address', type: 'varchar', tag: 'PII.Address', kinds: ['null', 'constant'] },
  { column: 'salary', type: 'decimal(12,2)', tag: 'PII.Salary', kinds: ['thousand', 'null'] },
] as const;

/** A number that looks random, from 0 to `below` - 1, the same for the same positions. */
export function mixed(below: number, ...positions: readonly number[]): number {
  let hash = 0x811c9dc5;
  for (const position of positions) hash = Math.imul(hash ^ position, 0x01000193) ^ (hash >>> 15);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return ((hash ^ (hash >>> 13)) >>> 0) % below;
}

/** Some different numbers below a bound. */
export function several(count: number, below: number, ...positions: readonly number[]): readonly number[] {
  const found = new Set<number>();
  for (let draw = 0; found.size < Math.min(count, below); draw += 1)
    found.add(mixed(below, ...positions, draw));
  return [...found];
}

const at = <T>(list: readonly T[], index: number): T => {
  const found = list[index];
  if (found === undefined) throw new RangeError(`there is no position ${index}`);
  return found;
};

const domainTag = (domain: number): string => `Domain.D${domain}`;
const internalTag = (domain: number): string => `${domainTag(domain)}.Internal`;
const readersOf = (domain: number): string => `read_${domain}`;
const cleared = (domain: number, half: number): string => `pii_${domain}_${half === 0 ? 'a' : 'b'}`;

/** How a domain masks a column with personal data, and for whom not. */
interface MaskPolicy {
  readonly name: string;
  readonly kind: MaskKind;
  readonly unlessGroup: string;
}
function maskPolicy(domain: number, position: number): MaskPolicy {
  const { column, kinds } = at(personal, position);
  return {
    name: `mask ${column} ${domain}`,
    kind: at(kinds, mixed(2, domain, position, 1)),
    unlessGroup: cleared(domain, mixed(2, domain, position, 2)),
  };
}

/** A column of a table. */
export interface Column {
  readonly name: string;
  readonly type: string;
  readonly tag?: string;
}

/** A table of the world. */
export interface TableFacts {
  readonly index: number;
  readonly schema: string;
  readonly name: string;
  readonly domains: readonly number[];
  /** Whether rows of its first domain are filtered by department too. */
  readonly internal: boolean;
  readonly columns: readonly Column[];
}

const otherTypes = ['varchar', 'bigint', 'double', 'timestamp(6)'];

export function tableOf({ domains }: Size, index: number): TableFacts {
  const home = index % domains;
  const meets = domains > 1 && mixed(10, index, 3) < 2;
  const columns: Column[] = [
    { name: 'id', type: 'bigint' },
    { name: 'region', type: 'varchar', tag: 'Geo.Region' },
    { name: 'department', type: 'varchar', tag: 'Org.Department' },
  ];
  for (const position of several(3 + mixed(5, index, 4), personal.length, index, 5)) {
    const { column, type, tag } = at(personal, position);
    columns.push({ name: column, type, tag });
  }
  while (columns.length < columnsPerTable) {
    columns.push({ name: `c${columns.length}`, type: at(otherTypes, mixed(4, index, columns.length, 6)) });
  }
  return {
    index,
    schema: `s${Math.floor(index / tablesPerSchema)}`,
    name: `table_${index}`,
    domains: meets ? [home, (home + 1) % domains] : [home],
    internal: mixed(10, index, 7) < 3,
    columns,
  };
}

/** The tags of a table. */
const tagsOf = ({ domains, internal }: TableFacts): readonly string[] => [
  ...domains.map(domainTag),
  ...(internal ? [internalTag(at(domains, 0))] : []),
];

/** A person of the world. */
export interface UserFacts {
  readonly name: string;
  readonly home: number;
  readonly groups: readonly string[];
  readonly attributes: Readonly<Record<'region' | 'department', readonly string[]>> &
    Readonly<Record<string, readonly string[]>>;
}

export function userOf({ domains }: Size, index: number): UserFacts {
  const home = index % domains;
  return {
    name: `user${index}@example.com`,
    home,
    groups: [
      ...new Set([readersOf(home), readersOf((home + 1) % domains)]),
      cleared(home, mixed(2, index, 11)),
      ...several(2, 200, index, 12).map((team) => `team_${team}`),
    ],
    attributes: {
      region: several(3, regions.length, index, 13).map((one) => at(regions, one)),
      department: several(3, departments.length, index, 14).map((one) => at(departments, one)),
      cost_center: several(2, 500, index, 15).map((one) => `cc-${one}`),
      clearance: [at(['low', 'medium', 'high'], mixed(3, index, 16))],
      country: [at(['de', 'fr', 'us', 'jp', 'br'], mixed(5, index, 17))],
    },
  };
}

// What the policies of the world mean.

export const mayRead = ({ groups }: UserFacts, { domains }: TableFacts): boolean =>
  domains.every((domain) => groups.includes(readersOf(domain)));

/** The values to which each filter column is held. */
export function filtersOf(
  { attributes }: UserFacts,
  { internal }: TableFacts,
): Readonly<Partial<Record<'region' | 'department', readonly string[]>>> {
  const { region, department } = attributes;
  return { region, ...(internal ? { department } : {}) };
}

/** How a column is masked; undefined if it is not. */
export function maskOf(
  { groups }: UserFacts,
  { domains }: TableFacts,
  { tag }: Column,
): MaskKind | undefined {
  const position = personal.findIndex((one) => one.tag === tag);
  if (position < 0) return undefined;
  const kinds = domains
    .map((domain) => maskPolicy(domain, position))
    .flatMap(({ kind, unlessGroup }) => (groups.includes(unlessGroup) ? [] : [kind]));
  return maskKinds.find((kind) => kinds.includes(kind));
}

const indices = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

const scrimMasks: Readonly<Record<MaskKind, object>> = {
  null: { type: 'null' },
  constant: { type: 'constant', value: 'REDACTED' },
  hash: { type: 'hash' },
  year: { type: 'round', unit: 'year' },
  thousand: { type: 'round', step: 1000 },
  partial: { type: 'partial', last: 4 },
};

/** The world in scrim's words, without its users. */
export function scrimWorld(size: Size): Readonly<Record<string, unknown>> {
  const domains = indices(size.domains);
  const groups = [
    ...domains.flatMap((domain) => [readersOf(domain), cleared(domain, 0), cleared(domain, 1)]),
    ...indices(200).map((team) => `team_${team}`),
  ];
  const columnTags = ['Geo.Region', 'Org.Department', ...personal.map(({ tag }) => tag)];
  return {
    settings: { definer: owner, hashKeyTable: 'vault.scrim.hash_key' },
    tags: [...columnTags, ...domains.flatMap((one) => [domainTag(one), internalTag(one)])].map((name) => ({
      name,
    })),
    groups: groups.map((name) => ({ name })),
    dataSources: indices(size.tables).map((index) => {
      const table = tableOf(size, index);
      const { schema, name } = table;
      return {
        ...{ schema, name, table: `${catalog}.${schema}.${name}`, tags: tagsOf(table) },
        columns: table.columns.map(({ name: of, type, tag }) => ({
          ...{ name: of, type },
          ...(tag === undefined ? {} : { tags: [tag] }),
        })),
      };
    }),
    subscriptionPolicies: domains.map((domain) => ({
      name: `readers ${domain}`,
      target: { tags: [domainTag(domain)] },
      grant: { condition: { group: readersOf(domain) } },
      guardrail: { group: readersOf(domain) },
    })),
    policies: domains.flatMap((domain) => {
      const rows = (column: string, attribute: string) => ({ column: { tag: column }, in: { attribute } });
      return [
        {
          name: `region ${domain}`,
          target: { tags: [domainTag(domain)] },
          rules: [{ rows: rows('Geo.Region', 'region') }],
        },
        {
          name: `department ${domain}`,
          target: { tags: [internalTag(domain)] },
          rules: [{ rows: rows('Org.Department', 'department') }],
        },
        ...personal.map(({ tag }, position) => {
          const { name, kind, unlessGroup } = maskPolicy(domain, position);
          return {
            name,
            target: { tags: [domainTag(domain)] },
            rules: [{ columns: { tags: [tag] }, mask: scrimMasks[kind], exceptWhen: { group: unlessGroup } }],
          };
        }),
      ];
    }),
  };
}

export const scrimUser = ({ name, groups, attributes }: UserFacts): object => ({ name, groups, attributes });

/** The data of Open Policy Agent: objects by their keys, policies by the tags of the tables that they are for. */
export function opaData(size: Size): object {
  const tables: Record<string, Record<string, object>> = {};
  for (const index of indices(size.tables)) {
    const table = tableOf(size, index);
    const columnTags = table.columns.map(({ name, tag }) => [name, tag === undefined ? [] : [tag]] as const);
    const tagged = table.columns.flatMap(({ name, tag }) =>
      tag === undefined ? [] : [[tag, name] as const],
    );
    (tables[table.schema] ??= {})[table.name] = {
      tags: tagsOf(table),
      columns: Object.fromEntries(columnTags),
      tagged: Object.fromEntries(tagged),
    };
  }
  const domains = indices(size.domains);
  const byDomain = <T>(tag: (domain: number) => string, of: (domain: number) => T): Record<string, T> =>
    Object.fromEntries(domains.map((domain) => [tag(domain), of(domain)]));
  return {
    owner,
    users: Object.fromEntries(
      indices(size.users).map((index) => {
        const { name, groups, attributes } = userOf(size, index);
        return [name, { groups, attributes }];
      }),
    ),
    tables: { [catalog]: tables },
    policies: {
      groups: byDomain(domainTag, (domain) => [readersOf(domain)]),
      rows: {
        ...byDomain(domainTag, () => [{ columnTag: 'Geo.Region', attribute: 'region' }]),
        ...byDomain(internalTag, () => [{ columnTag: 'Org.Department', attribute: 'department' }]),
      },
      masks: byDomain(domainTag, (domain) =>
        Object.fromEntries(
          personal.map(({ tag }, position) => {
            const { name, kind, unlessGroup } = maskPolicy(domain, position);
            return [tag, [{ name, kind, unlessGroup, rank: maskKinds.indexOf(kind) }]];
          }),
        ),
      ),
    },
  };
}
