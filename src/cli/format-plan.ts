import { groupBy } from '../base/group-by.js';
import type { Cause } from '../use-cases/plan/causes.js';
import type { Effect, Plan } from '../use-cases/plan/plan-change.js';
import { placeOfEffect, widens } from '../use-cases/plan/widening.js';

const changeMarks: Readonly<Record<Plan['changes'][number]['change'], string>> = {
  created: '+',
  changed: '~',
  removed: '-',
};

const effectMarks: Readonly<Record<Effect['change'], string>> = {
  wider: '▲',
  narrower: '▼',
  ends: '✕',
  different: '~',
};

const legend = '▲ wider  ▼ narrower  ✕ access ends  ~ different (counts as wider)';

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** `120 users: ann, bob, carl, …` */
const people = ({ users, examples }: Effect): string =>
  `${counted(users, 'user')}: ${examples.join(', ')}${users > examples.length ? ', …' : ''}`;

/** What an effect is on, without its data source, and what becomes of it. */
const effectText = (effect: Effect): string => {
  if (effect.change === 'ends') return 'access ends';
  const place = placeOfEffect(effect).slice(effect.dataSource.length + 1);
  return `${place}: ${effect.before} → ${effect.after}`;
};

const causeText = ({ object, change, place }: Cause): string =>
  `${object}${change === 'changed' ? '' : ` (${change})`}${place === undefined ? '' : `  ${place}`}`;

/** Formats a plan for a terminal. */
export function formatPlan(plan: Plan): string {
  const { changes, effects, certain } = plan;
  if (changes.length === 0) return 'nothing would change\n';
  const sources = [...groupBy(effects, ({ dataSource }) => dataSource)];
  return [
    ...changes.map(
      ({ object, change, place }) =>
        `${changeMarks[change]} ${object}${place === undefined ? '' : `  ${place}`}`,
    ),
    changeCounts(plan),
    ...sources.flatMap(([dataSource, of]) => ['', dataSource, ...of.flatMap(effectLines)]),
    '',
    ...(effects.length === 0
      ? ['no effect: everybody sees the same']
      : [effectCounts(effects), `certain: ${certain.length === 0 ? 'nothing' : certain.join('; ')}`, legend]),
    ...plan.notTold.map((what) => `not told: ${what}`),
    ...redshiftLines(plan),
    '',
  ].join('\n');
}

const effectLines = (effect: Effect): readonly string[] => [
  `  ${effectMarks[effect.change]} ${effectText(effect)}`,
  `      ${people(effect)}`,
  ...effect.because.map((cause) => `      because of ${causeText(cause)}`),
];

const changeCounts = ({ changes }: Plan): string =>
  (['created', 'changed', 'removed'] as const)
    .map((change) => [changes.filter((one) => one.change === change).length, change] as const)
    .filter(([count]) => count > 0)
    .map(([count, change]) => `${count} ${change}`)
    .join(', ');

function effectCounts(effects: readonly Effect[]): string {
  const sources = new Set(effects.map(({ dataSource }) => dataSource)).size;
  const widening = effects.filter(widens).length;
  return `${counted(effects.length, 'effect')} on ${counted(sources, 'data source')}; ${
    widening === 0 ? 'nothing widens' : `${widening} ${widening === 1 ? 'widens' : 'widen'}`
  }`;
}

function redshiftLines({ redshift }: Plan): readonly string[] {
  if (redshift === null) return [];
  const { createdViews, replacedViews, droppedViews, profileRows, problem } = redshift;
  if (problem !== undefined) return [`Redshift: cannot be told: ${problem}`];
  const parts = [
    ...viewsText('create', createdViews),
    ...viewsText('replace', replacedViews),
    ...viewsText('drop', droppedViews),
    ...(profileRows === 0 ? [] : [`${counted(profileRows, 'profile row')} to change`]),
  ];
  return [`Redshift: ${parts.length === 0 ? 'nothing to push' : parts.join('; ')}`];
}

const viewsText = (act: string, views: readonly string[]): readonly string[] =>
  views.length === 0 ? [] : [`${counted(views.length, 'view')} to ${act} (${views.join(', ')})`];

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const code = (text: string): string => (text.includes('`') ? text : `\`${text}\``);

/** Formats a plan for a pull request. */
export function formatPlanMarkdown(plan: Plan): string {
  const { changes, effects, certain } = plan;
  if (changes.length === 0) return '**scrim plan**: nothing would change\n';
  const sources = [...groupBy(effects, ({ dataSource }) => dataSource)];
  return [
    `**scrim plan**: ${changeCounts(plan)}; ${effects.length === 0 ? 'no effect: everybody sees the same' : effectCounts(effects)}`,
    '',
    ...sources.flatMap(([dataSource, of]) => [
      `#### ${dataSource}`,
      '',
      '| | what | before | after | users | because |',
      '| --- | --- | --- | --- | --- | --- |',
      ...of.map((effect) => {
        const because = effect.because.map((cause) => cell(causeText(cause))).join('<br>');
        const place = placeOfEffect(effect).slice(dataSource.length + 1);
        return `| ${effectMarks[effect.change]} | ${code(cell(place))} | ${code(cell(effect.before))} | ${code(cell(effect.after))} | ${cell(people(effect))} | ${because} |`;
      }),
      '',
    ]),
    ...(effects.length === 0
      ? []
      : [`Certain: ${certain.length === 0 ? 'nothing' : certain.join('; ')}.`, '', legend, '']),
    ...plan.notTold.flatMap((what) => [`Not told: ${what}.`, '']),
    ...redshiftLines(plan).flatMap((line) => [line, '']),
    '<details><summary>Objects</summary>',
    '',
    ...changes.map(
      ({ object, change, place }) => `- ${change} ${object}${place === undefined ? '' : ` (${place})`}`,
    ),
    '',
    '</details>',
    '',
  ].join('\n');
}
