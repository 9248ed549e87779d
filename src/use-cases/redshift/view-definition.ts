import { printed } from '../../redshift/sql-text.js';
import type { DesiredView, ViewDefinition } from '../../redshift/desired.js';
import type { CreateView, Query } from '../../sql/ast.js';
import { print } from '../../sql/print/print.js';
import { nodesOf } from '../../sql/visit.js';

/** The parts of a compiled view as text for a cluster. @param columns those of the data source */
export const definitionOf = (
  { query, withNoSchemaBinding }: Pick<CreateView, 'query' | 'withNoSchemaBinding'>,
  columns: DesiredView['columns'],
  systemSchema: string,
): ViewDefinition => ({
  query: printed(print(query, 'redshift')),
  lateBinding: withNoSchemaBinding,
  shape: shapeOf(query, columns),
  readsHashKey: nodesOf(query, 'Table').some(
    ({ name: { parts } }) => parts[0]?.value === systemSchema && parts[1]?.value === 'hash_key',
  ),
});

/** Names and types of a view's columns. A masked column is cast to its own type; any other column has the type in the data source. */
function shapeOf({ body }: Query, columns: DesiredView['columns']): readonly string[] {
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  if (body.kind !== 'Select') return [print(body, 'redshift')];
  return body.items.map((item) => {
    const { expression, alias } = item.kind === 'SelectExpression' ? item : {};
    const name =
      alias?.value ?? (expression?.kind === 'ColumnReference' ? expression.parts.at(-1)?.value : '');
    const type = expression?.kind === 'Cast' ? print(expression.type, 'redshift') : types.get(name ?? '');
    return `${name ?? ''} ${type ?? print(item, 'redshift')}`;
  });
}
