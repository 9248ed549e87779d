import type { Column } from '../model/data-source.js';
import type { Duration } from '../model/duration.js';
import type { strictness, timeUnits } from '../model/mask.js';
import type { Expression } from '../sql/ast.js';
import type { Source } from './sources/source.js';

/** A mask as it will be applied to one column: whatever depended on facts has been settled. */
export type AppliedMask =
  | { readonly type: 'null' }
  | { readonly type: 'constant'; readonly value: string }
  | {
      readonly type: 'hash';
      readonly domain: string;
      /** Of a view that many people read: who works in a project with masked joins has its domain instead. */
      readonly perProject?: true;
    }
  | { readonly type: 'regex'; readonly pattern: string; readonly replacement: string }
  | { readonly type: 'partial'; readonly first: number; readonly last: number; readonly cover: string }
  | { readonly type: 'round'; readonly step: string }
  | { readonly type: 'round'; readonly unit: (typeof timeUnits)[number] }
  | {
      readonly type: 'bucket';
      readonly boundaries: readonly string[];
      readonly labels?: readonly string[] | undefined;
    }
  | ({
      readonly type: 'custom';
      /** The type of mask as strict as which this one is. */
      readonly asStrictAs?: keyof typeof strictness | undefined;
    } & SettledExpression);

/** An SQL expression over the columns of a row, with everything that depended on the person settled. */
export interface SettledExpression {
  /** As the governor wrote it. */
  readonly text: string;
  readonly expression: Expression;
}

/** A mask over the cells of a column. */
export interface MaskLayer {
  readonly mask: AppliedMask;
  /** The policy whose mask it is. */
  readonly policy: string;
  /** Which cells it is for: all whose rows do not answer this with false. Without it, every cell. */
  readonly where?: SettledExpression;
  /** Of a view that many people read: `where` depends only on the reader, so that the mask is for every cell or for none. */
  readonly everyCell?: true;
}

/**
 * What a person sees of one column. Of each cell the first mask that is for it; the raw value when none is. Only the last mask
 * can be for every cell.
 */
export interface ColumnDecision {
  readonly column: Column;
  readonly masks: readonly MaskLayer[];
  /** Masks that are applied already where the column is read, below the query of its data source. */
  readonly beneath?: readonly MaskLayer[];
  /** Whether it is computed from columns that may be masked below. */
  readonly computedFromMasked?: true;
}

/** What keeps rows, with everything that depended on the person settled. */
export type RowCondition =
  /** Rows whose column matches one of these values; no values: no rows. */
  | {
      readonly type: 'values';
      readonly column: Column;
      readonly values: readonly string[];
      readonly match: 'equal' | 'prefix' | 'hierarchy';
      /** Where the values come from: `attribute region`, `groups`. */
      readonly from: string;
    }
  /** Rows whose point in time is newer or older than so long before now. */
  | {
      readonly type: 'time';
      readonly column: Column;
      readonly keep: 'newer' | 'older';
      readonly than: Duration;
    }
  /** The same hundredths of a percent of the column's values in every query. */
  | { readonly type: 'sample'; readonly column: Column; readonly hundredths: number }
  /** Rows of which a governor's predicate is true. */
  | ({ readonly type: 'custom' } & SettledExpression)
  /** No row at all, and why. */
  | { readonly type: 'none'; readonly because: string };

/** @see RowCondition */
export type RowDecision = RowCondition & {
  readonly policy: string;
  /** Of a view that many people read: whose rows it keeps from; nobody's of whom this is false. */
  readonly guard?: SettledExpression;
};

/** What is shown of a data source, without who reads it or why: people to whom the same is shown share a view's text. */
export interface Shown {
  readonly columns: readonly ColumnDecision[];
  readonly rows: readonly RowDecision[];
  /** Of a data source that is a query: what is shown of each table that it reads. */
  readonly sources?: readonly ShownSource[];
}

/** What is shown of a table to the query of a data source that reads it. */
export interface ShownSource {
  readonly source: Source;
  readonly shown: Shown;
}
