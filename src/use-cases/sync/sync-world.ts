import { z } from 'zod';

import type { Editor, Reader, World } from '../../world/world-store.js';
import { observedSchema } from './observe-schemas.js';
import type { ObservedSchema } from './observe-schemas.js';
import { planSync } from './plan-sync.js';
import type { SyncChange, SyncPlan } from './plan-sync.js';
import { tooManyGone } from './too-many-gone.js';
import { defaultSettings } from '../../model/settings.js';
import type { Settings } from '../../model/settings.js';
import { tagProposalKey } from '../../model/tag-proposal.js';
import type { TagProposal } from '../../model/tag-proposal.js';
import { holdsHashKey } from '../../policy/sources/hash-key-table.js';
import { fold } from '../../sql/scope/names.js';
import { checkClosing, isClosed, wouldClose } from '../../checks/closures.js';
import { checkReferencesOf } from '../../checks/check-registration.js';
import { useCase } from '../use-case.js';
import type { InputOf } from '../use-case.js';

/** The actor of a sync. */
const syncActor = 'sync';

/** The result of a sync of one schema, or of a dry run. */
export interface SyncedSchema {
  readonly monitored: string;
  /** The schema of Trino, with its catalog. */
  readonly schema: string;
  readonly changes: readonly SyncChange[];
  readonly proposals: readonly TagProposal[];
  /** Rules of policies that can no longer be enforced: their data sources are closed. */
  readonly closed: readonly string[];
  readonly notes: readonly string[];
  /** Why nothing was done. */
  readonly errors: readonly string[];
}

/** The result of a sync, or of a dry run. */
export interface SyncResult {
  readonly dryRun: boolean;
  readonly schemas: readonly SyncedSchema[];
}

/** What was read of schemas, and whether to apply it. */
const syncInput = z.strictObject({
  observed: z.array(observedSchema),
  dryRun: z.boolean(),
  allowGone: z.boolean().optional().meta({
    description:
      'whether a sync may mark most or all data sources of a schema as gone; only a person may allow it',
  }),
});
type SyncInput = InputOf<typeof syncInput>;

/**
 * Updates data sources from what was read of their schemas, each schema in a transaction of its own. Policies that can no longer be
 * enforced do not stop it; they close their data sources.
 */
export async function syncWorld(
  store: World,
  { observed, ...how }: SyncInput,
  at: Date,
): Promise<SyncResult> {
  const schemas: SyncedSchema[] = [];
  for (const one of observed) schemas.push(await syncSchema(store, one, how, at));
  return { dryRun: how.dryRun, schemas };
}

async function syncSchema(
  store: World,
  observed: ObservedSchema,
  { dryRun, allowGone }: Omit<SyncInput, 'observed'>,
  at: Date,
): Promise<SyncedSchema> {
  const { monitored, catalog, schema, problem } = observed;
  const nothing = {
    ...{ monitored, schema: `${catalog}.${schema}` },
    ...{ changes: [], proposals: [], closed: [], notes: [], errors: [] },
  };
  if (problem !== undefined) return { ...nothing, errors: [problem] };
  const refused = (...errors: readonly string[]) => ({ plan: undefined, synced: { ...nothing, errors } });
  const prepared = async (reader: Reader): Promise<Prepared> => {
    const plan = await planned(reader, observed, at);
    if (plan === undefined) return refused('it is no longer monitored');
    const doubt = allowGone ? undefined : tooManyGone(plan);
    if (doubt !== undefined) return refused(doubt);
    const dataSources = plan.writes.map(({ after }) => after);
    const errors = await checkReferencesOf(reader, dataSources);
    if (errors.length > 0) return refused(...errors);
    const closing = await checkClosing(reader, { put: { dataSource: dataSources } });
    const closed = closing.closed.map(dryRun ? wouldClose : isClosed);
    const { changes, proposals, notes } = plan;
    return { plan, synced: { ...nothing, changes, proposals, closed, notes } };
  };
  if (dryRun) return (await store.snapshot(prepared)).result.synced;
  const { result } = await store.change(syncActor, async (editor) => {
    const { plan, synced } = await prepared(editor);
    if (plan !== undefined) await write(editor, plan);
    return synced;
  });
  return result;
}

/** What a sync of one schema writes, if anything, and its report. */
interface Prepared {
  readonly plan: SyncPlan | undefined;
  readonly synced: SyncedSchema;
}

async function planned(reader: Reader, observed: ObservedSchema, at: Date): Promise<SyncPlan | undefined> {
  const settings = await reader.get('monitoredSchema', observed.monitored);
  if (settings === undefined) return undefined;
  const dataSources = await reader.all('dataSource');
  return planSync(withoutHashKey(observed, (await reader.get('settings', 'settings')) ?? defaultSettings), {
    settings,
    dataSources,
    proposals: await reader.all('tagProposal'),
    at,
  });
}

/** What was read of a schema, without the tables of hash keys: nothing may read these, so they are not registered. */
function withoutHashKey(observed: ObservedSchema, keys: Settings): ObservedSchema {
  const { catalog, schema, tables, read, findings } = observed;
  const isOpen = (table: string): boolean => !holdsHashKey([catalog, schema, table].map(fold), keys);
  return {
    ...observed,
    tables: tables.filter(isOpen),
    read: read.filter(({ table }) => isOpen(table)),
    findings: findings.filter(({ table }) => isOpen(table)),
  };
}

async function write(editor: Editor, { writes, proposals, stale }: SyncPlan): Promise<void> {
  await editor.put(
    'dataSource',
    writes.map(({ after }) => after),
  );
  await editor.remove('tagProposal', stale.map(tagProposalKey));
  await editor.put('tagProposal', proposals);
}

/** Updates data sources from what was read of their schemas. @see syncWorld */
export const syncUseCase = useCase({
  name: 'sync',
  whoMay: 'administrator',
  input: syncInput,
  run: ({ store }, input, { at }) => syncWorld(store, input, at),
});
