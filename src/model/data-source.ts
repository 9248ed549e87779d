import { z } from 'zod';

import type { Keeper } from './keeping.js';
import { kept } from './keeping.js';
import { beginning, being, holding, principalFilters } from './list-filter.js';
import { mentionsOf } from './mention.js';
import { formatDataSourceName, rawColumnName, schemaName, tagName, viewName } from './names.js';
import { objectKind } from './object-kind.js';
import { platforms } from './platforms.js';
import { principal, principalMentions } from './principals.js';
import { readTable } from './raw-tables.js';
import { redshiftNameProblem } from './redshift-names.js';
import { everything, readAll, readOwn } from './rights.js';

/** A tag that policies may name. It must be declared, so that a misspelled tag is an error and not a policy that applies to nothing. */
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
        'found by `scrim sync` and not reviewed yet: NULL for everybody except the owners, whatever the policies are',
    }),
    gone: z.literal(true).optional().meta({
      description:
        'no longer in the table, so no view shows it. It is kept for its tags, so that policies that name these tags still apply',
    }),
  })
  .meta({ id: 'Column' });
/** @see column */
export type Column = z.output<typeof column>;

/** @see platforms */
export type Platform = (typeof platforms)[number];

interface NameFault {
  readonly message: string;
  readonly path: (string | number)[];
}

/** What a platform allows in a data source. */
interface PlatformRules {
  readonly nameFaults: (of: {
    readonly schema: string;
    readonly name: string;
    readonly columns: readonly { readonly name: string }[];
  }) => readonly NameFault[];
  /** Whether it has external tables. */
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
        'the platform of the data, and the SQL dialect of types, queries and predicates: trino, or redshift for tables of Amazon Redshift',
    }),
    external: z.boolean().optional().meta({
      description: 'Redshift only: the table, or a table that the query reads, is external (Spectrum)',
    }),
    table: z
      .string()
      .min(1)
      .optional()
      .meta({
        description:
          'the raw table, CATALOG.SCHEMA.TABLE (on Redshift DATABASE.SCHEMA.TABLE); quote parts where SQL requires it',
        examples: ['tpch.tiny.customer'],
      }),
    query: z
      .string()
      .min(1)
      .max(200_000)
      .optional()
      .meta({
        description:
          'instead of a table: a SELECT over raw tables (CATALOG.SCHEMA.TABLE) and other data sources (SCHEMA.NAME)',
        examples: ['SELECT custkey, sum(totalprice) AS spent FROM sales.orders GROUP BY custkey'],
      }),
    reads: z
      .array(readTable)
      .optional()
      .meta({ description: 'the raw tables in the query that are not data sources themselves' }),
    enabled: z.boolean().default(true),
    gone: z.literal(true).optional().meta({
      description:
        'the table was missing at the last `scrim sync`. The data source acts as disabled until the table is back',
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
        message: 'only tables of Redshift are external: set platform: redshift, or remove external',
        path: ['external'],
      });
    }
    if ((table === undefined) === (query === undefined)) {
      context.addIssue({
        code: 'custom',
        message: 'give a data source a table or a query, not both',
        path: query === undefined ? [] : ['query'],
      });
    }
    if (query !== undefined) {
      if (dataSource.gone) {
        context.addIssue({
          code: 'custom',
          message: 'only a data source with a table can be marked as gone',
          path: ['gone'],
        });
      }
      columns.forEach(({ gone }, index) => {
        if (gone === undefined) return;
        const path = ['columns', index, 'gone'];
        context.addIssue({ code: 'custom', message: 'only columns of a table can be marked as gone', path });
      });
    }
    if (columns.every(({ gone }) => gone)) {
      const message =
        'every column is marked as gone; if the table is missing, set gone: true on the data source and not on its columns';
      context.addIssue({ code: 'custom', message, path: ['columns'] });
    }
    if (reads !== undefined && query === undefined) {
      context.addIssue({
        code: 'custom',
        message: 'only a data source with a query can have reads',
        path: ['reads'],
      });
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
              ? `column '${name}' is duplicated`
              : `columns '${columns[first]?.name ?? ''}' and '${name}' differ only in letter case: policies name columns in lower case, so a policy would apply to both`,
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

/** A disabled data source, and what is marked as gone or unreviewed, stays so unless the writer gives another value. */
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
  // A data source must have at least one column that is not gone.
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
    ...(disabled
      ? [[[], `data source '${name}' stays disabled; to enable it, set 'enabled: true'`] as const]
      : []),
    ...(gone
      ? [
          [
            [],
            `data source '${name}' stays marked as gone; scrim sync removes the mark when the table is back`,
          ] as const,
        ]
      : []),
    ...unreviewed.map(
      (column) =>
        [
          ['columns'],
          `column '${column.name}' of '${name}' stays unreviewed; to mark it as reviewed, run scrim datasource review`,
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
        description: 'those with this tag or one below it, on the data source or on a column',
        text: (name) => ({ tagged: [name] }),
      },
      ...principalFilters('owners', 'those owned by', true),
      enabled: being('enabled', 'boolean'),
    },
  },
  // A governor may change the metadata that `check-metadata.ts` lists. An owner may not register a data source: views read raw tables as
  // the definer, so that would open every raw table. An owner may not remove one either: the tags, on which policies depend, would be
  // missing when it is registered again.
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
