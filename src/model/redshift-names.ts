/** Redshift's limit for a name, in bytes of UTF-8. */
export const longestName = 127;

/** Columns that every table of Redshift has already. */
const system: ReadonlySet<string> = new Set(['oid', 'tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid']);

/**
 * Why a name cannot be one of Redshift's; undefined when it can.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_names.html
 */
export function redshiftNameProblem(name: string, what: 'schema' | 'view' | 'column'): string | undefined {
  const bytes = Buffer.byteLength(name, 'utf8');
  if (bytes > longestName) {
    return `Redshift cannot have a ${what} of this name: it has ${bytes} bytes; the maximum is ${longestName}`;
  }
  if (what === 'column' && system.has(name)) {
    return `Redshift cannot have a column '${name}': every table has one of its own`;
  }
  if (what === 'view' && name.startsWith('#')) {
    return `Redshift cannot have a view '${name}': a name that begins with # is a temporary table's`;
  }
  return undefined;
}
