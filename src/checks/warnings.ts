import { didYouMean } from '../base/nearest.js';
import type { Reader } from '../world/world-store.js';
import type { DataSource } from '../model/data-source.js';
import { formatDataSourceName } from '../model/names.js';
import type { OperationRule } from '../model/operation-rule.js';
import { operationsOf } from '../model/operations.js';
import type { Policy } from '../model/policy.js';
import type { Rule } from '../model/rule.js';
import type { SubscriptionPolicy } from '../model/subscription-policy.js';
import { keyOf, kindOf, kinds } from '../model/world.js';
import type { Kind } from '../model/world.js';
import { policiesPerhapsAbout } from '../policy/reach.js';
import { inScope } from '../policy/scope.js';
import { definitionOf, rawTablesOf } from '../policy/sources/definition.js';
import { sharedTables, withSharedTags } from '../policy/sources/share-table.js';
import type { SharingDataSource } from '../policy/sources/share-table.js';
import { isAbout, selectColumns } from '../policy/target.js';
import { allows, describeShared } from './check-shared-tables.js';
import { attributeReferencesOf } from './references.js';

/** Something in a world that is allowed, but probably not intended: at a path inside an object. */
export interface Warning {
  readonly kind: Kind;
  readonly key: string;
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Everything in the world that is probably not intended, whichever write caused it. */
export async function worldWarnings(
  editor: Pick<Reader, 'all' | 'get' | 'read'>,
): Promise<readonly Warning[]> {
  const registered = await editor.all('dataSource');
  const settings = await editor.get('settings', 'settings');
  const policies = await editor.all('policy');
  return [
    ...(allows(settings) ? [] : sharedTables(registered).flatMap(warnOfShared)),
    ...readByMany(registered),
    ...(settings?.attributes === undefined ? await unknownAttributes(editor) : []),
    ...rulesAboutNothing(policies, withSharedTags(registered)),
    ...policiesAboutNothing(await editor.all('subscriptionPolicy'), registered),
    ...(await editor.all('operationRule')).flatMap(warnOfRawForAll),
  ];
}

/** A rule that lets everybody read raw tables, past all policies. */
const warnOfRawForAll = ({ name, enabled, who, allow }: OperationRule): readonly Warning[] =>
  enabled && who === 'everyone' && operationsOf(allow).has('SelectFromColumns')
    ? [
        {
          ...{ kind: 'operationRule', key: name, path: ['allow'] },
          message:
            'it lets everyone read tables without filters and masks; for tables without policies, give them the mode open in opa.clusters instead',
        },
      ]
    : [];

const warnOfShared = (group: readonly DataSource[]): readonly Warning[] =>
  group.slice(0, 1).map((dataSource) => ({
    ...{ kind: 'dataSource', key: formatDataSourceName(dataSource), path: ['table'] },
    message: `${describeShared(group)}: the tags and local policies of each apply to all of them; if this is intended, set settings.sharedRawTables: true`,
  }));

/** Raw tables that several queries read and that are not data sources themselves: the tags of one data source do not apply to the others. */
function readByMany(registered: readonly DataSource[]): readonly Warning[] {
  const readers = new Map<string, DataSource[]>();
  const stoodFor = new Set<string>();
  for (const dataSource of registered) {
    for (const table of rawTablesOf(dataSource)) {
      const key = JSON.stringify([dataSource.platform, table]);
      if (definitionOf(dataSource).kind === 'table') stoodFor.add(key);
      else readers.set(key, [...(readers.get(key) ?? []), dataSource]);
    }
  }
  return [...readers].flatMap(([key, [first, ...others]]): readonly Warning[] => {
    if (first === undefined || others.length === 0 || stoodFor.has(key)) return [];
    const [, table] = JSON.parse(key) as [string, readonly string[]];
    const names = others.map((one) => `'${formatDataSourceName(one)}'`).join(', ');
    return [
      {
        ...{ kind: 'dataSource', key: formatDataSourceName(first), path: ['query'] },
        message: `it reads ${table.join('.')}, which ${names} also read${others.length === 1 ? 's' : ''} and which is not a data source itself: register that table as a data source, so that its tags and policies apply to all of them`,
      },
    ];
  });
}

/** Attributes in policies and projects that no user or group has: policies that name them grant nothing. */
async function unknownAttributes(editor: Pick<Reader, 'all' | 'read'>): Promise<readonly Warning[]> {
  const warnings: Warning[] = [];
  const names: string[] = [];
  const asked = new Map<string, boolean>();
  const isKnown = async (name: string): Promise<boolean> => {
    const known = asked.get(name) ?? (await editor.read({ entry: 'attributeKnown', name }));
    asked.set(name, known);
    return known;
  };
  for (const kind of kinds.filter((one) => kindOf[one].attributes === 'expected')) {
    for (const object of await editor.all(kind)) {
      for (const { attribute: name, path } of attributeReferencesOf(kind, object as never)) {
        if (await isKnown(name)) continue;
        if (names.length === 0) names.push(...(await editor.read({ entry: 'attributeNames' })));
        const message = `no user or group has attribute '${name}', so policies that name it grant nothing${didYouMean(name, names)}`;
        warnings.push({ kind, key: keyOf[kind](object as never), path, message });
      }
    }
  }
  return warnings;
}

/** Rules that match no data source, or no column of any. */
function rulesAboutNothing(
  policies: readonly Policy[],
  dataSources: readonly SharingDataSource[],
): readonly Warning[] {
  const reaches = (policy: Policy, rule: Rule): boolean =>
    dataSources.some(
      (dataSource) =>
        isAbout(policy, rule, dataSource).about &&
        ('rows' in rule || selectColumns(rule.columns, dataSource).length > 0),
    );
  const perhaps = new Set(policiesPerhapsAbout(policies, dataSources));
  return policies
    .filter(({ enabled }) => enabled)
    .flatMap((policy) =>
      policy.rules.flatMap((rule, index): readonly Warning[] =>
        perhaps.has(policy) && reaches(policy, rule)
          ? []
          : [
              {
                ...{ kind: 'policy', key: policy.name, path: ['rules', index] },
                message: `this rule matches no ${'rows' in rule ? 'data source' : 'column of any data source'}, so it has no effect`,
              },
            ],
      ),
    );
}

/** Subscription policies that match no data source: they grant nothing, and their guardrails do nothing. */
const policiesAboutNothing = (
  policies: readonly SubscriptionPolicy[],
  dataSources: readonly DataSource[],
): readonly Warning[] =>
  policies
    .filter((policy) => policy.enabled && !dataSources.some((one) => inScope(policy, one)?.about === true))
    .map(({ name }) => ({
      ...{ kind: 'subscriptionPolicy', key: name, path: [] },
      message: 'this subscription policy matches no data source, so it has no effect',
    }));
