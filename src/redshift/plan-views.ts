import { createHash } from 'node:crypto';

import { chunks } from '../base/chunks.js';
import { groupBy } from '../base/group-by.js';
import { relationKey } from './catalog.js';
import type { Actual } from './catalog.js';
import type { DesiredView, ViewDefinition } from './desired.js';
import { nameProblem } from './limits.js';
import { granteesAtOnce, planPrivileges } from './plan-readers.js';
import {
  callProcedure,
  commentOnView,
  createView,
  dropView,
  everybody,
  grant,
  onTable,
  revoke,
} from './statements.js';
import type { Grantee } from './statements.js';
import { viewSchemaOf } from './unit.js';
import type { Part, PlanConfig, Unit } from './unit.js';

/** Maximum number of views in one transaction. */
const viewsAtOnce = 10;

/** The changes to views. */
export interface ViewsPlan {
  readonly units: readonly Unit[];
  readonly drift: readonly string[];
  readonly problems: readonly string[];
}

interface Finding {
  readonly part?: Part | undefined;
  readonly drift?: readonly string[];
  readonly problem?: string;
}

/**
 * The difference between the views that should exist and the views that scrim created. It never changes other views.
 * @param inScope the data sources whose views to change
 */
export function planViews(
  views: readonly DesiredView[],
  actual: Actual,
  config: PlanConfig,
  grantees: readonly Grantee[],
  inScope: (dataSource: string) => boolean = () => true,
): ViewsPlan {
  const placed = views.map((view) => {
    const schema = viewSchemaOf(config, view.schema);
    return { view, schema, key: relationKey(schema, view.name) };
  });
  const homes = groupBy(
    placed.filter(({ view }) => view.definition !== undefined),
    ({ key }) => key,
  );
  const findings = placed.map(({ view, schema, key }): Finding => {
    const { dataSource, problem } = view;
    if (!inScope(dataSource)) return {};
    const blame = (why: string): Finding => ({ problem: `data source '${dataSource}' has no view: ${why}` });
    if (view.definition === undefined) return problem === undefined ? {} : blame(problem);
    const misnamed = nameProblem(schema, 'schema') ?? nameProblem(view.name, 'view');
    if (misnamed !== undefined) return blame(misnamed);
    const others = (homes.get(key) ?? []).filter((one) => one.view !== view);
    if (others.length > 0) {
      return blame(
        `'${others[0]?.view.dataSource ?? ''}' has the same name in the cluster, ${schema}.${view.name}`,
      );
    }
    const foreign = actual.tables.has(key) || (actual.views.has(key) && !actual.inventory.has(key));
    if (foreign) {
      return blame(`${schema}.${view.name} exists already; scrim did not create it and does not change it`);
    }
    return planView({ ...view, schema, definition: view.definition }, actual, config, grantees);
  });
  const kept = new Set(
    placed.flatMap(({ key }, index) =>
      findings[index]?.problem === undefined && views[index]?.definition ? [key] : [],
    ),
  );
  const dropped = [...actual.inventory].filter(
    ([key, { dataSource }]) => !kept.has(key) && inScope(dataSource),
  );
  const parts = [
    ...dropped.map(([, { schema, name, dataSource }]): Part => ({
      title: `view ${schema}.${name}: dropped`,
      closes: { schema, name, dataSource },
      statements: [
        dropView([schema, name]),
        callProcedure([config.schemas.procedures, 'forget_view'], schema, name),
      ],
    })),
    ...findings.map(({ part }) => part).filter((part) => part !== undefined),
  ];
  return {
    units: chunks(parts, viewsAtOnce).map((some) => ({ first: [], parts: some })),
    drift: findings.flatMap(({ drift = [] }) => drift),
    problems: findings.flatMap(({ problem }) => (problem === undefined ? [] : [problem])),
  };
}

function planView(
  view: DesiredView & { readonly definition: ViewDefinition },
  { inventory, views, privileges }: Actual,
  { schemas }: PlanConfig,
  grantees: readonly Grantee[],
): Finding {
  const { schema, name, dataSource, comment, definition } = view;
  const full = [schema, name];
  const key = relationKey(schema, name);
  const known = inventory.get(key);
  const stored = views.get(key);
  const statement = createView(full, definition.query, definition.lateBinding);
  const declared = view.columns.map((column) => `${column.name} ${column.type}`);
  const pushed = hash(statement, comment ?? '', ...declared);
  const columns = hash(...definition.shape);
  const on = onTable(full);
  const isThere = known !== undefined && stored !== undefined;
  const edited = isThere && known.stored !== stored;
  const rights = planPrivileges(on, 'SELECT', grantees, privileges.on(schema, name));
  const granted = rights.excess.map((one) => `view ${schema}.${name}: somebody granted ${one}`);

  if (isThere && !edited && known.pushed === pushed) {
    return {
      part:
        rights.statements.length === 0
          ? undefined
          : { title: `view ${schema}.${name}: who may read it`, statements: rights.statements },
      drift: granted,
    };
  }

  const inPlace = isThere && !edited && known.columns === columns;
  const change = !isThere ? 'created' : inPlace ? 'replaced' : 'dropped and created again';
  const drift =
    known !== undefined && stored === undefined
      ? [`view ${schema}.${name}: somebody dropped it`]
      : edited
        ? [`view ${schema}.${name}: somebody changed it`]
        : [];
  const made = [statement, commentOnView(full, comment)];
  const record = callProcedure(
    [schemas.procedures, 'record_view'],
    ...[schema, name, dataSource, pushed, columns],
  );
  const anew = [
    ...(isThere ? [dropView(full)] : []),
    ...made,
    revoke('ALL', on, everybody),
    ...chunks(grantees, granteesAtOnce).map((some) => grant('SELECT', on, ...some)),
    record,
  ];
  const replaced = [...made, ...rights.statements, record];
  const [statements, otherwise] = inPlace ? [replaced, anew] : [anew, replaced];
  return {
    drift: [...drift, ...(inPlace ? granted : [])],
    part: {
      title: `view ${schema}.${name}: ${change}`,
      statements,
      // The known columns may be wrong, and dependent views may prevent dropping the view.
      ...(isThere ? { otherwise, closes: { schema, name, dataSource } } : {}),
    },
  };
}

const hash = (...texts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(texts)).digest('hex');
