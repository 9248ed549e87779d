import { createHash } from 'node:crypto';

import { chunks } from '../base/chunks.js';
import { groupBy } from '../base/group-by.js';
import type { CreateView, Grantee } from '../sql/ast.js';
import * as build from '../sql/build-administration.js';
import { print } from '../sql/print/print.js';
import { relationKey } from './catalog.js';
import type { Actual } from './catalog.js';
import type { DesiredView } from './desired.js';
import { nameProblem } from './limits.js';
import { granteesAtOnce, planPrivileges } from './plan-readers.js';
import { viewSchemaOf } from './unit.js';
import type { Part, PlanConfig, Unit } from './unit.js';

/** Views in one transaction. */
const viewsAtOnce = 10;

/** What is to be done about views. */
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
 * The difference between the views that there should be and those that scrim made; it never touches any other.
 * @param inScope the data sources whose views are to be changed
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
    placed.filter(({ view }) => view.statement !== undefined),
    ({ key }) => key,
  );
  const findings = placed.map(({ view, schema, key }): Finding => {
    const { dataSource, problem } = view;
    if (!inScope(dataSource)) return {};
    const blame = (why: string): Finding => ({ problem: `data source '${dataSource}' has no view: ${why}` });
    if (view.statement === undefined) return problem === undefined ? {} : blame(problem);
    const misnamed = nameProblem(schema, 'schema') ?? nameProblem(view.name, 'view');
    if (misnamed !== undefined) return blame(misnamed);
    const others = (homes.get(key) ?? []).filter((one) => one.view !== view);
    if (others.length > 0) {
      return blame(`'${others[0]?.view.dataSource ?? ''}' has the same place, ${schema}.${view.name}`);
    }
    const foreign = actual.tables.has(key) || (actual.views.has(key) && !actual.inventory.has(key));
    if (foreign) {
      return blame(
        `there is another ${schema}.${view.name} already, which scrim did not make and leaves alone`,
      );
    }
    return planView({ ...view, schema, statement: view.statement }, actual, config, grantees);
  });
  const kept = new Set(
    placed.flatMap(({ key }, index) =>
      findings[index]?.problem === undefined && views[index]?.statement ? [key] : [],
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
        build.dropView([schema, name]),
        build.callProcedure([config.schemas.procedures, 'forget_view'], schema, name),
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
  view: DesiredView & { readonly statement: CreateView },
  { inventory, views, privileges }: Actual,
  { schemas }: PlanConfig,
  grantees: readonly Grantee[],
): Finding {
  const { schema, name, dataSource, comment } = view;
  const full = [schema, name];
  const key = relationKey(schema, name);
  const known = inventory.get(key);
  const stored = views.get(key);
  const statement: CreateView = {
    ...view.statement,
    name: {
      kind: 'QualifiedName',
      parts: full.map((value) => ({ kind: 'Identifier', value, quoted: true })),
    },
    replace: true,
  };
  const declared = view.columns.map((column) => `${column.name} ${column.type}`);
  const pushed = hash(print(statement, 'redshift'), comment ?? '', ...declared);
  const columns = hash(...columnsOf(statement, view));
  const on = build.securable('TABLE', full);
  const isThere = known !== undefined && stored !== undefined;
  const edited = isThere && known.stored !== stored;
  const held = privileges.filter((one) => one.schema === schema && one.relation === name);
  const rights = planPrivileges(on, 'SELECT', grantees, held);
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
  const change = !isThere ? 'made' : inPlace ? 'replaced' : 'dropped and made anew';
  const drift =
    known !== undefined && stored === undefined
      ? [`view ${schema}.${name}: somebody dropped it`]
      : edited
        ? [`view ${schema}.${name}: somebody changed it`]
        : [];
  const made = [statement, build.commentOnView(full, comment)];
  const record = build.callProcedure(
    [schemas.procedures, 'record_view'],
    ...[schema, name, dataSource, pushed, columns],
  );
  const anew = [
    ...(isThere ? [build.dropView(full)] : []),
    ...made,
    build.revoke('ALL', on, build.everybody),
    ...chunks(grantees, granteesAtOnce).map((some) => build.grant('SELECT', on, ...some)),
    record,
  ];
  const replaced = [...made, ...rights.statements, record];
  const [statements, otherwise] = inPlace ? [replaced, anew] : [anew, replaced];
  return {
    drift: [...drift, ...(inPlace ? granted : [])],
    part: {
      title: `view ${schema}.${name}: ${change}`,
      statements,
      // What is known of the columns may be wrong, and what depends on the view may keep it from being dropped.
      ...(isThere ? { otherwise, closes: { schema, name, dataSource } } : {}),
    },
  };
}

/**
 * Names and types of a view's columns: Redshift replaces a view in place where these stay. A masked column is cast to a type of
 * its own, and any other has the type that the data source says.
 */
function columnsOf({ query, columns: named }: CreateView, view: DesiredView): readonly string[] {
  const types = new Map(view.columns.map(({ name, type }) => [name, type]));
  const { body } = query;
  const items = body.kind === 'Select' ? body.items : [];
  return [
    ...named.map(({ value }) => value),
    ...items.map((item) => {
      const { expression, alias } = item.kind === 'SelectExpression' ? item : {};
      const name =
        alias?.value ?? (expression?.kind === 'ColumnReference' ? expression.parts.at(-1)?.value : '');
      const type = expression?.kind === 'Cast' ? print(expression.type, 'redshift') : types.get(name ?? '');
      return `${name ?? ''} ${type ?? print(item, 'redshift')}`;
    }),
    ...(body.kind === 'Select' ? [] : [print(query, 'redshift')]),
  ];
}

const hash = (...texts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(texts)).digest('hex');
