import { z } from 'zod';

import { Refusal } from '../../base/refusal.js';
import { without } from '../../base/without.js';
import type { Editor, WorldStore } from '../../world/world-store.js';
import { dataSourceName, formatDataSourceName, rawColumnName } from '../../model/names.js';
import { useCase } from '../use-case.js';
import type { InputOf } from '../use-case.js';
import { mayChange, rightTo } from '../world/may-change.js';

const reviewInput = z
  .strictObject({
    dataSource: dataSourceName,
    columns: z.array(rawColumnName).default([]).meta({ description: 'all that are unreviewed for none' }),
  })
  .meta({ id: 'ColumnReview' });
/** What reviewing is about. */
type ReviewInput = InputOf<typeof reviewInput> & { readonly actor: string };

/** What was reviewed. */
export interface Reviewed {
  readonly dataSource: string;
  readonly columns: readonly string[];
}

/**
 * Notes that somebody has looked at columns: from now on they are shown as policies say.
 * @param mayReview throws where the actor may not
 * @throws Refusal `invalid` for what there is not
 */
export async function reviewColumns(
  store: WorldStore,
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
