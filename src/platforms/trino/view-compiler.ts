import { createHash } from 'node:crypto';

import { invariant } from '../../base/invariant.js';
import { LRUCache } from 'lru-cache';

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

/** Compiles views from decisions. */
export interface ViewCompiler {
  compile(dataSource: DataSource, decision: VisibleDecision, settings: Settings): CompiledView;
}

/** Bytes of views in memory, roughly: their SQL and their columns. */
const defaultCacheSize = 64 * 1024 * 1024;

/** Bytes of one column of a view. */
const fieldSize = 150;

/**
 * Compiles views, and caches them by their input: the version of the data source, the settings, and what the decision shows. The person is
 * not part of the key, so people who see the same share one view.
 *
 * @param inlineHashKey the key for views if the settings have inlineHashKey, by its version
 */
export function createViewCompiler({
  inlineHashKey,
  cacheSize = defaultCacheSize,
}: {
  readonly inlineHashKey: (version: number) => string;
  readonly cacheSize?: number;
}): ViewCompiler {
  const cache = new LRUCache<string, CompiledView>({
    maxSize: cacheSize,
    sizeCalculation: ({ template, fields }) =>
      template.texts.reduce((sum, part) => sum + part.length, 1) + fields.length * fieldSize,
  });
  const versionOf = createVersions();
  /** The view of what is shown, which people of one class share as the same object. */
  const viewOf = new WeakMap<object, Compiled>();

  const compile = (dataSource: DataSource, decision: VisibleDecision, settings: Settings): CompiledView => {
    const key = digest(
      JSON.stringify([versionOf(dataSource), versionOf(settings), essence(decision, versionOf)]),
    );
    const known = cache.get(key);
    if (known !== undefined) return known;
    const { query, fields, notShown } = queryOf(
      dataSource,
      decision,
      settings,
      inlineHashKey(settings.hashKeyVersion ?? 1),
    );
    const compiled: CompiledView = {
      template: printTemplate(query, 'trino'),
      fields,
      notShown,
      ...(dataSource.comment === undefined ? {} : { comment: dataSource.comment }),
      ...(settings.definer === undefined ? {} : { definer: settings.definer }),
    };
    cache.set(key, compiled);
    return compiled;
  };

  return {
    compile(dataSource, decision, settings) {
      const shown = decision.kind === 'closed' ? decision.told : decision.shown;
      const known = viewOf.get(shown);
      if (known?.dataSource === dataSource && known.settings === settings) return known.view;
      const view = compile(dataSource, decision, settings);
      viewOf.set(shown, { dataSource, settings, view });
      return view;
    },
  };
}

/** A view with the rest of its input, in addition to what it shows. */
interface Compiled {
  readonly dataSource: DataSource;
  readonly settings: Settings;
  readonly view: CompiledView;
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
  const closed = (problems: readonly string[]): ViewQuery => {
    const reason = `data source '${formatDataSourceName(dataSource)}' is closed: ${problems.join('; ')}`;
    return closedViewQuery(present(dataSource).columns, failing(reason));
  };
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
