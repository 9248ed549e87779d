import { didYouMean } from '../base/nearest.js';
import { Refusal } from '../base/refusal.js';
import { factsFor, governing, sharedDataSource } from '../entitlements/facts-for.js';
import type { Alike, People, ToldApart } from '../entitlements/people.js';
import type { Look, WorldCache } from '../entitlements/world-cache.js';
import { formatDataSourceName } from '../model/names.js';
import { present } from '../model/present.js';
import { decide } from '../policy/decide.js';
import type { Facts } from '../policy/facts.js';
import { mentionedFacts } from '../policy/mentioned-facts.js';
import { gatherSources } from '../policy/sources/gather-sources.js';
import type { Ports } from './ports.js';
import { reasonsOf } from './reasons.js';
import { essenceOfSight, seeing } from './sight.js';
import type { Sight } from './sight.js';
import { dataSourceOf } from './view-name.js';
import type { ViewName } from './view-name.js';

/** Users to whom the same is shown. */
export interface WhoCanClass {
  readonly users: number;
  /** Names of some of them: at most three. */
  readonly examples: readonly string[];
  /** Why it is this: the facts that mattered, each entry for some of them; the first few. */
  readonly because: readonly string[];
  readonly sight: Sight;
}

/** Who sees what of a data source, or of one of its columns. */
export interface WhoCan {
  readonly dataSource: string;
  /** The column that alone was asked about. */
  readonly column: string | null;
  readonly at: string;
  /** How many users there are: the sum over the classes. */
  readonly users: number;
  /** The greatest first. */
  readonly classes: readonly WhoCanClass[];
}

/** Examples, and reasons, that are told of a class. */
const told = 3;
/** The world may change between the count and the decisions; then both are made again, so often. */
const attempts = 20;

/**
 * Counts who sees what of a data source. Users are not decided on one by one: the store counts them by the facts that anything
 * about the data source mentions, one of each kind is decided on, and kinds to whom the same is shown are joined.
 *
 * People are taken to work in the project that they switched to; one that a client names in its source is not known here.
 * @param column asks about this column alone
 * @throws Refusal `invalid` when there is no such data source or column
 */
export async function whoCan(
  { world, people, views, now }: Pick<Ports, 'world' | 'people' | 'views' | 'now'>,
  view: ViewName,
  column?: string,
): Promise<WhoCan> {
  const at = now();
  const dataSourceName = dataSourceOf(view);
  const { alike, facts } = await countConsistently({ world, people }, dataSourceName, column, at);

  const classes = new Map<string, { sight: Sight; members: { alike: Alike; reasons: string }[] }>();
  for (const [index, one] of alike.entries()) {
    const of = facts[index];
    if (of?.dataSource === undefined) throw new Error('scrim is at fault: it counted users without facts');
    const decision = decide(of);
    const key = essenceOfSight(decision, column);
    const member = { alike: one, reasons: reasonsOf(of, decision, one.users) };
    const known = classes.get(key);
    if (known !== undefined) {
      known.members.push(member);
      continue;
    }
    const notShown =
      decision.kind === 'hidden'
        ? new Map<string, string>()
        : views.compile(of.dataSource, decision, of.settings).notShown;
    classes.set(key, { sight: seeing(decision, column, notShown), members: [member] });
  }

  const counted = [...classes.values()].map(({ sight, members }): WhoCanClass => ({
    users: members.reduce((sum, { alike: { users } }) => sum + users, 0),
    examples: [...new Set(members.flatMap(({ alike: { examples } }) => examples))].toSorted().slice(0, told),
    because: [...new Set(members.map(({ reasons }) => reasons))].slice(0, told),
    sight,
  }));
  return {
    dataSource: dataSourceName,
    column: column ?? null,
    at: at.toISOString(),
    users: counted.reduce((sum, { users }) => sum + users, 0),
    classes: counted.toSorted((a, b) => b.users - a.users),
  };
}

/** Counts users, and gathers the facts of one of each kind, at one and the same revision of the world. */
async function countConsistently(
  { world, people }: { readonly world: WorldCache; readonly people: People },
  dataSourceName: string,
  column: string | undefined,
  at: Date,
): Promise<{ readonly alike: readonly Alike[]; readonly facts: readonly Facts[] }> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const by = await world.ask((look, revision) => {
      const toldApart = tellApart(look, dataSourceName, column, at);
      return { toldApart, revision };
    });
    if (typeof by.toldApart === 'string') throw new Refusal('invalid', by.toldApart);
    const counted = await people.alike(by.toldApart);
    const asked = await world.ask((look, revision) => ({
      facts: counted.people.map(({ examples: [userName] }) =>
        factsFor(look, { userName, dataSourceName, at }),
      ),
      revision,
    }));
    if (by.revision === counted.revision && asked.revision === counted.revision) {
      return { alike: counted.people, facts: asked.facts };
    }
  }
  throw new Refusal('unavailable', 'the world changes faster than its users can be counted; ask again');
}

/** By which facts users are told apart, or what is wrong with the question. */
function tellApart(
  look: Look,
  dataSourceName: string,
  column: string | undefined,
  at: Date,
): ToldApart | string {
  const dataSource = look({ entry: 'dataSource', name: dataSourceName });
  if (dataSource === undefined) return `there is no data source '${dataSourceName}'`;
  const columns = present(dataSource).columns.map(({ name }) => name);
  if (column !== undefined && !columns.includes(column)) {
    const of = formatDataSourceName(dataSource);
    return `data source '${of}' has no column '${column}'${didYouMean(column, columns)}`;
  }
  const { groups, attributes, users, iam } = mentionedFacts({
    dataSource: sharedDataSource(look, dataSource),
    sources: gatherSources(dataSource, (source) => governing(look, source)),
    blocks: look({ entry: 'blocks' }) ?? [],
    policies: look({ entry: 'policies' }) ?? [],
    subscriptionPolicies: look({ entry: 'subscriptionPolicies' }) ?? [],
    subscriptions: look({ entry: 'subscriptions', dataSource: dataSourceName }) ?? [],
    projects: (look({ entry: 'projectsAtWork' }) ?? [])
      .map((name) => look({ entry: 'project', name }))
      .filter((project) => project !== undefined),
  });
  return {
    groups: groups === 'all' ? groups : [...groups],
    attributes: [...attributes],
    users: [...users],
    iam,
    dataSource: dataSourceName,
    at,
  };
}
