import { unreviewedPolicy } from '../policy/hide-unreviewed.js';
import type { PolicyReport, RuleReport } from '../policy/report.js';
import { describeMask } from '../policy/summarize-mask.js';
import type { LayerSummary } from '../policy/summarize-mask.js';
import { describeRows } from '../policy/summarize-rows.js';
import type { SourceSummary } from '../policy/summarize-shown.js';
import type { ExplainedColumn, Explanation } from '../use-cases/access/explain.js';
import { asOfLine } from './as-of-line.js';
import { subscriptionPolicyLines, workLines } from './format-access.js';

const headline: Readonly<Record<Explanation['decision'], string>> = {
  hidden: 'does not exist for',
  closed: 'is closed to',
  open: 'is open to',
};

const indent = (lines: readonly string[], by = '  '): readonly string[] =>
  lines.map((line) => `${by}${line}`);

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', title, ...indent(lines)];

/** Formats an explanation for a terminal. */
export function formatExplanation(explanation: Explanation): string {
  const { user, dataSource, decision, access, facts, problems, policies, rows, columns, sources, next, sql } =
    explanation;
  const attributes = Object.entries(facts?.attributes ?? {}).map(
    ([name, values]) => `${name}: ${list(values)}`,
  );
  return [
    ...asOfLine(explanation, explanation.at),
    `${dataSource} ${headline[decision]} ${user}: ${access.because}`,
    ...section('What if', explanation.supposed ?? []),
    ...section(
      'Facts about the user',
      facts === null ? [] : [`groups: ${list(facts.groups)}`, ...attributes],
    ),
    ...section('Current project', workLines(explanation)),
    ...section('Subscription policies considered', subscriptionPolicyLines(explanation)),
    ...section('What cannot be enforced', problems),
    ...section('Policies considered', policies.flatMap(policyLines)),
    ...section(
      'Rows shown: those that meet all of these',
      rows.map((row) => `${describeRows(row)}  [${row.policy}]`),
    ),
    ...section('Columns', columnLines(columns)),
    ...section('Tables that it reads', sources.flatMap(sourceLines)),
    ...section('In place: other than in the view', inPlaceLines(explanation)),
    ...section('What the user can do', next),
    ...section('SQL', sql === null ? [] : sql.split('\n')),
    '',
  ].join('\n');
}

const list = (values: readonly string[]): string => (values.length === 0 ? 'none' : values.join(', '));

function columnLines(columns: readonly ExplainedColumn[]): readonly string[] {
  const widest = Math.max(0, ...columns.map(({ name }) => name.length));
  return columns.map(({ name, shown, masks, beneath, because, unreviewed }) => {
    const layers = [...masks, ...beneath];
    const where = masks.length === 0 && beneath.length > 0 ? ', where it is read' : '';
    const owners =
      unreviewed && masks.every(({ policy }) => policy !== unreviewedPolicy)
        ? ', because the user is an owner: not reviewed yet'
        : '';
    const what = `${layers.length === 0 ? shown : `${layersText(layers)}${where}`}${owners}`;
    return `${name.padEnd(widest)}  ${because === undefined ? what : `not shown: ${because}`}`;
  });
}

/** What is different where people query the raw table itself, which is so only where Trino asks scrim for access control. */
function inPlaceLines({ dataSource, inPlace }: Explanation): readonly string[] {
  if (inPlace === undefined) return [];
  if ('closed' in inPlace) return [`the raw table cannot be read: ${inPlace.closed}`];
  const columns = Object.entries(inPlace.columns);
  const widest = Math.max(...columns.map(([name]) => name.length));
  return [
    ...columns.map(([name, what]) => `${name.padEnd(widest)}  ${what}`),
    `the view ${dataSource} has all columns, with their masks`,
  ];
}

/** Formats the masks of a column. */
export const layersText = (layers: readonly LayerSummary[]): string =>
  layers
    .map(({ mask, policy, where }) =>
      policy === unreviewedPolicy
        ? `${describeMask(mask)}: not reviewed yet (scrim datasource review)`
        : `${describeMask(mask)}${where === undefined ? '' : ` unless (${where}) is false`}  [${policy}]`,
    )
    .join(', else ');

function sourceLines({ name, dataSource, rows, masked, sources }: SourceSummary): readonly string[] {
  const head = dataSource === null || dataSource === name ? name : `${name}, as data source ${dataSource}`;
  return [
    head,
    ...indent([
      ...rows.map((row) => `rows whose ${describeRows(row)}  [${row.policy}]`),
      ...Object.entries(masked).map(([column, layers]) => `${column}: ${layersText(layers)}`),
      ...sources.flatMap(sourceLines),
    ]),
  ];
}

function policyLines({ policy, scope, enabled, rules }: PolicyReport): readonly string[] {
  const head = `${policy} (${scope}${enabled ? '' : ', disabled'})`;
  return [head, ...indent(rules.flatMap(ruleLines))];
}

const branchText: Readonly<Record<NonNullable<RuleReport['branch']>, string>> = {
  rule: 'applies',
  otherwise: 'applies, with its otherwise',
  both: 'applies, with both branches',
  exempt: 'does not apply',
  asked: 'applies as the person is',
};

function ruleLines(rule: RuleReport): readonly string[] {
  const head = `rule ${rule.index + 1} (${rule.rule})`;
  if (!rule.about || rule.branch === undefined)
    return [`${head}: does not target this data source: ${rule.aboutBecause}`];
  return [
    `${head}: targets this data source (${rule.aboutBecause}), ${branchText[rule.branch]}: ${rule.branchBecause ?? ''}`,
    ...indent([
      ...rule.masks.map(
        ({ column, by, mask, where, because }) =>
          `${column} (by ${by}): ${describeMask(mask)}${where === undefined ? '' : ` where ${where}`}${because === undefined ? '' : `, not used: ${because}`}`,
      ),
      ...rule.filters.map((filter) => `rows whose ${describeRows(filter)}`),
      ...rule.problems.map((problem) => `cannot be enforced: ${problem}`),
    ]),
  ];
}
