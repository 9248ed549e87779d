import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';

import { invariant } from '../../base/invariant.js';
import { LRUCache } from 'lru-cache';

import { usedBy } from '../../base/memory-use.js';
import type { MemoryUse } from '../../base/memory-use.js';
import type { DataSource } from '../../model/data-source.js';
import { formatDataSourceName } from '../../model/names.js';
import { present } from '../../model/present.js';
import type { Settings } from '../../model/settings.js';
import { callerSlot } from '../../policy/caller-slot.js';
import type { Decision } from '../../policy/decision.js';
import { essenceOf } from '../../policy/essence.js';
import { definitionOf } from '../../policy/sources/definition.js';
import { bindTemplate, printTemplate } from '../../sql/print/template.js';
import type { Template } from '../../sql/print/template.js';
import type { IcebergField } from '../../types/iceberg-type.js';
import type { Parts } from '../platform.js';
import { spellRow } from '../row.js';
import { failing } from './caller-guard.js';
import { compileInPlace } from './in-place.js';
import type { InPlace } from './in-place.js';
import { trino } from './platform.js';
import { closedViewQuery, openViewQuery } from './view-query.js';
import type { ViewQuery } from './view-query.js';

/** A view before it is bound to a person: shared by all people who see the same. */
export interface CompiledView {
  readonly template: Template;
  readonly fields: readonly IcebergField[];
  /** Columns that cannot be shown, by name, with the reason. */
  readonly notShown: ReadonlyMap<string, string>;
  readonly comment?: string;
  /** The platform's user that reads the raw table for the view; if undefined, the person who queries does. */
  readonly definer?: string;
}

/** A view for one person. */
export interface BoundView extends Omit<CompiledView, 'template'> {
  readonly sql: string;
}

/** A decision that is not `hidden`: the data source exists for the person. */
type VisibleDecision = Exclude<Decision, { kind: 'hidden' }>;

/** Compiles decisions to SQL. */
export interface ViewCompiler {
  /** The view of a data source. */
  compile(dataSource: DataSource, decision: VisibleDecision, settings: Settings): CompiledView;
  /** The filter and the masks of its raw table. */
  inPlace(dataSource: DataSource, decision: VisibleDecision, settings: Settings): InPlace;
}

/** A compiler that tells how much of its bound it uses. */
export interface BoundedViewCompiler extends ViewCompiler {
  inMemory(): MemoryUse;
}

const defaultBytes = 32 * 1024 * 1024;

/** Bytes of a view besides its SQL: its key, and its share of the list of columns, which other views of the data source share. */
const viewBytes = 2_000;

/** Bytes of a column in place that is read as it is, and of one with a mask and its text. */
const clearBytes = 60;
const maskBytes = 800;

/**
 * Compiles views, and caches them by their input: the version of the data source, the settings, and what the decision shows. The person is
 * not part of the key, so people who see the same share one view.
 *
 * @param inlineHashKey the key for views if the settings have inlineHashKey, by its version
 */
export function createViewCompiler({
  inlineHashKey,
  cacheBytes = defaultBytes,
}: {
  readonly inlineHashKey: (version: number) => string;
  readonly cacheBytes?: number;
}): BoundedViewCompiler {
  const cache = new LRUCache<string, CompiledView | InPlace>({
    maxSize: cacheBytes,
    sizeCalculation: bytesOf,
  });
  const versionOf = createVersions();
  /** The key of the view of what is shown, which people of one class share as the same object. */
  const keyOf = new WeakMap<object, Keyed>();

  const keyFor = (dataSource: DataSource, decision: VisibleDecision, settings: Settings): string => {
    const shown = decision.kind === 'closed' ? decision.told : decision.shown;
    const known = keyOf.get(shown);
    if (known?.dataSource === dataSource && known.settings === settings) return known.key;
    const key = digest(
      JSON.stringify([versionOf(dataSource), versionOf(settings), essence(decision, versionOf)]),
    );
    keyOf.set(shown, { dataSource, settings, key });
    return key;
  };

  const compile = (dataSource: DataSource, decision: VisibleDecision, settings: Settings): CompiledView => {
    const { query, fields, notShown } = queryOf(
      dataSource,
      decision,
      settings,
      inlineHashKey(settings.hashKeyVersion ?? 1),
    );
    return {
      template: printTemplate(query, 'trino'),
      fields: sharedFields(dataSource, fields),
      notShown,
      ...(dataSource.comment === undefined ? {} : { comment: dataSource.comment }),
      ...(settings.definer === undefined ? {} : { definer: settings.definer }),
    };
  };

  const remembered = <T extends CompiledView | InPlace>(key: string, make: () => T): T => {
    // What has the same key was made by the same function.
    const known = cache.get(key) as T | undefined;
    if (known !== undefined) return known;
    const made = make();
    cache.set(key, made);
    return made;
  };

  return {
    compile: (dataSource, decision, settings) =>
      remembered(keyFor(dataSource, decision, settings), () => compile(dataSource, decision, settings)),
    inPlace: (dataSource, decision, settings) =>
      remembered(`in place ${keyFor(dataSource, decision, settings)}`, () =>
        decision.kind === 'closed'
          ? { kind: 'closed', because: closedBecause(dataSource, decision.told) }
          : compileInPlace(dataSource, decision.shown, {
              hashKey: () =>
                trino.hashKey({ settings, inlineHashKey: inlineHashKey(settings.hashKeyVersion ?? 1) }),
              definer: settings.definer,
            }),
      ),
    inMemory: () => usedBy(cache),
  };
}

/** Bytes of what was compiled, roughly. Masks in place are printed when they are first asked for. */
function bytesOf(compiled: CompiledView | InPlace): number {
  if ('template' in compiled) return lengthOf(compiled.template) + viewBytes;
  if (compiled.kind === 'closed') return viewBytes;
  const columns = [...compiled.columns.values()].map(({ mask }) =>
    mask === undefined ? clearBytes : maskBytes,
  );
  return columns.reduce((sum, bytes) => sum + bytes, viewBytes + lengthOf(compiled.filter));
}

const lengthOf = (template: Template | undefined): number =>
  (template?.texts ?? []).reduce((sum, part) => sum + part.length, 0);

const closedBecause = (dataSource: DataSource, problems: readonly string[]): string =>
  `data source '${formatDataSourceName(dataSource)}' is closed: ${problems.join('; ')}`;

/** The columns of the view that was compiled last for a data source. */
const lastFields = new WeakMap<DataSource, readonly IcebergField[]>();

/** The same list for the views of a data source that have the same columns: masks keep names and types, so most do. */
function sharedFields(dataSource: DataSource, fields: readonly IcebergField[]): readonly IcebergField[] {
  const last = lastFields.get(dataSource);
  if (last !== undefined && isDeepStrictEqual(last, fields)) return last;
  lastFields.set(dataSource, fields);
  return fields;
}

/** The key of a view with the rest of its input, in addition to what it shows. */
interface Keyed {
  readonly dataSource: DataSource;
  readonly settings: Settings;
  readonly key: string;
}

/** A short text instead of a long one. */
const digest = (text: string): string => createHash('sha256').update(text).digest('base64');

/** Binds a view to the person of its decision. */
export const bindView = ({ template, ...view }: CompiledView, userName: string): BoundView => ({
  ...view,
  sql: bindTemplate(template, { [callerSlot]: userName }),
});

/** Version numbers for immutable objects: the same object is the same version. */
function createVersions(): (object: object) => number {
  const versions = new WeakMap<object, number>();
  let last = 0;
  return (object) => {
    const known = versions.get(object);
    if (known !== undefined) return known;
    last += 1;
    versions.set(object, last);
    return last;
  };
}

/** The parts of a decision that determine a view's text, for a data source with a known version. */
const essence = (decision: VisibleDecision, versionOf: (object: object) => number): unknown =>
  decision.kind === 'closed' ? decision.told : essenceOf(decision.shown, versionOf);

function queryOf(
  dataSource: DataSource,
  decision: VisibleDecision,
  settings: Settings,
  inlineHashKey: string,
): ViewQuery {
  const closed = (problems: readonly string[]): ViewQuery =>
    closedViewQuery(present(dataSource).columns, failing(closedBecause(dataSource, problems)));
  if (dataSource.platform !== trino.traits.name) {
    return { ...closed([`it is on ${dataSource.platform}, and is read there`]), notShown: new Map() };
  }
  if (decision.kind === 'closed') return closed(decision.told);
  const definition = definitionOf(dataSource);
  if (definition.kind === 'unusable') return closed([definition.problem]);
  invariant(
    definition.kind === 'table' || decision.shown.sources?.length === definition.sources.length,
    'an open decision lacks what is shown of a table that the query reads',
  );
  const parts: Parts = {
    hashKey: () => trino.hashKey({ settings, inlineHashKey }),
    answered: (expression) => spellRow(expression, trino),
  };
  const open = openViewQuery(dataSource, decision.shown, { guard: trino.guard(dataSource, parts), parts });
  return open.fields.length > 0 ? open : closed(['none of its columns has a type that can be shown']);
}
