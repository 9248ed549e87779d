import { z } from 'zod';

import { Refusal } from '../../base/refusal.js';
import type { DataSource } from '../../model/data-source.js';
import { detectorNames, formatMonitoredSchema } from '../../model/monitored-schema.js';
import type { MonitoredSchema } from '../../model/monitored-schema.js';
import type { Ask } from '../../trino/ask.js';
import { listSchemas, listTables, readTables } from '../../trino/read-tables.js';
import { rawTableOf } from '../../trino/trino-sql.js';
import { findTags } from './find-tags.js';
import type { InputOf } from '../use-case.js';

const rawColumn = z.strictObject({
  name: z.string(),
  type: z.string().meta({ description: "the type in Trino's SQL" }),
  comment: z.string().exactOptional(),
});

const finding = z.strictObject({
  table: z.string(),
  column: z.string(),
  detector: z.enum(detectorNames),
  byName: z.boolean(),
  share: z.number().exactOptional(),
});

/** What Trino has in a monitored schema. Plain JSON, without values of rows. */
export const observedSchema = z.strictObject({
  monitored: z.string().meta({ description: 'the key of the monitored schema whose settings apply' }),
  catalog: z.string(),
  schema: z.string(),
  problem: z.string().exactOptional().meta({
    description: 'why the schema could not be read; its tables are then unknown',
  }),
  tables: z.array(z.string()).meta({ description: 'the tables and views in the schema' }),
  read: z
    .array(
      z.strictObject({
        catalog: z.string(),
        schema: z.string(),
        table: z.string(),
        columns: z.array(rawColumn),
      }),
    )
    .meta({ description: 'those of them whose columns the Trino user may see' }),
  findings: z.array(finding).meta({ description: 'the kinds of data that were recognized in columns' }),
});
/** @see observedSchema */
export type ObservedSchema = InputOf<typeof observedSchema>;

/** What is registered, and which part of it to examine. */
export interface Watched {
  readonly monitored: readonly MonitoredSchema[];
  readonly dataSources: readonly DataSource[];
  /** Only these; all for undefined. */
  readonly catalog?: string | undefined;
  readonly schema?: string | undefined;
  /** Whether to detect tags in all tables, and not only in those with a new column. */
  readonly detectAll?: boolean | undefined;
}

interface Place {
  readonly settings: MonitoredSchema;
  readonly catalog: string;
  readonly schema: string;
}

/**
 * Reads the tables of all monitored schemas.
 * @throws Refusal `unavailable` if Trino cannot be reached; a query that it refuses is reported as a problem of the schema
 */
export async function observeSchemas(ask: Ask, watched: Watched): Promise<readonly ObservedSchema[]> {
  const observed: ObservedSchema[] = [];
  for (const settings of watched.monitored) {
    if (watched.catalog !== undefined && watched.catalog !== settings.catalog) continue;
    for (const { settings: by, catalog, schema, problem } of await placesOf(ask, settings, watched)) {
      if (watched.schema !== undefined && watched.schema !== schema) continue;
      const place = { monitored: formatMonitoredSchema(by), catalog, schema };
      const nothing = { tables: [], read: [], findings: [] };
      observed.push(
        problem === undefined
          ? { ...place, ...(await read(ask, { settings: by, catalog, schema }, watched)) }
          : { ...place, ...nothing, problem },
      );
    }
  }
  return observed;
}

/** The schemas that an entry monitors. For a whole catalog, they include removed schemas that have data sources. */
async function placesOf(
  ask: Ask,
  settings: MonitoredSchema,
  { monitored, dataSources }: Watched,
): Promise<readonly (Place & { readonly problem?: string })[]> {
  const { catalog, schema } = settings;
  if (schema !== undefined) return [{ settings, catalog, schema }];
  const ofTheirOwn = new Set(monitored.filter((one) => one.catalog === catalog).map((one) => one.schema));
  const registered = dataSources.flatMap((one) => {
    const raw = rawTableOf(one);
    return raw?.catalog === catalog ? [raw.schema] : [];
  });
  const there = await refusedAs(listSchemas(ask, catalog));
  if ('problem' in there) return [{ settings, catalog, schema: '*', problem: there.problem }];
  return [...new Set([...there.value, ...registered])]
    .filter((name) => name !== 'information_schema' && !ofTheirOwn.has(name))
    .toSorted()
    .map((name) => ({ settings, catalog, schema: name }));
}

async function read(
  ask: Ask,
  { settings, catalog, schema }: Place,
  watched: Watched,
): Promise<Pick<ObservedSchema, 'problem' | 'tables' | 'read' | 'findings'>> {
  const found = await refusedAs(
    (async () => {
      const tables = await listTables(ask, catalog, schema);
      const wanted = tables.filter((table) => !(settings.except ?? []).includes(table));
      const readable = await readTables(ask, { catalog, schema }, wanted);
      return { tables, read: readable, findings: await findTags(ask, settings, readable, watched) };
    })(),
  );
  return 'problem' in found ? { tables: [], read: [], findings: [], ...found } : found.value;
}

/** A query that Trino refuses is reported as a problem. A Trino that cannot be reached is handled elsewhere. */
async function refusedAs<T>(work: Promise<T>): Promise<{ readonly value: T } | { readonly problem: string }> {
  try {
    return { value: await work };
  } catch (error) {
    if (error instanceof Refusal && error.kind === 'invalid') return { problem: error.message };
    throw error;
  }
}
