import type {
  AfterMatchSkip,
  FramePattern,
  MatchRecognize,
  Measure,
  PatternAlternation,
  PatternAnchor,
  PatternConcatenation,
  PatternDefinition,
  PatternEmpty,
  PatternExclusion,
  PatternPermutation,
  PatternQuantified,
  PatternSubset,
  PatternVariable,
  RowPattern,
} from '../ast.js';
import { commas, group, indent, join, line, parenthesized, softLine, type Document } from './document.js';
import type { Printer } from './printer.js';
import { clause, orderBy } from './queries.js';
import { relationOperand } from './relations.js';

export function spellMatchRecognize(node: MatchRecognize, printer: Printer): Document {
  const matchedAlready = node.relation.kind === 'Aliased' && node.relation.relation.kind === 'MatchRecognize';
  const input = relationOperand(node.relation, printer, [
    'Join',
    'Sampled',
    'MatchRecognize',
    ...(matchedAlready ? (['Aliased'] as const) : []),
  ]);
  const clauses = [
    node.partitionBy.length > 0 ? clause('PARTITION BY', node.partitionBy.map(printer.spell)) : undefined,
    orderBy(node.orderBy, printer),
    measures(node.measures, printer),
    node.rowsPerMatch,
    node.afterMatch && printer.spell(node.afterMatch),
    ...pattern(node, printer),
  ].filter((part) => part !== undefined);
  return group(input, ' MATCH_RECOGNIZE (', indent(softLine, join(line, clauses)), softLine, ')');
}

/** The clauses that a pattern adds to a frame: those before the frame's extent, and those after it. */
export const framePattern = (
  node: FramePattern,
  printer: Printer,
): { readonly before: Document | undefined; readonly after: readonly Document[] } => ({
  before: measures(node.measures, printer),
  after: [
    node.afterMatch && printer.spell(node.afterMatch),
    node.searchMode,
    ...pattern(node, printer),
  ].filter((part) => part !== undefined),
});

const measures = (list: readonly Measure[], printer: Printer): Document | undefined =>
  list.length === 0 ? undefined : clause('MEASURES', list.map(printer.spell));

const pattern = (
  node: MatchRecognize | FramePattern,
  { spell }: Printer,
): readonly (Document | undefined)[] => [
  ['PATTERN (', spell(node.pattern), ')'],
  node.subsets.length > 0 ? clause('SUBSET', node.subsets.map(spell)) : undefined,
  node.definitions.length > 0 ? clause('DEFINE', node.definitions.map(spell)) : undefined,
];

export const spellMeasure = (node: Measure, printer: Printer): Document => [
  printer.spell(node.expression),
  ' AS ',
  printer.spell(node.name),
];

export function spellAfterMatchSkip(node: AfterMatchSkip, printer: Printer): Document {
  const variable = node.variable === undefined ? '' : printer.spell(node.variable);
  switch (node.to) {
    case 'PAST LAST ROW':
      return 'AFTER MATCH SKIP PAST LAST ROW';
    case 'NEXT ROW':
      return 'AFTER MATCH SKIP TO NEXT ROW';
    case 'VARIABLE':
      return ['AFTER MATCH SKIP TO ', variable];
    default:
      return [`AFTER MATCH SKIP TO ${node.to} `, variable];
  }
}

export const spellPatternSubset = (node: PatternSubset, { spell }: Printer): Document => [
  spell(node.name),
  ' = ',
  parenthesized(commas(node.variables.map(spell))),
];

export const spellPatternDefinition = (node: PatternDefinition, { spell }: Printer): Document => [
  spell(node.name),
  ' AS ',
  spell(node.condition),
];

const closeness = (node: RowPattern): number =>
  ({ PatternAlternation: 0, PatternConcatenation: 1, PatternQuantified: 2 })[node.kind as string] ?? 3;

const operand = (node: RowPattern, least: number, { spell }: Printer): Document =>
  closeness(node) < least ? ['(', spell(node), ')'] : spell(node);

export const spellPatternAlternation = (node: PatternAlternation, printer: Printer): Document =>
  join(
    ' | ',
    node.patterns.map((part) => operand(part, 1, printer)),
  );

export const spellPatternConcatenation = (node: PatternConcatenation, printer: Printer): Document =>
  join(
    ' ',
    node.patterns.map((part) => operand(part, 2, printer)),
  );

export const spellPatternQuantified = (node: PatternQuantified, printer: Printer): Document => [
  operand(node.pattern, 3, printer),
  quantifier(node),
  node.greedy ? '' : '?',
];

function quantifier({ least, most }: PatternQuantified): string {
  if (most === undefined) return least === 0 ? '*' : least === 1 ? '+' : `{${least},}`;
  if (least === 0 && most === 1) return '?';
  return least === most ? `{${least}}` : `{${least},${most}}`;
}

/** A variable with the name of a keyword that precedes a parenthesis is put into parentheses. */
export const spellPatternVariable = (node: PatternVariable, { spell }: Printer): Document =>
  node.name.value.toLowerCase() === 'permute' ? ['(', spell(node.name), ')'] : spell(node.name);

export const spellPatternEmpty = (_: PatternEmpty): Document => '()';

export const spellPatternAnchor = (node: PatternAnchor): Document => (node.at === 'START' ? '^' : '$');

export const spellPatternExclusion = (node: PatternExclusion, { spell }: Printer): Document => [
  '{- ',
  spell(node.pattern),
  ' -}',
];

export const spellPatternPermutation = (node: PatternPermutation, { spell }: Printer): Document => [
  'PERMUTE(',
  commas(node.patterns.map(spell)),
  ')',
];

/** A pattern by itself; a window's frame has its extent between the two parts of the pattern. */
export function spellFramePattern(node: FramePattern, printer: Printer): Document {
  const { before, after } = framePattern(node, printer);
  return join(
    line,
    [before, ...after].filter((part) => part !== undefined),
  );
}
