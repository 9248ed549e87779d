import type { Column } from '../../model/data-source.js';
import { column as reference } from '../../sql/build.js';
import type { Resolution } from '../../sql/scope/index.js';
import { trinoType } from '../../sql/types/from-data-type.js';
import { queryTypes } from '../../sql/types/query-types.js';
import { typesOfRow } from '../../sql/types/row-types.js';
import { coerces } from '../../sql/types/trino-coercion.js';
import { any, showType, type Type } from '../../sql/types/type.js';
import { icebergColumn } from '../../types/iceberg-column.js';
import { definitionOf, sourceKey } from '../../policy/sources/definition.js';
import type { Source } from '../../policy/sources/source.js';
import { trinoTypes } from './types.js';

/** Type errors of a query on Trino, and declared columns whose type differs from the result of the query. Trino would refuse such a view. */
export function declaredTypeProblems(
  columns: readonly Column[],
  resolution: Resolution,
  sources: readonly Source[],
): readonly string[] {
  const byKey = new Map(sources.map((source) => [source.key, source]));
  const { columns: given, problems } = queryTypes(resolution, (name) => {
    const source = byKey.get(sourceKey(name));
    return source && new Map(source.columns.map((column) => [column.name, typeIn(source, column)]));
  });
  const wrong = columns.flatMap((column) => {
    const result = given?.get(column.name);
    if (result === undefined || fits(result.type, column)) return [];
    const { line, column: at } = result.from?.position ?? { line: 1, column: 1 };
    const found = showType(result.type);
    return [
      `query ${line}:${at}: column '${column.name}' is declared ${column.type}, but the query gives ${found}: declare it ${found}, or write CAST(… AS ${column.type}) in the query`,
    ];
  });
  return [...problems.map(({ line, column, message }) => `query ${line}:${column}: ${message}`), ...wrong];
}

/** The columns of a data source that is itself a query may have another type than declared. */
const typeIn = ({ dataSource }: Source, column: Column): Type => {
  const type = trinoTypes.typeOf(column);
  const isQuery = dataSource !== undefined && definitionOf(dataSource).kind === 'query';
  return type === undefined || isQuery ? any : trinoType(type);
};

/** Whether a view may show a value of one type in a column that is declared with another. */
function fits(given: Type, column: Column): boolean {
  const declared = trinoTypes.typeOf(column);
  const decision = declared && icebergColumn(declared);
  if (decision === undefined || decision.kind === 'hidden') return true;
  const wanted = trinoType(decision.trino);
  if (decision.kind === 'kept') return coerces(given, wanted);
  const { type, problems } = typesOfRow(decision.show(reference('shown')), () => given);
  return problems.length === 0 && coerces(type, wanted);
}
