/** A database's SQL: Trino's or Amazon Redshift's. */
export type Dialect = 'trino' | 'redshift';
