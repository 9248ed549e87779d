import { z } from 'zod';

import type { FoundDecision } from '../../audit/audit-store.js';
import { dataSourceName, pointInTime, principalName } from '../../model/names.js';
import { useCase } from '../use-case.js';
import type { Acting, InputOf } from '../use-case.js';
import type { Administration } from '../world/context.js';
import { momentOf, period, recent } from './period.js';
import { auditReader, knownTo, readShown, scopeOf } from './scope.js';
import type { Known, OwnScope } from './scope.js';

/** Which decisions on record are wanted: those that meet everything given. */
const decisionsInput = z.strictObject({
  user: principalName('a user name').optional().meta({ description: 'only decisions about this user' }),
  dataSource: dataSourceName.optional().meta({ description: 'only decisions about this data source' }),
  for: z
    .enum([
      'view',
      'in-place',
      'show',
      'preview',
      'explain',
      'audit',
      'operation',
      'who-can',
      'plan',
      'erasure',
    ])
    .optional()
    .meta({ description: 'only decisions of this occasion' }),
  policy: z.string().optional().meta({ description: 'only decisions that this policy shaped' }),
  purpose: z.string().optional().meta({ description: 'only decisions under this purpose' }),
  project: z.string().optional().meta({ description: 'only decisions in this project' }),
  denied: z.literal(true).optional().meta({ description: 'only denials: denied, hidden or closed' }),
  ...period,
  recent,
  before: z
    .strictObject({ at: pointInTime, id: z.uuid() })
    .optional()
    .meta({ description: 'only what comes after this record, from the newest to the oldest' }),
});

/** A decision on record, with its times as text. */
export interface AuditedDecision extends Omit<FoundDecision, 'at' | 'lastAt'> {
  readonly at: string;
  readonly lastAt: string;
}

/** Decisions on record, the newest first. */
export interface AuditedDecisions {
  readonly decisions: readonly AuditedDecision[];
  /** Where the next page begins; absent at the end. */
  readonly next?: { readonly at: string; readonly id: string };
}

/**
 * Finds decisions on record. Who may read only their own records gets decisions about data sources that they own, and about themselves: without what
 * scrim does not tell them otherwise.
 * @throws Refusal `forbidden`
 */
async function auditDecisions(
  administration: Administration,
  by: Acting['by'],
  {
    user,
    dataSource,
    for: occasion,
    denied,
    since,
    until,
    before,
    limit,
    ...search
  }: InputOf<typeof decisionsInput>,
): Promise<AuditedDecisions> {
  const own = await scopeOf(administration, by);
  const read = (place: FoundDecision | undefined, most: number): Promise<readonly FoundDecision[]> =>
    administration.audit.decisions({
      ...search,
      own,
      users: user === undefined ? undefined : [user],
      dataSources: dataSource === undefined ? undefined : [dataSource],
      occasions: occasion === undefined ? undefined : [occasion],
      outcomes: denied === undefined ? undefined : ['denied', 'hidden', 'closed'],
      since: momentOf(since),
      until: momentOf(until),
      before: place ?? (before && { ...before, at: new Date(before.at) }),
      limit: most,
    });
  const show = async (found: readonly FoundDecision[]): Promise<readonly (FoundDecision | undefined)[]> => {
    if (own === undefined) return found;
    const named = found.map((one) => one.dataSource);
    const known = await knownTo(administration, own, named);
    return found.map((one) => shownTo(one, own, known));
  };
  const found = await readShown(read, show, limit);
  const decisions = found.slice(0, limit).map((decision): AuditedDecision => ({
    ...decision,
    at: decision.at.toISOString(),
    lastAt: decision.lastAt.toISOString(),
  }));
  const last = decisions.at(-1);
  return {
    decisions,
    ...(found.length > limit && last !== undefined && { next: { at: last.at, id: last.id } }),
  };
}

/** What somebody may read of a decision; undefined for nothing. */
function shownTo(
  decision: FoundDecision,
  { dataSources }: OwnScope,
  known: Known,
): FoundDecision | undefined {
  const { at, dataSource, outcome } = decision;
  if (dataSource !== null && dataSources.includes(dataSource)) return decision;
  if (known.from !== undefined && at < known.from) return undefined;
  // What did not exist for them is not told of, unless they know of it now; nor is why an operation on raw tables was denied.
  if (outcome === 'hidden' && !(dataSource !== null && known.dataSources.has(dataSource))) return undefined;
  if (outcome === 'denied') return { ...decision, because: null };
  // Why it is closed to everybody may name what it reads.
  return outcome === 'closed' ? { ...decision, document: null } : decision;
}

/** @see auditDecisions */
export const auditDecisionsUseCase = useCase({
  name: 'auditDecisions',
  whoMay: auditReader,
  input: decisionsInput,
  run: (administration, input, { by }) => auditDecisions(administration, by, input),
});
