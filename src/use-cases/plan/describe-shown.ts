import type { ColumnDecision, MaskLayer, RowDecision } from '../../policy/shown.js';
import { describeMask, summarizeMask } from '../../policy/summarize-mask.js';
import { describeMatch, describeRows, summarizeRows } from '../../policy/summarize-rows.js';
import type { Both } from './both.js';

/** Texts before and after a change, which differ wherever a longer text can tell a difference. */
function told<T>(both: Both<T>, ...tell: readonly ((of: T) => string)[]): Both<string> {
  let texts = { before: '', after: '' };
  for (const one of tell) {
    texts = { before: one(both.before), after: one(both.after) };
    if (texts.before !== texts.after) break;
  }
  return texts;
}

/**
 * Says which rows are shown before and after: with the values of one person only where nothing else differs.
 * @param lacksCommon whether filters that both have are left out
 */
export function describeBothRows(rows: Both<readonly RowDecision[]>, lacksCommon: boolean): Both<string> {
  const all = lacksCommon ? 'all rows that other rules keep' : 'all rows';
  return told(rows, rowsText(briefRow, all), rowsText(longRow, all));
}

const rowsText =
  (say: (row: RowDecision) => string, all: string) =>
  (rows: readonly RowDecision[]): string =>
    rows.length === 0 ? all : [...new Set(rows.map(say))].toSorted().join(' and ');

function briefRow(row: RowDecision): string {
  const summary = summarizeRows(row);
  if (summary.type === 'none') return 'no rows';
  return summary.type === 'values' ? describeMatch(summary) : describeRows(summary);
}

const longRow = (row: RowDecision): string => describeRows(summarizeRows(row));

/** Says what is shown of a column before and after: by the types of its masks, where these differ. */
export const describeBothColumns = (columns: Both<ColumnDecision | undefined>): Both<string> =>
  told(
    columns,
    columnText(({ mask }) => mask.type),
    columnText(({ mask }) => describeMask(summarizeMask(mask))),
  );

const columnText =
  (say: (layer: MaskLayer) => string) =>
  (column: ColumnDecision | undefined): string => {
    if (column === undefined) return 'absent';
    const layers = [...column.masks, ...(column.beneath ?? [])];
    return layers.length === 0
      ? 'raw'
      : layers
          .map((layer) =>
            layer.where === undefined ? say(layer) : `${say(layer)} unless (${layer.where.text}) is false`,
          )
          .join(', else ');
  };

/**
 * Whether some cells of a column may be shown as they are: because no mask is for them, or because of a mask that may leave a value as it is.
 * That is a regex mask whose pattern does not match, and a custom mask.
 */
export const mayShowRaw = ({ masks, beneath = [] }: ColumnDecision): boolean =>
  [masks, beneath].every(
    (layers) =>
      layers.every(({ where }) => where !== undefined) ||
      layers.some(({ mask: { type } }) => type === 'regex' || type === 'custom'),
  );
