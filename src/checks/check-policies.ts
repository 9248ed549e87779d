import { didYouMean } from '../base/nearest.js';
import type { DataSource } from '../model/data-source.js';
import { present } from '../model/present.js';
import type { Policy } from '../model/policy.js';
import { columnIn } from '../model/row-filter.js';
import type { Rule } from '../model/rule.js';
import { defaultSettings } from '../model/settings.js';
import type { WorldObjects } from '../model/world.js';
import { platformTraits } from '../platforms/index.js';
import { resolveColumn } from '../policy/target.js';
import type { KnownObjects } from './known-objects.js';
import type { Problem } from './problem.js';
import { fold } from '../sql/scope/names.js';

type Path = Problem['path'];

const masksIn = (policy: Policy): readonly { readonly type: string; readonly path: Path }[] =>
  policy.rules.flatMap((rule, index) =>
    'mask' in rule
      ? [
          { type: rule.mask.type, path: ['rules', index, 'mask', 'type'] },
          ...(rule.otherwise
            ? [{ type: rule.otherwise.type, path: ['rules', index, 'otherwise', 'type'] }]
            : []),
        ]
      : [],
  );

const hashes = (policy: Policy): readonly Path[] =>
  masksIn(policy).flatMap(({ type, path }) => (type === 'hash' ? [path] : []));

const remedy =
  'name the one-row table that contains the key in settings.hashKeyTable, or set settings.inlineHashKey: true if everybody who can read a view may also see the key';

/** Hash masks in a world whose settings name no key. On Redshift, `scrim redshift push` stores the key itself. */
export async function checkHashKey(world: WorldObjects, known: KnownObjects): Promise<readonly Problem[]> {
  const settings = (await known.get('settings', 'settings')) ?? defaultSettings;
  if (settings.hashKeyTable !== undefined || settings.inlineHashKey) return [];
  const lacksKey = ({ platform }: DataSource): boolean =>
    platformTraits[platform].hashKeyProblem(settings) !== undefined;
  const firstWithout = world.dataSource.findIndex(lacksKey);
  if (
    world.settings.length === 0 &&
    firstWithout < 0 &&
    world.policy.every((one) => hashes(one).length === 0)
  ) {
    return [];
  }
  const dataSources = await known.all('dataSource');
  if (dataSources.length > 0 && !dataSources.some(lacksKey)) return [];
  const own = world.policy.flatMap((policy, index) =>
    hashes(policy).map((path): Problem => {
      const message = `a hash mask needs a key; ${remedy}`;
      return { kind: 'policy', index, path, message };
    }),
  );
  if (world.settings.length === 0 && firstWithout < 0) return own;
  const names = new Set(world.policy.map(({ name }) => name));
  const others = (await known.all('policy')).filter(
    (policy) => !names.has(policy.name) && hashes(policy).length > 0,
  );
  const [first] = others;
  if (first === undefined) return own;
  const where = `no hash key, but policy '${first.name}' has a hash mask; ${remedy}`;
  return world.settings.length > 0
    ? [...own, { kind: 'settings', index: 0, path: [], message: `these settings name ${where}` }]
    : [
        ...own,
        {
          ...{ kind: 'dataSource', index: firstWithout, path: [] },
          message: `this is the first data source on Trino: the settings name ${where}`,
        },
      ];
}

function missingColumns(
  rule: Rule,
  path: Path,
  dataSource: DataSource,
): readonly Omit<Problem, 'kind' | 'index'>[] {
  const there = present(dataSource);
  const { columns } = there;
  const names = columns.map(({ name }) => name);
  const missing = (name: string, at: Path) => {
    const hint = didYouMean(name, names) || `; it has ${names.join(', ')}`;
    const message = `the data source of this policy has no column '${name}'${hint}`;
    const gone = dataSource.columns.some((column) => fold(column.name) === name);
    return { path: at, message, ...(gone ? { closes: true as const } : {}) };
  };
  if ('mask' in rule) {
    return (rule.columns.names ?? []).flatMap((name, index) =>
      names.some((one) => fold(one) === name) ? [] : [missing(name, [...path, 'columns', 'names', index])],
    );
  }
  const filters = [
    { filter: rule.rows, key: 'rows' },
    { filter: rule.otherwise, key: 'otherwise' },
  ];
  return filters.flatMap(({ filter, key }) => {
    const column = columnIn(filter);
    const resolved = column && resolveColumn(column, there);
    if (column === undefined || resolved === undefined || 'column' in resolved) return [];
    return 'name' in column
      ? [missing(column.name, [...path, key, 'column', 'name'])]
      : [
          {
            path: [...path, key, 'column', 'tag'],
            message: `in the data source of this policy ${resolved.problem}`,
            closes: true,
          },
        ];
  });
}

/** Columns that a local policy names and its data source does not have. */
export async function checkLocalColumns(
  world: WorldObjects,
  known: KnownObjects,
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const [index, policy] of world.policy.entries()) {
    const dataSource =
      policy.dataSource === undefined ? undefined : await known.get('dataSource', policy.dataSource);
    if (dataSource === undefined) continue;
    for (const [position, rule] of policy.rules.entries()) {
      for (const found of missingColumns(rule, ['rules', position], dataSource)) {
        problems.push({ kind: 'policy', index, ...found });
      }
    }
  }
  return problems;
}
