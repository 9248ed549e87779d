import type { Decision } from '../../policy/decision.js';
import type { ReaderFacts, SourceFacts } from '../../policy/facts.js';
import { textsIn } from '../../model/rule.js';
import { namesIn } from '../../policy/predicate/names.js';

/** Whom a decision is about. */
type Asker = Pick<ReaderFacts, 'reader' | 'person' | 'work'>;

/**
 * The facts that led to a decision, in words, without the name of who asked where others share them.
 * @param users how many the words are for
 */
export type Reasons = (asker: Asker, decision: Decision, users: number) => string;

/** Gives the reasons for decisions that are all on one data source. @param policies the data policies about it */
export function reasonsAbout(policies: SourceFacts['policies']): Reasons {
  // Rules are about a data source whoever asks.
  let names: Asked | undefined;
  return (asker, decision, users) => {
    const { access } = decision;
    const reasons = [access.because];
    if (decision.kind !== 'hidden') {
      const reports = decision.policies;
      names ??= askedIn(policies, reports);
      reasons.push(...branchesIn(reports), ...answers(names, asker));
    }
    const said = [...new Set(reasons)].join('; ');
    const { reader } = asker;
    return users === 1 || reader.kind === 'open'
      ? said
      : said.replaceAll(`user '${reader.name}'`, 'the user');
  };
}

const branchesIn = (reports: Decision['policies']): readonly string[] =>
  reports.flatMap(({ rules }) =>
    rules.flatMap(({ about, branch, branchBecause }) =>
      about && branch !== undefined && branchBecause !== undefined && branchBecause !== 'for everyone'
        ? [branchBecause]
        : [],
    ),
  );

/** What predicates ask for. */
interface Asked {
  readonly attributes: readonly string[];
  readonly groups: readonly string[];
  readonly everyGroup: boolean;
  readonly purposes: boolean;
  readonly iam: boolean;
}

function askedIn(policies: SourceFacts['policies'], reports: Decision['policies']): Asked {
  const about = new Set(
    reports.flatMap(({ policy, rules }) =>
      rules.filter((rule) => rule.about).map(({ index }) => `${index} ${policy}`),
    ),
  );
  const names = policies.flatMap(({ name, rules }) =>
    rules.flatMap((rule, index) =>
      about.has(`${index} ${name}`) ? textsIn(rule).map(({ text }) => namesIn(text)) : [],
    ),
  );
  return {
    attributes: [...new Set(names.flatMap((of) => of.attributes))],
    groups: [...new Set(names.flatMap((of) => of.groups))],
    everyGroup: names.some((of) => of.everyGroup),
    purposes: names.some((of) => of.purposes.length > 0),
    iam: names.some((of) => of.iam),
  };
}

/** What the person has of what predicates ask for. */
function answers(asked: Asked, { person, work }: Asker): readonly string[] {
  const attributes = asked.attributes.map((attribute) => {
    const values = person?.attributes.get(attribute) ?? [];
    return `attribute '${attribute}': ${values.length === 0 ? 'none' : values.join(', ')}`;
  });
  const groups = asked.groups.map((group) =>
    person?.groups.has(group) ? `in group '${group}'` : `not in group '${group}'`,
  );
  const everyGroup = asked.everyGroup
    ? [`groups: ${[...(person?.groups ?? [])].toSorted().join(', ') || 'none'}`]
    : [];
  const purposes =
    asked.purposes && work.purposes.length > 0 ? [`acts under ${work.purposes.join(', ')}`] : [];
  const iam = asked.iam ? [`comes from ${person?.iam ?? 'nowhere that is known'}`] : [];
  return [...attributes, ...groups, ...everyGroup, ...purposes, ...iam];
}
