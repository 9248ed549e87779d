import type { Decision } from '../../policy/decision.js';
import type { ReaderFacts, SourceFacts } from '../../policy/facts.js';
import { textsIn } from '../../model/rule.js';
import { namesIn } from '../../policy/predicate/names.js';

/** What the reasons for a decision are about. */
type About = Pick<SourceFacts, 'policies'> & Pick<ReaderFacts, 'reader' | 'person' | 'work'>;

/**
 * The facts that led to a decision, in words, without the name of who asked where others share them.
 * @param users how many the words are for
 */
export function reasonsOf(facts: About, decision: Decision, users: number): string {
  const { access, policies } = decision;
  const branches = policies.flatMap(({ rules }) =>
    rules.flatMap(({ about, branch, branchBecause }) =>
      about && branch !== undefined && branchBecause !== undefined && branchBecause !== 'for everyone'
        ? [branchBecause]
        : [],
    ),
  );
  const reasons =
    decision.kind === 'hidden' ? [access.because] : [access.because, ...branches, ...asked(facts, decision)];
  const said = [...new Set(reasons)].join('; ');
  const { reader } = facts;
  return users === 1 || reader.kind === 'open' ? said : said.replaceAll(`user '${reader.name}'`, 'the user');
}

/** What the person has of what predicates ask for. */
function asked({ policies, person, work }: About, decision: Decision): readonly string[] {
  const about = new Set(
    decision.policies.flatMap(({ policy, rules }) =>
      rules.filter((rule) => rule.about).map(({ index }) => `${index} ${policy}`),
    ),
  );
  const names = policies.flatMap(({ name, rules }) =>
    rules.flatMap((rule, index) =>
      about.has(`${index} ${name}`) ? textsIn(rule).map(({ text }) => namesIn(text)) : [],
    ),
  );
  const attributes = [...new Set(names.flatMap((of) => of.attributes))].map((attribute) => {
    const values = person?.attributes.get(attribute) ?? [];
    return `attribute '${attribute}': ${values.length === 0 ? 'none' : values.join(', ')}`;
  });
  const groups = [...new Set(names.flatMap((of) => of.groups))].map((group) =>
    person?.groups.has(group) ? `in group '${group}'` : `not in group '${group}'`,
  );
  const everyGroup = names.some((of) => of.everyGroup)
    ? [`groups: ${[...(person?.groups ?? [])].toSorted().join(', ') || 'none'}`]
    : [];
  const purposes =
    names.some((of) => of.purposes.length > 0) && work.purposes.length > 0
      ? [`acts under ${work.purposes.join(', ')}`]
      : [];
  const iam = names.some((of) => of.iam) ? [`comes from ${person?.iam ?? 'nowhere that is known'}`] : [];
  return [...attributes, ...groups, ...everyGroup, ...purposes, ...iam];
}
