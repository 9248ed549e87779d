import type { Caller } from '../../identity/caller.js';
import { isOpen, present } from '../../model/present.js';
import { blockOf } from '../../policy/access.js';
import type { Access } from '../../policy/access.js';
import type { Decision } from '../../policy/decision.js';
import type { Facts, Held } from '../../policy/facts.js';
import type { PolicyReport } from '../../policy/report.js';
import { summarizeLayer } from '../../policy/summarize-mask.js';
import type { LayerSummary } from '../../policy/summarize-mask.js';
import { summarizeFilter, summarizeSource } from '../../policy/summarize-shown.js';
import type { FilterSummary, SourceSummary } from '../../policy/summarize-shown.js';
import { askRules, waitingFor } from './standing.js';
import { platformOf } from '../../platforms/index.js';
import { bindView } from '../../platforms/trino/view-compiler.js';
import { definitionOf } from '../../policy/sources/definition.js';
import { fold } from '../../sql/scope/names.js';
import { dataSourceOf } from '../views/view-name.js';
import type { ViewName } from '../views/view-name.js';
import { explainFor } from '../decisions/decide.js';
import type { Ports } from '../views/ports.js';
import type { ToldOfWorld } from '../what-if/supposing.js';

/** What becomes of one column of a data source. */
export interface ExplainedColumn {
  readonly name: string;
  readonly type: string;
  readonly tags: readonly string[];
  readonly shown: 'raw' | 'masked' | 'not shown';
  /** The masks over it; of each cell the first holds that is for it. */
  readonly masks: readonly LayerSummary[];
  /** Masks that hold already where the column is read, beneath the query of the data source. */
  readonly beneath: readonly LayerSummary[];
  /** Why it is not shown. */
  readonly because?: string;
  /** Nobody has reviewed it: it is null to everybody but owners, who see what policies show them. */
  readonly unreviewed?: true;
}

/** What the raw table shows a person in place differently from the view: nothing, and why; or some columns, by name, with what is different. */
type ExplainedInPlace = { readonly closed: string } | { readonly columns: Readonly<Record<string, string>> };

/** Groups and attributes. */
interface KnownFacts {
  readonly groups: readonly string[];
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

/** The whole reasoning about what a person sees of a data source. */
export interface Explanation extends ToldOfWorld {
  readonly user: string;
  readonly dataSource: string;
  readonly at: string;
  readonly decision: Decision['kind'];
  readonly access: Access;
  /** In which project the person works, and under which purposes they act. */
  readonly work: {
    readonly project: string | null;
    readonly because: string;
    readonly purposes: readonly string[];
    readonly withheld: Facts['work']['withheld'];
    /** What all members of an equalized project share, by which policies decide; null where it is not equalized. */
    readonly equalized: KnownFacts | null;
  };
  /** What is known of the person; null for a name that the world does not know. */
  readonly facts: KnownFacts | null;
  /** What cannot be enforced. */
  readonly problems: readonly string[];
  readonly policies: readonly PolicyReport[];
  /** The resulting filters: a row is shown when each holds. */
  readonly rows: readonly FilterSummary[];
  readonly columns: readonly ExplainedColumn[];
  /** What is shown of each table that the data source's query reads. */
  readonly sources: readonly SourceSummary[];
  /** What the person can ask for or do to see more. */
  readonly next: readonly string[];
  /** What is different where people query the raw table in place; absent where the view shows the same. */
  readonly inPlace?: ExplainedInPlace;
  /** The SQL that Trino is answered; null when the data source does not exist for the person, or is not on Trino. */
  readonly sql: string | null;
}

/** An explanation, and its problems for people who may know nothing of what the data source reads. */
export interface Explained {
  readonly explanation: Explanation;
  readonly told: readonly string[];
}

/**
 * Explains what a person sees of a data source, and why: the same decision that their view is made from.
 * @param by the actor of the API who asks, for the record
 */
export async function explain(ports: Ports, caller: Caller, view: ViewName, by?: string): Promise<Explained> {
  const at = ports.now();
  const { user: userName, project, client } = caller;
  const asked = { userName, project, dataSourceName: dataSourceOf(view), at };
  const { facts, decision } = await explainFor(ports, asked, { for: 'explain', client, by });
  const { dataSource, settings } = facts;
  const compiled =
    decision.kind === 'hidden' ||
    dataSource === undefined ||
    platformOf[dataSource.platform].reader !== 'known'
      ? undefined
      : ports.views.compile(dataSource, decision, settings);
  const inPlace = compiled === undefined ? undefined : explainInPlace(ports, facts, decision);
  const explanation: Explanation = {
    user: caller.user,
    dataSource: asked.dataSourceName,
    at: at.toISOString(),
    decision: decision.kind,
    access: decision.access,
    work: workIn(facts),
    facts: knownOf(facts.self),
    problems: decision.kind === 'closed' ? decision.problems : [],
    policies: decision.policies,
    rows: decision.kind === 'open' ? decision.shown.rows.map(summarizeFilter) : [],
    columns: columnsOf(facts, decision, compiled?.notShown),
    sources: decision.kind === 'open' ? (decision.shown.sources ?? []).map(summarizeSource) : [],
    next: nextSteps(facts, decision),
    ...(inPlace === undefined ? {} : { inPlace }),
    sql: compiled === undefined ? null : bindView(compiled, caller.user).sql,
  };
  return { explanation, told: decision.kind === 'closed' ? decision.told : explanation.problems };
}

/** What the person can ask for or do to see more. */
function nextSteps(facts: Facts, decision: Decision): readonly string[] {
  const { at, dataSource, settings, subscriptionPolicies, reader, work } = facts;
  const self = settings.selfApproval || reader.kind === 'open' ? undefined : { user: reader.name };
  const rules =
    decision.kind === 'hidden' &&
    dataSource !== undefined &&
    isOpen(dataSource) &&
    blockOf(facts, dataSource, at) === undefined
      ? askRules(subscriptionPolicies, dataSource)
      : [];
  return [
    ...(rules.length === 0
      ? []
      : [
          `request access (POST /api/v1/subscription-requests): approved by ${waitingFor(rules, [], self).join(', or by ')}`,
        ]),
    ...work.withheld.map(
      ({ purpose, because }) =>
        `purpose '${purpose}' does not apply (${because}): acknowledge it (POST /api/v1/me/acknowledgements)`,
    ),
  ];
}

/** What is different on the raw table in place; undefined where nothing is, or where no table stands for the data source. */
function explainInPlace(
  { views }: Ports,
  { dataSource, settings }: Facts,
  decision: Decision,
): ExplainedInPlace | undefined {
  if (decision.kind !== 'open' || dataSource === undefined) return undefined;
  if (definitionOf(dataSource).kind !== 'table') return undefined;
  const inPlace = views.inPlace(dataSource, decision, settings);
  if (inPlace.kind === 'closed') return { closed: inPlace.because };
  const columns = decision.shown.columns.flatMap(({ column: { name } }): [string, string][] => {
    const column = inPlace.columns.get(fold(name));
    if (column === undefined) return [[name, 'cannot be read: nobody has reviewed it']];
    const because = column.nullBecause?.();
    return because === undefined ? [] : [[name, `NULL where it is masked: ${because}`]];
  });
  return columns.length === 0 ? undefined : { columns: Object.fromEntries(columns) };
}

const knownOf = (person: Held | undefined): KnownFacts | null =>
  person === undefined
    ? null
    : { groups: [...person.groups].toSorted(), attributes: Object.fromEntries(person.attributes) };

const workIn = ({
  work: { project, because, purposes, withheld, equalized },
  person,
}: Facts): Explanation['work'] => ({
  project: project?.name ?? null,
  because,
  purposes,
  withheld,
  equalized: equalized === undefined ? null : knownOf(person),
});

function columnsOf(
  { dataSource }: Pick<Facts, 'dataSource'>,
  decision: Decision,
  notShown: ReadonlyMap<string, string> = new Map(),
): readonly ExplainedColumn[] {
  if (decision.kind === 'open') return explainColumns(decision.shown.columns, notShown);
  if (decision.kind === 'hidden' || dataSource === undefined) return [];
  const columns = present(dataSource).columns.map((column) => ({ column, masks: [] }));
  const because = new Map(columns.map(({ column: { name } }) => [name, 'the data source is closed']));
  return explainColumns(columns, because);
}

const explainColumns = (
  columns: Extract<Decision, { kind: 'open' }>['shown']['columns'],
  notShown: ReadonlyMap<string, string>,
): readonly ExplainedColumn[] =>
  columns.map(({ column: { name, type, tags, unreviewed }, masks, beneath = [] }) => {
    const because = notShown.get(name);
    return {
      name,
      type,
      tags,
      shown: because !== undefined ? 'not shown' : masks.length + beneath.length === 0 ? 'raw' : 'masked',
      masks: masks.map(summarizeLayer),
      beneath: beneath.map(summarizeLayer),
      ...(because === undefined ? {} : { because }),
      ...(unreviewed === undefined ? {} : { unreviewed }),
    };
  });
