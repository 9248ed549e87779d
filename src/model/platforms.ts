/** The systems that hold raw tables; each speaks its own SQL. */
export const platforms = ['trino', 'redshift'] as const;
