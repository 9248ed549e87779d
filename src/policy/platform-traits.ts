import type { Column, Platform } from '../model/data-source.js';
import type { Settings } from '../model/settings.js';
import type { DataType } from '../sql/ast.js';
import type { Dialect } from '../sql/dialect.js';
import type { Resolution } from '../sql/scope/index.js';
import type { ColumnTypes } from '../types/column-types.js';
import type { Source } from './sources/source.js';

/** What decisions depend on of a platform. Each platform states its own; none is known here. */
export interface PlatformTraits extends ColumnTypes {
  readonly name: Platform;
  /** The SQL that governors write predicates and masks in, and owners the queries of data sources. */
  readonly dialect: Dialect;
  /** Names that its views use themselves: governors' SQL may not. */
  readonly ownNames: readonly string[];
  /** Whether a column can hold a text, besides what its type says. */
  readonly holds: (column: Column, text: string) => boolean;
  /** Whether values of a type can be rounded down to units of time that are fit for it. */
  readonly truncates: (type: DataType) => boolean;
  /** Why there is no key for hash masks; undefined where there is one. */
  readonly hashKeyProblem: (settings: Settings) => string | undefined;
  /** Whether a raw table contains scrim's secrets, so that nothing may read it. */
  readonly isSecret: (table: readonly string[], settings: Settings) => boolean;
  /** What the platform would refuse of a data source's query, by the types of what it reads. */
  readonly queryProblems: (
    columns: readonly Column[],
    resolution: Resolution,
    sources: readonly Source[],
  ) => readonly string[];
}
