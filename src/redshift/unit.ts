import type { RedshiftConfig } from './config.js';
import type { Sql } from './sql-text.js';

/** A view of scrim's in a cluster. */
export interface PlacedView {
  readonly schema: string;
  readonly name: string;
  /** SCHEMA.NAME in scrim. */
  readonly dataSource: string;
}

/** One change, all of which holds or nothing. */
export interface Part {
  /** What it does, in words. */
  readonly title: string;
  readonly statements: readonly Sql[];
  /** Other statements to the same end, tried where the first ones fail. */
  readonly otherwise?: readonly Sql[];
  /**
   * The view to close where the change fails: in its present form it may show what the world no longer shows.
   */
  readonly closes?: PlacedView;
}

/** Changes that share a transaction; where one cannot be made, each is made by itself. */
export interface Unit {
  /** Statements that begin the transaction. */
  readonly first: readonly Sql[];
  readonly parts: readonly Part[];
}

/** The part of a configuration that plans depend on. */
export type PlanConfig = Pick<
  RedshiftConfig,
  'caseSensitive' | 'schemas' | 'viewSchemas' | 'readers' | 'impersonators'
>;

/** The schema in which the views of a virtual schema are. */
export const viewSchemaOf = ({ viewSchemas }: Pick<PlanConfig, 'viewSchemas'>, schema: string): string =>
  viewSchemas[schema] ?? schema;

/** The statements of a unit, without those that begin and end its transaction. */
export const statementsOf = ({ first, parts }: Unit): readonly Sql[] => [
  ...first,
  ...parts.flatMap(({ statements }) => statements),
];
