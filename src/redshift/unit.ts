import type { RedshiftConfig } from './config.js';
import type { Sql } from './sql-text.js';

/** A view of scrim in a cluster. */
export interface PlacedView {
  readonly schema: string;
  readonly name: string;
  /** SCHEMA.NAME in scrim. */
  readonly dataSource: string;
}

/** One change, made completely or not at all. */
export interface Part {
  /** A description of the change. */
  readonly title: string;
  readonly statements: readonly Sql[];
  /** Alternative statements with the same result, tried if the first ones fail. */
  readonly otherwise?: readonly Sql[];
  /**
   * The view to close if the change fails: its old form may show data that the world no longer shows.
   */
  readonly closes?: PlacedView;
}

/** Changes in one transaction. If one of them fails, each is made separately. */
export interface Unit {
  /** Statements at the begin of the transaction. */
  readonly first: readonly Sql[];
  readonly parts: readonly Part[];
}

/** The part of a configuration that plans depend on. */
export type PlanConfig = Pick<
  RedshiftConfig,
  'caseSensitive' | 'schemas' | 'viewSchemas' | 'readers' | 'impersonators' | 'limits'
>;

/** The schema of the views of a virtual schema. */
export const viewSchemaOf = ({ viewSchemas }: Pick<PlanConfig, 'viewSchemas'>, schema: string): string =>
  viewSchemas[schema] ?? schema;

/** The statements of a unit, without BEGIN and COMMIT. */
export const statementsOf = ({ first, parts }: Unit): readonly Sql[] => [
  ...first,
  ...parts.flatMap(({ statements }) => statements),
];
