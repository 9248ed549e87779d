import { createCluster } from '../../../src/redshift/create-cluster.js';
import { redshiftConfig } from '../../../src/redshift/config.js';
import type { Desired, DesiredView } from '../../../src/redshift/desired.js';
import type { Profile, ProfileRow } from '../../../src/redshift/profile-rows.js';
import { push } from '../../../src/redshift/push.js';
import { installStatements } from '../../../src/redshift/system-objects.js';
import type { CreateView } from '../../../src/sql/ast.js';
import { parseStatement } from '../../../src/sql/parse/index.js';
import { definitionOf } from '../../../src/use-cases/redshift/view-definition.js';
import type { StandIn } from './stand-in.js';

export const alice = 'IAM:alice@corp.com';

const types: Readonly<Record<string, string>> = {
  id: 'integer',
  region: 'varchar(16)',
  phone: 'varchar(16)',
};

/** A view over a raw table that shows a person the rows of their regions. */
export const view = (
  name: string,
  more: Partial<DesiredView> & { readonly items?: string } = {},
): DesiredView => {
  const { items = 'id, region', ...rest } = more;
  const text = `CREATE VIEW shop.v AS SELECT ${items} FROM lake.customer
    WHERE region IN (SELECT value FROM scrim.user_profile WHERE kind = 'attribute' AND name = 'region')
    AND EXISTS (SELECT 1 FROM scrim.user_profile WHERE kind = 'subscription' AND name = 'shop.${name.replaceAll("'", "''").replaceAll('\\', "' || chr(92) || '")}')`;
  const columns =
    rest.columns ?? items.split(', ').map((column) => ({ name: column, type: types[column] ?? '' }));
  return {
    dataSource: `shop.${name}`,
    schema: 'shop',
    name,
    definition: definitionOf(parseStatement(text, 'redshift') as CreateView, columns, 'scrim'),
    columns,
    reads: [['lake', 'customer']],
    ...rest,
  };
};

export const profile = (
  username: string,
  ...rows: readonly (readonly [ProfileRow['kind'], string, string])[]
): Profile => ({
  user: username,
  username,
  rows: rows.map(([kind, name, value]) => ({ kind, name, value })),
});

/** A person who may read `shop.customer` and others, of some regions. */
export const reader = (username: string, regions: readonly string[], ...views: readonly string[]): Profile =>
  profile(
    username,
    ...regions.map((region) => ['attribute', 'region', region] as const),
    ...(views.length === 0 ? ['customer'] : views).map((one) => ['subscription', `shop.${one}`, ''] as const),
    ['user', '', username],
  );

export const config = redshiftConfig.parse({ lockTimeout: 2 });

/** Makes raw tables and scrim's own objects. */
export async function prepare(standIn: StandIn, users: readonly string[] = [alice, 'bob']): Promise<void> {
  for (const user of users) await standIn.addUser(user);
  await standIn.administer(`CREATE SCHEMA lake; CREATE TABLE lake.customer (id integer, region varchar(16), phone varchar(16));
    INSERT INTO lake.customer VALUES (1, 'EUROPE', '1-1'), (2, 'ASIA', '2-2'), (3, 'AFRICA', '3-3');
    GRANT USAGE ON SCHEMA lake TO scrim_system; GRANT SELECT ON lake.customer TO scrim_system`);
  const cluster = createCluster(standIn.connections());
  await cluster.transaction(installStatements(config.schemas));
  await cluster.close();
}

/** Pushes what there should be. */
export async function pushTo(
  standIn: StandIn,
  desired: Desired,
  { hook, ...options }: { readonly hook?: (text: string) => void } & Partial<Parameters<typeof push>[1]> = {},
) {
  const cluster = createCluster(standIn.connections(hook));
  try {
    return await push(cluster, {
      config,
      concurrency: 2,
      desired: () => Promise.resolve(desired),
      ...options,
    });
  } finally {
    await cluster.close();
  }
}
