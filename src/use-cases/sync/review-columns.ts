import { z } from 'zod';

import { Refusal } from '../../base/refusal.js';
import { without } from '../../base/without.js';
import type { Editor, World } from '../../world/world-store.js';
import { dataSourceName, formatDataSourceName, rawColumnName } from '../../model/names.js';
import { useCase } from '../use-case.js';
import type { InputOf } from '../use-case.js';
import { mayChange, rightTo } from '../world/may-change.js';

const reviewInput = z
  .strictObject({
    dataSource: dataSourceName,
    columns: z
      .array(rawColumnName)
      .default([])
      .meta({ description: 'if none are given, all unreviewed columns' }),
  })
  .meta({ id: 'ColumnReview' });
/** The columns to review. */
type ReviewInput = InputOf<typeof reviewInput> & { readonly actor: string };

/** The reviewed columns. */
export interface Reviewed {
  readonly dataSource: string;
  readonly columns: readonly string[];
}

/**
 * Marks columns as reviewed: from now on policies decide who sees them.
 * @param mayReview throws if the actor may not
 * @throws Refusal `invalid` for a data source or column that does not exist
 */
export async function reviewColumns(
  store: World,
  { dataSource: name, columns, actor }: ReviewInput,
  mayReview: (editor: Editor, dataSource: string) => Promise<void> = () => Promise.resolve(),
): Promise<Reviewed> {
  const { result } = await store.change(actor, async (editor): Promise<Reviewed> => {
    await mayReview(editor, name);
    const found = await editor.get('dataSource', name);
    if (found === undefined) throw new Refusal('invalid', `there is no data source '${name}'`);
    const missing = columns.find((one) => !found.columns.some((column) => column.name === one));
    if (missing !== undefined) {
      throw new Refusal('invalid', `data source '${name}' has no column '${missing}'`);
    }
    const meant = found.columns
      .filter((column) => column.unreviewed && (columns.length === 0 || columns.includes(column.name)))
      .map((column) => column.name);
    await editor.put('dataSource', [
      {
        ...found,
        columns: found.columns.map((column) =>
          meant.includes(column.name) ? without(column, 'unreviewed') : column,
        ),
      },
    ]);
    return { dataSource: formatDataSourceName(found), columns: meant };
  });
  return result;
}

/** @see reviewColumns */
export const reviewColumnsUseCase = useCase({
  name: 'reviewColumns',
  whoMay: rightTo('review'),
  named: true,
  input: reviewInput,
  run: ({ store }, input, { name, by }) =>
    reviewColumns(store, { ...input, actor: name }, mayChange(by, 'review')),
});
