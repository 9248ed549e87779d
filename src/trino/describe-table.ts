import { fitText, textProblem } from '../base/input.js';
import { column as columnSchema, dataSource as dataSourceSchema } from '../model/data-source.js';
import type { Column, DataSource } from '../model/data-source.js';
import { schemaName, viewName } from '../model/names.js';
import type { Principal } from '../model/principals.js';
import type { DataType } from '../sql/ast.js';
import { icebergColumn } from '../types/iceberg-column.js';
import type { RawColumn, RawTable } from './raw-table.js';

/** The name and the properties with which to register a table. */
export interface Registration {
  /** The virtual schema. */
  readonly schema: string;
  /** The virtual name; by default the name of the table. */
  readonly name?: string | undefined;
  readonly owners: readonly Principal[];
  readonly tags: readonly string[];
}

/** Functions that parse and print SQL. */
export interface SqlForms {
  /** Parses a type of Trino's SQL; undefined if the text is not a type. */
  readonly typeOf: (text: string) => DataType | undefined;
  /** Prints a table's name in Trino's SQL, with quotes if it needs them. */
  readonly nameOf: (parts: readonly [catalog: string, schema: string, table: string]) => string;
}

/** The data source for a table, if it can be registered, and notes for people. */
export interface Description {
  readonly dataSource: DataSource | undefined;
  /** The reason why the table cannot be registered, columns that are left out, and columns that no view shows. */
  readonly notes: readonly string[];
}

function describeColumn(raw: RawColumn, { typeOf }: SqlForms): { column?: Column; note?: string } {
  const title = `column '${fitText(raw.name)}'`;
  const unfit = textProblem(raw.name) ?? textProblem(raw.type);
  if (unfit !== undefined) return { note: `${title} is left out: ${unfit}` };
  // The user of this command cannot correct the comment of a raw table.
  const { comment, ...named } = raw;
  const checked = columnSchema.safeParse(
    comment === undefined ? named : { ...named, comment: fitText(comment) },
  );
  const problem = checked.error?.issues[0]?.message;
  if (!checked.success) return { note: `${title} is left out: ${problem ?? 'it cannot be named'}` };
  const type = typeOf(raw.type);
  if (type === undefined) return { note: `${title} is left out: its type '${raw.type}' cannot be read` };
  const decision = icebergColumn(type);
  if (decision.kind !== 'hidden') return { column: checked.data };
  return { column: checked.data, note: `${title} of type ${raw.type} is not shown: ${decision.reason}` };
}

/** Describes a table of Trino as a data source. */
export function describeTable(raw: RawTable, registration: Registration, sql: SqlForms): Description {
  const name = (registration.name ?? raw.table).toLowerCase();
  const unnamed = viewName.safeParse(name).error?.issues[0]?.message;
  const unschemed = schemaName.safeParse(registration.schema).error?.issues[0]?.message;
  if (unnamed !== undefined) {
    return {
      dataSource: undefined,
      notes: [`it cannot be named '${name}': ${unnamed}; give another with --name`],
    };
  }
  if (unschemed !== undefined) {
    const reason = `it cannot be in schema '${registration.schema}': ${unschemed}; give another with --schema`;
    return { dataSource: undefined, notes: [reason] };
  }
  const described = raw.columns.map((column) => describeColumn(column, sql));
  const columns = described.flatMap(({ column }) => column ?? []);
  const notes = described.flatMap(({ note }) => note ?? []);
  if (columns.length === 0) {
    return { dataSource: undefined, notes: [...notes, 'none of its columns can be registered'] };
  }
  const dataSource = dataSourceSchema.parse({
    schema: registration.schema,
    name,
    table: sql.nameOf([raw.catalog, raw.schema, raw.table]),
    owners: registration.owners,
    tags: registration.tags,
    columns,
  });
  return { dataSource, notes };
}
