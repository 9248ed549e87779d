import { z } from 'zod';

import { Refusal } from '../../base/refusal.js';
import type { World } from '../../world/world-store.js';
import { defaultSettings } from '../../model/settings.js';
import { rawTablesOf } from '../../policy/sources/definition.js';
import { createDesiredState, desiredViewOf } from './desired-state.js';
import { defaultLimits } from '../../redshift/limits.js';
import type { Desired, DesiredView } from '../../redshift/desired.js';
import type { Ports } from '../views/ports.js';
import { hashKeyOf } from '../create-ports.js';
import { useCase } from '../use-case.js';
import type { InputOf } from '../use-case.js';

/** Where views will be (without a database, in that of all raw tables), and how many rows profiles may have. */
const redshiftDesiredInput = z.strictObject({
  systemSchema: z.string(),
  database: z.string().optional(),
  caseSensitive: z.boolean().optional(),
  profileRows: z.int().min(1).optional(),
});

/** What a cluster should contain, and the database that this applies to. */
export interface RedshiftDesired {
  readonly database: string;
  readonly desired: Desired;
}

/**
 * Computes what a Redshift cluster should contain for the current world.
 * @throws Refusal `invalid` when no database is named and raw tables are in several, or when the profiles have too many rows
 */
export async function redshiftDesired(
  store: World,
  ports: Pick<Ports, 'world' | 'now'>,
  {
    systemSchema,
    database: named,
    caseSensitive,
    profileRows = defaultLimits.profileRows,
  }: InputOf<typeof redshiftDesiredInput>,
): Promise<RedshiftDesired> {
  const database = named ?? (await onlyDatabase(store));
  const state = createDesiredState(
    { store, world: ports.world, now: ports.now, hashKey: (version) => hashKeyOf(store, version) },
    { database, systemSchema, caseSensitive },
    { profileRows },
  );
  await state.refresh();
  return { database, desired: state.desired() };
}

/** What a cluster should contain for one data source in the current world; undefined if it is not on Redshift. */
export async function redshiftViewOf(
  store: World,
  { world, now }: Pick<Ports, 'world' | 'now'>,
  dataSourceName: string,
  systemSchema: string,
): Promise<DesiredView | undefined> {
  const database = await onlyDatabase(store);
  const { hashKeyVersion } = await world.ask((look) => look({ entry: 'settings' }) ?? defaultSettings);
  const place = { database, systemSchema, inlineHashKey: await hashKeyOf(store, hashKeyVersion) };
  return world.ask((look) => desiredViewOf(look, dataSourceName, now(), place));
}

async function onlyDatabase(store: World): Promise<string> {
  const { result } = await store.snapshot((reader) => reader.all('dataSource'));
  const databases = new Set(
    result
      .filter(({ platform }) => platform === 'redshift')
      .flatMap(rawTablesOf)
      .flatMap((parts) => (parts.length > 2 ? parts.slice(0, 1) : [])),
  );
  const [only = 'dev', ...others] = databases;
  if (others.length === 0) return only;
  throw new Refusal(
    'invalid',
    `raw tables are in several databases (${[...databases].toSorted().join(', ')}): select the one that people connect to with --database, or with connection in a configuration`,
  );
}

/** What a Redshift cluster should contain. @see redshiftDesired */
export const redshiftDesiredUseCase = useCase({
  name: 'redshiftDesired',
  whoMay: 'administrator',
  input: redshiftDesiredInput,
  run: ({ store, ports }, input) => redshiftDesired(store, ports, input),
});
