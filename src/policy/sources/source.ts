import type { Column, DataSource } from '../../model/data-source.js';
import { definitionOf } from './definition.js';

/** A table that a query reads, and what governs it. */
export interface Source {
  readonly key: string;
  /** Folded, outermost first. */
  readonly parts: readonly string[];
  readonly columns: readonly Column[];
  /** Undefined for a raw table that is no data source: nothing but what reads it speaks of it. */
  readonly dataSource: DataSource | undefined;
}

/** Whether a source is a table of its platform, which can be read as of another time. */
export const isTable = ({ dataSource }: Source): boolean =>
  dataSource === undefined || definitionOf(dataSource).kind === 'table';
