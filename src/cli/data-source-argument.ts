/** The argument of every command about one data source. */
export const dataSourceArgument = ['<data-source>', 'the data source, as SCHEMA.NAME'] as const;

/** The argument of commands about one data source, or all. */
export const oneDataSourceArgument = [
  '[data-source]',
  'only this data source, as SCHEMA.NAME (default: all)',
] as const;
