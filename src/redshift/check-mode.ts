import { Refusal } from '../base/refusal.js';
import { errorMessage } from '../base/system-error.js';
import { boolean, integer, query, select, table } from '../sql/build.js';
import type { Cluster } from './cluster.js';
import type { Desired, DesiredView } from './desired.js';

/** Whether a raw table is in another database than the views. */
const isElsewhere = (parts: readonly string[], database: string): boolean =>
  parts.length > 2 && parts[0]?.toLowerCase() !== database.toLowerCase();

/** Leaves out views that read another database, which mode `single` does not allow. */
export const inSingleDatabase = (desired: Desired, database: string): Desired => ({
  ...desired,
  views: desired.views.map((view): DesiredView => {
    const other = view.reads.find((parts) => isElsewhere(parts, database));
    if (other === undefined || view.definition === undefined) return view;
    const { dataSource, schema, name, columns, reads } = view;
    return {
      ...{ dataSource, schema, name, columns, reads },
      problem: `it reads ${other.join('.')}, which is not in database ${database}; set mode: multiple to let views read other databases`,
    };
  }),
});

/**
 * Checks that a cluster can read the tables of other databases, without reading a row.
 * @throws Refusal `unsupported` if it cannot
 */
export async function checkOtherDatabases(
  cluster: Pick<Cluster, 'rows'>,
  { views }: Pick<Desired, 'views'>,
  database: string,
): Promise<void> {
  const elsewhere = views.flatMap(({ reads }) => reads.filter((parts) => isElsewhere(parts, database)));
  for (const parts of new Map(elsewhere.map((one) => [one.join('.'), one])).values()) {
    const nothing = select({ items: [integer(1)], from: table(parts), where: boolean(false) });
    try {
      await cluster.rows(query(nothing));
    } catch (error) {
      throw new Refusal(
        'unsupported',
        `the cluster cannot read ${parts.join('.')} from database ${database}: ${errorMessage(error)}. ` +
          'mode: multiple needs RA3 nodes or a serverless workgroup, and USAGE and SELECT for the account there',
        undefined,
        { cause: error },
      );
    }
  }
}
