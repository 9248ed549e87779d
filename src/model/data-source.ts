import { z } from 'zod';

import type { Keeper } from './keeping.js';
import { kept } from './keeping.js';
import { beginning, being, holding, principalFilters } from './list-filter.js';
import { mentionsOf } from './mention.js';
import { formatDataSourceName, rawColumnName, schemaName, tagName, viewName } from './names.js';
import { objectKind } from './object-kind.js';
import { principal, principalMentions } from './principals.js';
import { readTable } from './raw-tables.js';
import { redshiftNameProblem } from './redshift-names.js';
import { everything, readAll, readOwn } from './rights.js';

/** A tag that policies may name. Declared, so that a misspelt one is an error and not a policy that reaches nothing. */
const tag = z.strictObject({ name: tagName, comment: z.string().optional() }).meta({ id: 'Tag' });

/** A column of a data source, with the type that its platform reports. */
export const column = z
  .strictObject({
    name: rawColumnName,
    type: z.string().min(1).meta({ description: 'the type as the platform writes it, such as varchar(25)' }),
    comment: z.string().optional(),
    tags: z.array(tagName).default([]),
    unreviewed: z.literal(true).optional().meta({
      description:
        'found by `scrim sync`, and looked at by nobody yet: null to everybody but the owners, whatever policies say',
    }),
    gone: z.literal(true).optional().meta({
      description:
        'not in the table any more: no view shows it; kept for its tags, so that no policy stops holding because of it',
    }),
  })
  .meta({ id: 'Column' });
/** @see column */
export type Column = z.output<typeof column>;

/** The systems that hold raw tables; each speaks its own SQL. */
export const platforms = ['trino', 'redshift'] as const;
/** @see platforms */
export type Platform = (typeof platforms)[number];

interface NameFault {
  readonly message: string;
  readonly path: (string | number)[];
}

/** What a platform takes of a data source. */
interface PlatformRules {
  readonly nameFaults: (of: {
    readonly schema: string;
    readonly name: string;
    readonly columns: readonly { readonly name: string }[];
  }) => readonly NameFault[];
  /** Whether it has tables that stand outside of it. */
  readonly hasExternal: boolean;
}

const faultAt = (message: string | undefined, path: NameFault['path']): readonly NameFault[] =>
  message === undefined ? [] : [{ message, path }];

const platformRules: Readonly<Record<Platform, PlatformRules>> = {
  trino: {
    hasExternal: false,
    nameFaults: ({ columns }) =>
      columns.flatMap(({ name }, index) =>
        name === name.toLowerCase()
          ? []
          : faultAt('a column name must be lower case: Trino folds names to lower case', [
              'columns',
              index,
              'name',
            ]),
      ),
  },
  redshift: {
    hasExternal: true,
    nameFaults: ({ schema, name, columns }) => [
      ...faultAt(redshiftNameProblem(schema, 'schema'), ['schema']),
      ...faultAt(redshiftNameProblem(name, 'view'), ['name']),
      ...columns.flatMap((of, index) =>
        faultAt(redshiftNameProblem(of.name, 'column'), ['columns', index, 'name']),
      ),
    ],
  },
};

/** A raw table, or a SELECT over raw tables and other data sources, registered under a virtual schema and name. */
export const dataSource = z
  .strictObject({
    schema: schemaName,
    name: viewName,
    comment: z.string().optional(),
    platform: z.enum(platforms).default('trino').meta({
      description:
        'where the data is, and in whose SQL types, queries and predicates are written: trino, or redshift for tables of Amazon Redshift',
    }),
    external: z.boolean().optional().meta({
      description: 'of Redshift: the table, or one that the query reads, is external (Spectrum)',
    }),
    table: z
      .string()
      .min(1)
      .optional()
      .meta({
        description:
          'the raw table, CATALOG.SCHEMA.TABLE (of Redshift DATABASE.SCHEMA.TABLE), parts quoted where SQL needs it',
        examples: ['tpch.tiny.customer'],
      }),
    query: z
      .string()
      .min(1)
      .max(200_000)
      .optional()
      .meta({
        description:
          'in place of a table: a SELECT over raw tables (CATALOG.SCHEMA.TABLE) and other data sources (SCHEMA.NAME)',
        examples: ['SELECT custkey, sum(totalprice) AS spent FROM sales.orders GROUP BY custkey'],
      }),
    reads: z
      .array(readTable)
      .optional()
      .meta({ description: 'the raw tables in the query that are no data sources themselves' }),
    enabled: z.boolean().default(true),
    gone: z.literal(true).optional().meta({
      description: 'its table was gone when `scrim sync` last looked: as good as disabled, until it is back',
    }),
    owners: z.array(principal).default([]),
    tags: z.array(tagName).default([]),
    columns: z.array(column).min(1),
  })
  .superRefine((dataSource, context) => {
    const { columns, table, query, reads, platform, external } = dataSource;
    for (const { message, path } of platformRules[platform].nameFaults(dataSource)) {
      context.addIssue({ code: 'custom', message, path });
    }
    if (external !== undefined && !platformRules[platform].hasExternal) {
      context.addIssue({
        code: 'custom',
        message: 'only tables of Redshift are external: say platform: redshift',
        path: ['external'],
      });
    }
    if ((table === undefined) === (query === undefined)) {
      context.addIssue({
        code: 'custom',
        message: 'a data source has a table or a query, and not both',
        path: query === undefined ? [] : ['query'],
      });
    }
    if (query !== undefined) {
      if (dataSource.gone) {
        context.addIssue({ code: 'custom', message: 'only what has a table is gone', path: ['gone'] });
      }
      columns.forEach(({ gone }, index) => {
        if (gone === undefined) return;
        const path = ['columns', index, 'gone'];
        context.addIssue({ code: 'custom', message: 'only columns of a table are gone', path });
      });
    }
    if (columns.every(({ gone }) => gone)) {
      const message = 'every column is gone; where the table itself is, say so of the data source';
      context.addIssue({ code: 'custom', message, path: ['columns'] });
    }
    if (reads !== undefined && query === undefined) {
      context.addIssue({ code: 'custom', message: 'only a query reads tables', path: ['reads'] });
    }
    const seen = new Map<string, number>();
    columns.forEach(({ name }, index) => {
      const folded = name.toLowerCase();
      const first = seen.get(folded);
      if (first === undefined) seen.set(folded, index);
      else
        context.addIssue({
          code: 'custom',
          message:
            columns[first]?.name === name
              ? `column '${name}' stands twice`
              : `columns '${columns[first]?.name ?? ''}' and '${name}' differ in letter case only: policies name a column in lower case, and would mean both`,
          path: ['columns', index, 'name'],
        });
    });
  })
  .meta({ id: 'DataSource' });
/** @see dataSource */
export type DataSource = z.output<typeof dataSource>;

/** @see tag */
export const tagKind = objectKind({
  schema: tag,
  section: 'tags',
  key: ({ name }) => name,
  keyAt: ['name'],
  words: 'tag',
  title: ({ name }) => `tag '${name}'`,
  served: { one: 'a tag', path: 'name', filters: { namePrefix: beginning('name') } },
  rights: { governor: everything, owner: readAll, user: readAll },
});

/** What is disabled, gone or unreviewed stays so, unless the writer says otherwise. */
const keepDataSource: Keeper<DataSource> = (before, after, says) => {
  const name = formatDataSourceName(after);
  const sameTable = before.table !== undefined && before.table === after.table;
  const known = new Map(sameTable ? before.columns.map((column) => [column.name, column]) : []);
  const columns = after.columns.map((column, index) => {
    const marks = (['unreviewed', 'gone'] as const).filter(
      (mark) => known.get(column.name)?.[mark] && !says(['columns', index, mark]),
    );
    return { ...column, ...Object.fromEntries(marks.map((mark) => [mark, true as const])) };
  });
  // A table without any column would be no data source.
  const allGone = columns.every(({ gone }) => gone);
  const unreviewed = columns.filter(
    (column, index) => column.unreviewed && !after.columns[index]?.unreviewed,
  );
  const disabled = !before.enabled && !says(['enabled']);
  const gone = sameTable && before.gone === true && !says(['gone']);
  return kept(
    {
      ...after,
      columns: allGone ? after.columns : columns,
      ...(disabled ? { enabled: false } : {}),
      ...(gone ? { gone: true as const } : {}),
    },
    ...(disabled ? [[[], `data source '${name}' stays disabled; 'enabled: true' enables it`] as const] : []),
    ...(gone
      ? [
          [
            [],
            `data source '${name}' stays marked as gone; scrim sync takes the mark away when its table is back`,
          ] as const,
        ]
      : []),
    ...unreviewed.map(
      (column) =>
        [
          ['columns'],
          `column '${column.name}' of '${name}' stays unreviewed; scrim datasource review says that somebody has looked at it`,
        ] as const,
    ),
  );
};

/** @see dataSource */
export const dataSourceKind = objectKind({
  schema: dataSource,
  section: 'dataSources',
  key: formatDataSourceName,
  keyAt: ['name'],
  words: 'data source',
  title: (object) => `data source '${formatDataSourceName(object)}'`,
  served: {
    one: 'a data source',
    path: 'dataSource',
    filters: {
      schema: holding('those in this schema', (schema) => ({ schema })),
      namePrefix: beginning('name'),
      tag: {
        description: 'those that carry, or have a column that carries, this tag or one beneath it',
        text: (name) => ({ tagged: [name] }),
      },
      ...principalFilters('owners', 'those owned by', true),
      enabled: being('enabled', 'boolean'),
    },
  },
  // A governor changes its metadata: `check-metadata.ts` says which. An owner registers no data source, since views read raw tables as
  // the definer: that would open every raw table. Nor does an owner remove one: its tags, which policies go by, would not be there when
  // it is registered again.
  rights: { governor: { read: 'all', change: 'all' }, owner: { read: 'own', change: 'own' }, user: readOwn },
  own: {
    read: (object) => [{ to: formatDataSourceName(object), as: ['discoverer'] }],
    write: (object) => [{ to: formatDataSourceName(object), as: ['owner'] }],
  },
  remedy: 'register it under dataSources, as SCHEMA.NAME',
  keeping: { unsaid: keepDataSource },
  mentions: ({ owners, tags, columns }) => [
    ...principalMentions(owners, ['owners']),
    ...mentionsOf('tag', tags, ['tags']),
    ...columns.flatMap((one, index) => mentionsOf('tag', one.tags, ['columns', index, 'tags'])),
  ],
  refersTo: {
    user: (user) => ({ containing: [{ owners: [{ user }] }] }),
    group: (group) => ({ containing: [{ owners: [{ group }] }] }),
    tag: (name) => ({ tagged: [name] }),
  },
});
