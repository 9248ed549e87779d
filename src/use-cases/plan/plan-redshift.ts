import { isDeepStrictEqual } from 'node:util';

import { Refusal } from '../../base/refusal.js';
import type { Desired } from '../../redshift/desired.js';
import { redshiftConfig } from '../../redshift/config.js';
import type { MemoryWorld } from '../../world/memory/memory-world.js';
import { createPorts } from '../create-ports.js';
import { redshiftDesired } from '../redshift/redshift-desired.js';
import type { Both } from './both.js';

/** What a push to Redshift would replace after a change. */
export interface RedshiftPlan {
  readonly createdViews: readonly string[];
  readonly replacedViews: readonly string[];
  readonly droppedViews: readonly string[];
  /** Rows of the profiles of people that are added or removed. */
  readonly profileRows: number;
  /** Why it cannot be told. */
  readonly problem?: string;
}

/** Compares what a cluster should hold before and after a change; null if no data source is on Redshift. */
export async function planRedshift(
  { before, after }: Both<MemoryWorld>,
  at: Date,
): Promise<RedshiftPlan | null> {
  if (![before, after].some(hasRedshift)) return null;
  const [was, is] = [await desiredOf(before, at), await desiredOf(after, at)];
  if ('problem' in was || 'problem' in is) {
    const problem = [is, was].flatMap((one) => ('problem' in one ? [one.problem] : []))[0] ?? '';
    return { createdViews: [], replacedViews: [], droppedViews: [], profileRows: 0, problem };
  }
  const views = { before: viewsOf(was), after: viewsOf(is) };
  const names = [...new Set([...views.before.keys(), ...views.after.keys()])].toSorted();
  const those = (wanted: (before: unknown, after: unknown) => boolean): readonly string[] =>
    names.filter((name) => wanted(views.before.get(name), views.after.get(name)));
  return {
    createdViews: those((view) => view === undefined),
    replacedViews: those(
      (view, other) => view !== undefined && other !== undefined && !isDeepStrictEqual(view, other),
    ),
    droppedViews: those((_, view) => view === undefined),
    profileRows: differentRows(rowsOf(was), rowsOf(is)),
  };
}

const hasRedshift = (world: MemoryWorld): boolean =>
  world
    .objects()
    .all('dataSource')
    .some(({ platform }) => platform === 'redshift');

async function desiredOf(world: MemoryWorld, at: Date): Promise<Desired | { readonly problem: string }> {
  const ports = await createPorts(world, () => Promise.resolve());
  const { schemas } = redshiftConfig.parse({});
  try {
    const { desired } = await redshiftDesired(
      world,
      { world: ports.world, now: () => at },
      { systemSchema: schemas.system },
    );
    return desired;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { problem: error.message };
  }
}

/** The definitions of views that should exist, by data source. */
const viewsOf = ({ views }: Desired): ReadonlyMap<string, unknown> =>
  new Map(
    views.flatMap(({ dataSource, definition, columns, comment }) =>
      definition === undefined ? [] : [[dataSource, [definition, columns, comment]] as const],
    ),
  );

const rowsOf = ({ profiles }: Desired): ReadonlySet<string> =>
  new Set(
    profiles.flatMap(({ username, rows }) =>
      rows.map(({ kind, name, value }) => JSON.stringify([username, kind, name, value])),
    ),
  );

function differentRows(before: ReadonlySet<string>, after: ReadonlySet<string>): number {
  const only = (some: ReadonlySet<string>, others: ReadonlySet<string>): number =>
    [...some].filter((row) => !others.has(row)).length;
  return only(before, after) + only(after, before);
}
