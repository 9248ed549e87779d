import { isText } from '../canonical-text.js';
import type { DataType } from '../../sql/ast.js';
import type { ColumnDecision, MaskLayer } from '../shown.js';
import { changeOf, joinChanges } from './change.js';
import type { Change } from './change.js';
import { comesTo, revealsAtMost, showsSame } from './compare-masks.js';
import type { MaskedColumn, Place, Treatment } from './compare-masks.js';
import { opposite } from './formula.js';
import type { Formula } from './formula.js';
import { isImpossible } from './refute.js';
import { truthOf } from './truth.js';
import type { Compared } from './compared.js';

/**
 * Compares what is shown of the cells of a column after a change with what was shown before it, for every row by itself. What the
 * choice between several masks reveals of the columns in their conditions does not count.
 * @param compared what column names mean; the same table, or the result of the same query, on both sides
 * @param within whether only the query of another data source reads the column
 */
export function compareColumn(
  before: ColumnDecision,
  after: ColumnDecision,
  compared: Compared,
  within?: 'within a query',
): Change {
  if (before.column.type !== after.column.type) return 'different';
  const type = compared.typeOf(before.column.name);
  const own = joinChanges(
    placesOf(compared, within).map((place) =>
      compareLayers(before.masks, after.masks, place, maskedColumn(type, place, compared), compared),
    ),
  );
  // Conditions beneath a query are over the columns of what it reads.
  const beneath = compareLayers(
    before.beneath ?? [],
    after.beneath ?? [],
    'within a query',
    maskedColumn(type, 'within a query', compared),
    { ...compared, typeOf: () => undefined },
  );
  if (beneath === 'equal') return own;
  // A mask over another mask: whatever that shows less, this may show more of it.
  return before.masks.length === 0 && after.masks.length === 0 ? beneath : 'different';
}

const placesOf = ({ platform }: Compared, within: 'within a query' | undefined): readonly Place[] =>
  within !== undefined ? [within] : platform === 'trino' ? ['view', 'in place'] : ['view'];

const maskedColumn = (type: DataType | undefined, place: Place, { platform }: Compared): MaskedColumn => ({
  platform,
  type,
  most: place === 'in place' && type !== undefined ? lengthOf(type) : Infinity,
});

/** The number of characters that a column holds. */
function lengthOf(type: DataType): number {
  if (!isText(type) || type.kind !== 'NamedType') return Infinity;
  const [length = type.name === 'char' ? 1 : Infinity] = type.parameters;
  return typeof length === 'number' ? length : Infinity;
}

/** What is made of some cells, and of which. */
interface Treated {
  readonly treatment: Treatment;
  readonly cells: readonly Formula[];
}

function compareLayers(
  before: readonly MaskLayer[],
  after: readonly MaskLayer[],
  place: Place,
  column: MaskedColumn,
  compared: Compared,
): Change {
  const [was, is] = [before, after].map((layers) => treatments(layers, place, column, compared));
  if (was === undefined || is === undefined) return 'different';
  const everywhere = (may: (now: Treatment, then: Treatment) => boolean): boolean =>
    is.every((now) =>
      was.every((then) => may(now.treatment, then.treatment) || isImpossible(...then.cells, ...now.cells)),
    );
  if (everywhere((now, then) => showsSame(now, then, column))) return 'equal';
  const nothingGained = everywhere((now, then) => revealsAtMost(now, then, column));
  const nothingLost = everywhere((now, then) => revealsAtMost(then, now, column));
  return nothingGained && nothingLost ? 'different' : changeOf(nothingGained, nothingLost);
}

/** Of each cell the first mask holds whose condition is not false; where there is none, the raw value is shown. */
function treatments(
  layers: readonly MaskLayer[],
  place: Place,
  column: MaskedColumn,
  compared: Compared,
): readonly Treated[] {
  const end = layers.findIndex(({ where }) => where === undefined);
  const used = end < 0 ? layers : layers.slice(0, end + 1);
  const shown = comesTo(
    used.map(({ mask }) => mask),
    layers[end]?.mask,
    place,
    column,
  );
  const conditions = used.map(({ where }) => where && truthOf(where.expression, compared).whenFalse);
  const found: Treated[] = [];
  const passedBy: Formula[] = [];
  for (const [index, mask] of shown.entries()) {
    const spared = conditions[index];
    found.push({
      treatment: mask,
      cells: spared === undefined ? [...passedBy] : [...passedBy, opposite(spared)],
    });
    if (spared !== undefined) passedBy.push(spared);
  }
  return end < 0 ? [...found, { treatment: 'raw', cells: passedBy }] : found;
}
