import type { Editor, WorldStore } from '../entitlements/world-store.js';
import type { ObservedSchema } from '../monitoring/observe-schemas.js';
import { planSync } from '../monitoring/plan-sync.js';
import type { SyncChange, SyncPlan } from '../monitoring/plan-sync.js';
import { tooManyGone } from '../monitoring/too-many-gone.js';
import { tagProposalKey } from '../model/tag-proposal.js';
import type { TagProposal } from '../model/tag-proposal.js';
import { checkReferencesOf, newlyClosed } from './check-registration.js';

/** In whose name schemas are synchronized. */
export const syncActor = 'sync';

/** What a sync of one schema did, or would do. */
export interface SyncedSchema {
  readonly monitored: string;
  /** The schema of Trino, with its catalog. */
  readonly schema: string;
  readonly changes: readonly SyncChange[];
  readonly proposals: readonly TagProposal[];
  /** Rules of policies that cannot be enforced any more: their data sources are closed. */
  readonly closed: readonly string[];
  readonly notes: readonly string[];
  /** Why nothing was done. */
  readonly errors: readonly string[];
}

/** What a sync did, or would do. */
export interface SyncResult {
  readonly dryRun: boolean;
  readonly schemas: readonly SyncedSchema[];
}

/** What was read of schemas, and whether anything is done about it. */
export interface SyncInput {
  readonly observed: readonly ObservedSchema[];
  readonly dryRun: boolean;
  /** Whether most data sources of a schema, or all, may be marked gone: only where a person said so. */
  readonly allowGone?: boolean | undefined;
}

/**
 * Brings data sources up to what was read of their schemas, each schema in a transaction of its own. Policies that can no longer
 * be enforced do not hinder it: they close what they are about.
 */
export async function syncWorld(
  store: WorldStore,
  { observed, ...how }: SyncInput,
  at: Date,
): Promise<SyncResult> {
  const schemas: SyncedSchema[] = [];
  for (const one of observed) schemas.push(await syncSchema(store, one, how, at));
  return { dryRun: how.dryRun, schemas };
}

async function syncSchema(
  store: WorldStore,
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
  const { result } = await store.change(syncActor, async (editor): Promise<SyncedSchema> => {
    const plan = await planned(editor, observed, at);
    if (plan === undefined) return { ...nothing, errors: ['it is not monitored any more'] };
    const doubt = allowGone ? undefined : tooManyGone(plan);
    if (doubt !== undefined) return { ...nothing, errors: [doubt] };
    const errors = await checkReferencesOf(
      editor,
      plan.writes.map(({ after }) => after),
    );
    if (errors.length > 0) return { ...nothing, errors };
    const closed = plan.writes.length === 0 ? [] : await newlyClosed(editor, plan.writes);
    if (!dryRun) await write(editor, plan);
    const { changes, proposals, notes } = plan;
    return { ...nothing, changes, proposals, closed, notes };
  });
  return result;
}

async function planned(editor: Editor, observed: ObservedSchema, at: Date): Promise<SyncPlan | undefined> {
  const settings = await editor.get('monitoredSchema', observed.monitored);
  if (settings === undefined) return undefined;
  const dataSources = await editor.all('dataSource');
  return planSync(observed, { settings, dataSources, proposals: await editor.all('tagProposal'), at });
}

async function write(editor: Editor, { writes, proposals, stale }: SyncPlan): Promise<void> {
  await editor.put(
    'dataSource',
    writes.map(({ after }) => after),
  );
  await editor.remove('tagProposal', stale.map(tagProposalKey));
  await editor.put('tagProposal', proposals);
}
