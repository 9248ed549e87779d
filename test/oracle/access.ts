import type { Condition } from '../../src/model/condition.js';
import type { DataSource } from '../../src/model/data-source.js';
import { formatDataSourceName, tagReaches } from '../../src/model/names.js';
import type { Target } from '../../src/model/policy-head.js';
import type { WorldFile } from '../../src/model/world.js';
import { askedOf, holdingOf, membersOf, projectOf, standsFor, subjectOf } from './person.js';
import type { Holding, Subject } from './subject.js';
import { holds } from './subject.js';

/** Whether a policy's target matches a data source. */
export function matches(target: Target, dataSource: DataSource): boolean {
  const name = formatDataSourceName(dataSource);
  const tags = [...dataSource.tags, ...dataSource.columns.flatMap((column) => column.tags)];
  return (
    (target.schemas?.includes(dataSource.schema) ?? true) &&
    (target.dataSources?.includes(name) ?? true) &&
    (target.tags?.some((wanted) => tags.some((tag) => tagReaches(wanted, tag))) ?? true)
  );
}

/** Whether a block closes a data source to somebody; to a group, whenever one of its members may be blocked. */
function isBlocked(
  { blocks = [], users = [] }: WorldFile,
  dataSource: DataSource,
  { name, perhaps }: Subject,
  { groups }: Holding,
  at: Date,
): boolean {
  return blocks.some(({ blocked, scope, until }) => {
    if (until !== undefined && new Date(until) <= at) return false;
    if ('schema' in scope && scope.schema !== dataSource.schema) return false;
    if ('dataSource' in scope && scope.dataSource !== formatDataSourceName(dataSource)) return false;
    if ('group' in blocked) return perhaps === 'anything' || groups.includes(blocked.group);
    if (name !== null) return blocked.user === name;
    const user = users.find((one) => one.name === blocked.user && one.active !== false);
    return user?.groups.some((group) => groups.includes(group)) ?? false;
  });
}

/** What access somebody has by their own facts. */
function accessOfOne(
  world: WorldFile,
  dataSource: DataSource,
  subject: Subject,
  holding: Holding,
  at: Date,
): 'owner' | 'access' | 'none' {
  const name = formatDataSourceName(dataSource);
  if (isBlocked(world, dataSource, subject, holding, at)) return 'none';
  if (dataSource.owners.some((owner) => standsFor(owner, subject.name, holding))) return 'owner';
  const surely = (condition: Condition): boolean => holds(condition, subject) === true;
  const policies = (world.subscriptionPolicies ?? []).filter(
    (policy) =>
      policy.enabled &&
      (policy.target === undefined ? policy.dataSource === name : matches(policy.target, dataSource)),
  );
  if (policies.some(({ guardrail }) => guardrail !== undefined && !surely(guardrail))) return 'none';
  const subscribed = (world.subscriptions ?? []).some(
    (one) =>
      one.dataSource === name &&
      one.status === 'approved' &&
      standsFor(one.subscriber, subject.name, holding) &&
      (one.expires === undefined || new Date(one.expires) > at),
  );
  const granted = policies.some(
    ({ grant }) =>
      grant !== undefined && ('anyone' in grant || ('condition' in grant && surely(grant.condition))),
  );
  return subscribed || granted ? 'access' : 'none';
}

/** What access a user has to a data source, projects considered. */
export function accessOf(
  world: WorldFile,
  userName: string,
  dataSource: DataSource,
  at: Date,
): 'owner' | 'access' | 'none' {
  const holding = holdingOf(world, userName);
  if (holding === undefined || !dataSource.enabled || dataSource.gone) return 'none';
  const { own } = askedOf(world, userName, holding);
  const mine = accessOfOne(world, dataSource, own, holding, at);
  const project = projectOf(world, userName, holding);
  if (project === undefined) return mine;
  if (!project.dataSources.includes(formatDataSourceName(dataSource))) return 'none';
  const { equalized } = project;
  if (equalized === false) return mine;
  if (equalized !== true) {
    const { groups = [], attributes = {} } = equalized;
    const meets =
      groups.every((group) => holding.groups.includes(group)) &&
      Object.entries(attributes).every(([name, values]) =>
        values.every((value) => holding.attributes[name]?.includes(value)),
      );
    if (!meets) return 'none';
  }
  const all = membersOf(world, project).map((member) => {
    if (member === undefined) return 'none';
    const name = 'user' in member.principal ? member.principal.user : null;
    const subject = subjectOf(world, { name, holding: member.holding, open: member.open }, own.purposes);
    return accessOfOne(world, dataSource, subject, member.holding, at);
  });
  const least = [mine, ...all];
  if (least.includes('none')) return 'none';
  return least.includes('access') ? 'access' : 'owner';
}
