import { Refusal } from '../../base/refusal.js';
import type { DataSource } from '../../model/data-source.js';
import { formatDataSourceName } from '../../model/names.js';
import { declaredColumns, definitionOf, partsOf, sourceKey } from '../../policy/sources/definition.js';
import type { Query } from '../../sql/ast.js';
import { column, query, select, table } from '../../sql/build.js';
import { ScopeError, replaceTables } from '../../sql/scope/index.js';

/** A query over raw tables alone, or why there is none. */
export type Expanded = { readonly query: Query } | { readonly problem: string };

/**
 * The query of a data source in which every other data source is replaced by its definition, so that a Trino can check it.
 * @param all the data sources that the query may name
 */
export function expandQuery(dataSource: DataSource, all: readonly DataSource[]): Expanded {
  const byName = new Map(all.map((one) => [formatDataSourceName(one), one]));
  const overTable = new Map(
    all.flatMap((one): [string, DataSource][] => {
      const definition = definitionOf(one);
      return definition.kind === 'table' ? [[sourceKey(partsOf(definition.name)), one]] : [];
    }),
  );
  const namesOf = ({ columns }: Pick<DataSource, 'columns'>): readonly string[] =>
    columns.map(({ name }) => name);

  const expand = (of: DataSource, within: readonly string[]): Query => {
    const definition = definitionOf(of);
    if (definition.kind === 'unusable') throw new Refusal('invalid', definition.problem);
    if (definition.kind === 'table') {
      return query(
        select({
          items: namesOf(of).map((name) => column(name)),
          from: table([...partsOf(definition.name)]),
        }),
      );
    }
    const lookup = (parts: readonly string[]): readonly string[] | undefined => {
      const [schema, name, third] = parts;
      if (third === undefined) {
        const found = byName.get(`${schema ?? ''}.${name ?? ''}`);
        return found && namesOf(found);
      }
      const key = sourceKey(parts);
      const governed = overTable.get(key);
      return declaredColumns(of, key)?.map((one) => one.name) ?? (governed && namesOf(governed));
    };
    return replaceTables(definition.query, lookup, 'trino', ({ name }) => {
      const parts = partsOf(name);
      if (parts.length !== 2) return undefined;
      const key = parts.join('.');
      const found = byName.get(key);
      if (found === undefined) throw new Refusal('invalid', `there is no data source '${key}'`);
      if (within.includes(key)) throw new Refusal('invalid', `data source '${key}' reads itself`);
      return expand(found, [...within, key]);
    });
  };
  try {
    return { query: expand(dataSource, [formatDataSourceName(dataSource)]) };
  } catch (error) {
    if (error instanceof ScopeError || error instanceof Refusal) return { problem: error.message };
    throw error;
  }
}
