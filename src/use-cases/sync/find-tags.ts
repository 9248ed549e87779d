import { Refusal } from '../../base/refusal.js';
import { detectors, recognize } from './detectors/recognize.js';
import type { Recognized } from './detectors/recognize.js';
import type { DataSource } from '../../model/data-source.js';
import { detectorNames } from '../../model/monitored-schema.js';
import type { MonitoredSchema } from '../../model/monitored-schema.js';
import type { Ask } from '../../trino/ask.js';
import { sampleQuery } from '../../trino/queries.js';
import type { RawTable } from '../../trino/raw-table.js';
import { rawTableOf } from '../../trino/trino-sql.js';

/** A kind of data that was recognized in a column of a table. */
export interface Finding extends Recognized {
  readonly table: string;
  readonly column: string;
}

/** Types whose values detectors can examine. */
const telling = /^(varchar|char|date|timestamp|bigint|decimal|ipaddress)\b/;
/** Maximum number of characters of a value that are examined: more than any detected kind of data has. */
const characters = 300;

/**
 * Detects the kinds of data that the settings name in columns: by column names, and by a sample of values, which is not kept. A table is
 * examined while it has a new or unreviewed column.
 */
export async function findTags(
  ask: Ask,
  { detectTags = {}, sampleRows }: MonitoredSchema,
  tables: readonly RawTable[],
  of: { readonly dataSources: readonly DataSource[]; readonly detectAll?: boolean | undefined },
): Promise<readonly Finding[]> {
  const wanted = detectorNames.filter((name) => detectTags[name] !== undefined);
  if (wanted.length === 0) return [];
  const findings: Finding[] = [];
  for (const raw of tables.filter((table) => of.detectAll || isNew(table, of.dataSources))) {
    const readable = raw.columns.filter(({ type }) => telling.test(type)).map(({ name }) => name);
    const forms = wanted.some((name) => detectors[name].matches !== undefined);
    const sample = sampleRows > 0 && forms ? await sampleOf(ask, raw, readable, sampleRows) : [];
    for (const { name } of raw.columns) {
      const at = readable.indexOf(name);
      const values = sample.flatMap((row) => (at >= 0 && typeof row[at] === 'string' ? [row[at]] : []));
      findings.push(
        ...recognize(wanted, name, values).map((found) => ({ table: raw.table, column: name, ...found })),
      );
    }
  }
  return findings;
}

function isNew(raw: RawTable, dataSources: readonly DataSource[]): boolean {
  const over = dataSources.filter((one) => {
    const name = rawTableOf(one);
    return name?.catalog === raw.catalog && name.schema === raw.schema && name.table === raw.table;
  });
  return (
    over.length === 0 ||
    over.some(
      ({ columns, gone }) =>
        gone ||
        raw.columns.some(({ name }) => {
          const column = columns.find((one) => one.name === name);
          return column === undefined || column.unreviewed || column.gone;
        }),
    )
  );
}

/** Rows of a table; none if the user may not read it. */
async function sampleOf(
  ask: Ask,
  raw: RawTable,
  columns: readonly string[],
  rows: number,
): Promise<readonly (readonly unknown[])[]> {
  if (columns.length === 0) return [];
  try {
    return (await ask(sampleQuery(raw, columns, { rows, characters }))).rows;
  } catch (error) {
    if (error instanceof Refusal && error.kind === 'invalid') return [];
    throw error;
  }
}
