/** Row pattern recognition: MATCH_RECOGNIZE, and the parts that windows have in common with it. */
import type {
  AfterMatchSkip,
  MatchRecognize,
  Measure,
  PatternDefinition,
  PatternQuantified,
  PatternSubset,
  Relation,
  RowPattern,
  RowsPerMatch,
} from '../../ast.js';
import { SqlParser as P } from '../generated/SqlParser.js';
import type {
  AfterMatchContext,
  MatchRecognizeContext,
  MeasureContext,
  PatternDefinitionContext,
  PatternPrimaryContext,
  PatternQuantifierContext,
  PatternSequenceContext,
  PatternSubsetContext,
  PatternTermContext,
  RowPatternContext,
  RowsPerMatchContext,
} from '../generated/SqlParser.js';
import type { SqlToken } from '../token.js';
import type { ToAst } from './context.js';
import { positionOf, startOf } from './context.js';

export function matchRecognize(
  to: ToAst,
  relation: Relation,
  context: MatchRecognizeContext,
): MatchRecognize {
  const rows = context.rowsPerMatch();
  const after = context.afterMatch();
  return {
    kind: 'MatchRecognize',
    relation,
    partitionBy: context.expression().map((value) => to.expression(value)),
    orderBy: to.orderBy(context.orderBy()),
    measures: measures(to, context.measure()),
    rowsPerMatch: rows === null ? undefined : rowsPerMatch(rows),
    afterMatch: after === null ? undefined : afterMatchSkip(to, after),
    pattern: rowPattern(to, context.rowPattern()),
    subsets: subsets(to, context.patternSubset()),
    definitions: definitions(to, context.patternDefinition()),
    position: relation.position,
  };
}

export const measures = (to: ToAst, contexts: readonly MeasureContext[]): readonly Measure[] =>
  contexts.map((measure) => ({
    kind: 'Measure',
    expression: to.expression(measure.expression()),
    name: to.identifier(measure.identifier()),
    position: positionOf(measure),
  }));

export const subsets = (to: ToAst, contexts: readonly PatternSubsetContext[]): readonly PatternSubset[] =>
  contexts.map((subset) => ({
    kind: 'PatternSubset',
    name: to.identifier(subset.identifier()),
    variables: to.names(subset.columnNames()),
    position: positionOf(subset),
  }));

export const definitions = (
  to: ToAst,
  contexts: readonly PatternDefinitionContext[],
): readonly PatternDefinition[] =>
  contexts.map((definition) => ({
    kind: 'PatternDefinition',
    name: to.identifier(definition.identifier()),
    condition: to.expression(definition.expression()),
    position: positionOf(definition),
  }));

function rowsPerMatch(context: RowsPerMatchContext): RowsPerMatch {
  if (context.ONE() !== null) return 'ONE ROW PER MATCH';
  if (context.UNMATCHED() !== null) return 'ALL ROWS PER MATCH WITH UNMATCHED ROWS';
  if (context.SHOW() !== null) return 'ALL ROWS PER MATCH SHOW EMPTY MATCHES';
  return context.OMIT() === null ? 'ALL ROWS PER MATCH' : 'ALL ROWS PER MATCH OMIT EMPTY MATCHES';
}

export function afterMatchSkip(to: ToAst, context: AfterMatchContext): AfterMatchSkip {
  const position = positionOf(context);
  const variable = context.identifier();
  if (variable === null) {
    return { kind: 'AfterMatchSkip', to: context.PAST() === null ? 'NEXT ROW' : 'PAST LAST ROW', position };
  }
  const which = context._which?.type;
  return {
    kind: 'AfterMatchSkip',
    to: which === P.FIRST ? 'FIRST' : which === P.LAST ? 'LAST' : 'VARIABLE',
    variable: to.identifier(variable),
    position,
  };
}

/** Alternatives, the first ones preferred. */
export function rowPattern(to: ToAst, context: RowPatternContext): RowPattern {
  return to.nest(1, startOf(context), () => {
    const patterns = context.patternSequence().map((sequence) => patternSequence(to, sequence));
    const [single] = patterns;
    if (patterns.length === 1 && single !== undefined) return single;
    return {
      kind: 'PatternAlternation',
      patterns: patterns.flatMap((pattern) =>
        pattern.kind === 'PatternAlternation' ? pattern.patterns : [pattern],
      ),
      position: positionOf(context),
    };
  });
}

function patternSequence(to: ToAst, context: PatternSequenceContext): RowPattern {
  const patterns = context.patternTerm().map((term) => patternTerm(to, term));
  const [single] = patterns;
  if (patterns.length === 1 && single !== undefined) return single;
  return {
    kind: 'PatternConcatenation',
    patterns: patterns.flatMap((pattern) =>
      pattern.kind === 'PatternConcatenation' ? pattern.patterns : [pattern],
    ),
    position: positionOf(context),
  };
}

function patternTerm(to: ToAst, context: PatternTermContext): RowPattern {
  const pattern = patternPrimary(to, context.patternPrimary());
  const quantifier = context.patternQuantifier();
  if (quantifier === null) return pattern;
  return {
    kind: 'PatternQuantified',
    pattern,
    ...bounds(quantifier),
    greedy: quantifier._reluctant === undefined,
    position: positionOf(context),
  };
}

function bounds(context: PatternQuantifierContext): Pick<PatternQuantified, 'least' | 'most'> {
  const number = (token: unknown): number | undefined =>
    token === undefined || token === null ? undefined : Number((token as SqlToken).text.replaceAll('_', ''));
  switch (context._sign?.type) {
    case P.ASTERISK:
      return { least: 0 };
    case P.PLUS:
      return { least: 1 };
    case P.QUESTION:
      return { least: 0, most: 1 };
    default: {
      const exactly = number(context._exactly);
      if (exactly !== undefined) return { least: exactly, most: exactly };
      return { least: number(context._least) ?? 0, most: number(context._most) };
    }
  }
}

function patternPrimary(to: ToAst, context: PatternPrimaryContext): RowPattern {
  const position = positionOf(context);
  const name = context.identifier();
  if (name !== null) return { kind: 'PatternVariable', name: to.identifier(name), position };
  const anchor = context._anchor;
  if (anchor !== undefined) {
    return { kind: 'PatternAnchor', at: anchor?.type === P.CARET ? 'START' : 'END', position };
  }
  const [inner] = context.rowPattern();
  if (inner === undefined) return { kind: 'PatternEmpty', position };
  if (context.PERMUTE() !== null) {
    const patterns = context.rowPattern().map((pattern) => rowPattern(to, pattern));
    return { kind: 'PatternPermutation', patterns, position };
  }
  const pattern = rowPattern(to, inner);
  return context.LBRACE_MINUS() === null ? pattern : { kind: 'PatternExclusion', pattern, position };
}
