import { z } from 'zod';

import { beginning } from './list-filter.js';
import { mentionsOf } from './mention.js';
import { schemaName, tagName, viewName } from './names.js';
import { anywhere } from './object-criteria.js';
import { objectKind } from './object-kind.js';
import { principal, principalMentions } from './principals.js';
import { readAll } from './rights.js';

/** What can be recognized in a column. The detectors are in `src/use-cases/sync/detectors`. */
export const detectorNames = [
  'email',
  'phone',
  'cardNumber',
  'iban',
  'ipAddress',
  'birthDate',
  'personName',
] as const;
/** @see detectorNames */
export type DetectorName = (typeof detectorNames)[number];

/** A schema of Trino, or all schemas of a catalog, whose tables `scrim sync` compares with the data sources over them. */
export const monitoredSchema = z
  .strictObject({
    catalog: schemaName.meta({ description: 'the catalog in Trino', examples: ['lake'] }),
    schema: schemaName.optional().meta({
      description: 'the schema in Trino; by default every schema of the catalog',
      examples: ['crm'],
    }),
    dataSourceSchema: schemaName.optional().meta({
      description:
        'the virtual schema of new data sources; by default it has the name of the schema in Trino',
    }),
    newTables: z.enum(['disabled', 'enabled']).default('disabled').meta({
      description:
        'whether the data source of a new table is visible at once, or only after a person enables it',
    }),
    newColumns: z.enum(['masked', 'shown']).default('masked').meta({
      description:
        'whether a new column is NULL until a person has reviewed it, or is shown at once according to the policies',
    }),
    except: z.array(viewName).optional().meta({ description: 'tables that are not monitored' }),
    owners: z.array(principal).default([]).meta({ description: 'owners of new data sources' }),
    tags: z.array(tagName).default([]).meta({ description: 'tags of new data sources' }),
    detectTags: z
      .partialRecord(z.enum(detectorNames), tagName)
      .optional()
      .meta({
        description: 'what scrim looks for in columns, and the tag that it proposes for each',
        examples: [{ email: 'PII.Email' }],
      }),
    sampleRows: z.int().min(0).max(10_000).default(0).meta({
      description: 'maximum number of rows of a table that scrim reads for this; 0 checks column names only',
    }),
    applyDetectedTags: z.boolean().default(false).meta({
      description: 'adds proposed tags to columns without review by a person',
    }),
  })
  .superRefine(({ schema, dataSourceSchema, detectTags, sampleRows, applyDetectedTags }, context) => {
    const report = (message: string, path: string): void => {
      context.addIssue({ code: 'custom', message, path: [path] });
    };
    if (schema === undefined && dataSourceSchema !== undefined) {
      report(
        'in a monitored catalog each schema gets a virtual schema with its own name: give a schema, or leave this out',
        'dataSourceSchema',
      );
    }
    if (detectTags !== undefined) return;
    if (sampleRows > 0) report('sampleRows is used only by detectTags: set detectTags too', 'sampleRows');
    if (applyDetectedTags)
      report('applyDetectedTags is used only by detectTags: set detectTags too', 'applyDetectedTags');
  })
  .meta({ id: 'MonitoredSchema' });
/** @see monitoredSchema */
export type MonitoredSchema = z.output<typeof monitoredSchema>;

/** `CATALOG.SCHEMA`, or `CATALOG` for all its schemas. */
export const formatMonitoredSchema = ({
  catalog,
  schema,
}: Pick<MonitoredSchema, 'catalog' | 'schema'>): string =>
  schema === undefined ? catalog : `${catalog}.${schema}`;

/** @see monitoredSchema */
export const monitoredSchemaKind = objectKind({
  schema: monitoredSchema,
  section: 'monitoredSchemas',
  key: formatMonitoredSchema,
  keyAt: ['catalog'],
  words: 'monitored schema',
  title: (object) => `monitored schema '${formatMonitoredSchema(object)}'`,
  served: { one: 'a monitored schema', path: 'source', filters: { catalogPrefix: beginning('catalog') } },
  rights: { governor: readAll },
  mentions: ({ owners, tags, detectTags = {} }) => [
    ...principalMentions(owners, ['owners']),
    ...mentionsOf('tag', tags, ['tags']),
    ...Object.entries(detectTags).map(([detector, name]) => ({
      to: 'tag' as const,
      name,
      path: ['detectTags', detector],
    })),
  ],
  refersTo: { user: anywhere, group: anywhere, tag: anywhere },
});
