import type { Column, DataSource } from '../../model/data-source.js';
import { parseName } from '../../sql/parse/index.js';
import { parseMaskExpression, parsePredicate } from '../../sql/safe/parse-predicate.js';
import type { RowExpressionReading } from '../../sql/safe/parse-predicate.js';
import type { RowColumn, RowRules } from '../../sql/safe/rules.js';
import type { Facts } from '../facts.js';
import { isText, varchar } from '../canonical-text.js';
import type { PlatformTraits } from '../platform-traits.js';
import { partsOfText } from '../sources/definition.js';
import { resolveColumn, type TaggedColumns } from '../target.js';
import { fold } from '../../sql/scope/names.js';

/** What governors' SQL may speak of besides the columns of its data source. */
export type PredicateFacts = Pick<Facts, 'lookupTables' | 'settings' | 'platforms'>;

/** The name by which the expression of a custom mask calls the value that it masks. */
export const maskedValue = 'value';

interface Held extends Pick<Facts, 'lookupTables' | 'settings'> {
  readonly reading: RowExpressionReading;
}

/** A data source lives as long as the world's revision that holds it, so a text is read for it once in that time. */
const known = new WeakMap<DataSource, Map<string, Held>>();

function remember(
  key: string,
  dataSource: DataSource,
  { lookupTables, settings }: PredicateFacts,
  read: () => RowExpressionReading,
): RowExpressionReading {
  const held = known.get(dataSource) ?? new Map<string, Held>();
  known.set(dataSource, held);
  const found = held.get(key);
  if (found !== undefined && found.lookupTables === lookupTables && found.settings === settings) {
    return found.reading;
  }
  const reading = read();
  held.set(key, { lookupTables, settings, reading });
  return reading;
}

/** Reads a predicate over the rows of a data source. */
export const readPredicate = (
  text: string,
  dataSource: DataSource,
  facts: PredicateFacts,
): RowExpressionReading =>
  remember(text, dataSource, facts, () => {
    const platform = facts.platforms[dataSource.platform];
    return parsePredicate(
      text,
      platform.dialect,
      rulesOf(dataSource.columns.map(rowColumn(platform)), dataSource, platform, facts),
    );
  });

/** Reads the expression of a custom mask over one column. */
export const readMaskExpression = (
  text: string,
  column: Column,
  dataSource: DataSource,
  facts: PredicateFacts,
): RowExpressionReading =>
  remember(JSON.stringify([column.name, text]), dataSource, facts, () => {
    const platform = facts.platforms[dataSource.platform];
    const own = rowColumn(platform)(column);
    const value = { ...own, name: maskedValue };
    const shown = own.type !== undefined && isText(own.type) ? varchar : own.type;
    return parseMaskExpression(
      text,
      platform.dialect,
      rulesOf([own, value], { ...dataSource, columns: [column] }, platform, facts),
      shown,
    );
  });

const rowColumn =
  ({ typeOf }: PlatformTraits) =>
  (column: Column): RowColumn => ({ name: fold(column.name), type: typeOf(column) });

const rulesOf = (
  columns: readonly RowColumn[],
  tagged: TaggedColumns,
  platform: PlatformTraits,
  { lookupTables, settings }: PredicateFacts,
): RowRules => ({
  columns,
  tagged: (tag) => {
    const found = resolveColumn({ tag }, tagged);
    return 'column' in found ? rowColumn(platform)(found.column) : undefined;
  },
  lookupTables: lookupTables
    .filter((one) => (one.platform ?? 'trino') === platform.name)
    .filter(({ table }) => !platform.isSecret(partsOfText(table) ?? [], settings))
    .map(({ table, columns: of }) => ({
      name: parseName(table, 'trino').parts.map(({ value }) => value),
      columns: of.map(({ name, type }) => ({ name, type: platform.readType(type) })),
    })),
  extra: settings.functions,
});
