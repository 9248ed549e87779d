import fc, { type Arbitrary } from 'fast-check';

import type * as ast from '../../../../src/sql/ast.js';
import type { Context } from './context.js';
import { few, flag, maybe, node, none, oneOf } from './leaves.js';

/** Row patterns: alternatives and sequences never hold their like. */
function rowPatterns({ name }: Context): Arbitrary<ast.RowPattern> {
  return fc.letrec<{ pattern: ast.RowPattern }>((tie) => {
    const pattern = tie('pattern');
    const but = (kind: ast.RowPattern['kind']) => pattern.filter((one) => one.kind !== kind);
    return {
      pattern: fc.oneof(
        { maxDepth: 3 },
        node<ast.PatternVariable>('PatternVariable', { name }),
        oneOf<ast.RowPattern>(
          { kind: 'PatternEmpty' },
          { kind: 'PatternAnchor', at: 'START' },
          { kind: 'PatternAnchor', at: 'END' },
        ),
        node<ast.PatternExclusion>('PatternExclusion', { pattern }),
        node<ast.PatternPermutation>('PatternPermutation', { patterns: few(pattern, 2) }),
        node<ast.PatternConcatenation>('PatternConcatenation', {
          patterns: few(but('PatternConcatenation'), 2),
        }),
        node<ast.PatternAlternation>('PatternAlternation', { patterns: few(but('PatternAlternation'), 2) }),
        fc
          .tuple(pattern, fc.nat(3), maybe(fc.nat(3)), flag)
          .map(([inner, least, more, greedy]): ast.RowPattern => ({
            kind: 'PatternQuantified',
            pattern: inner,
            least,
            most: more === undefined ? undefined : least + more,
            greedy,
          })),
      ),
    };
  }).pattern;
}

const recognition = (context: Context) => {
  const { name, expression } = context;
  return {
    measures: few(node<ast.Measure>('Measure', { expression, name })),
    afterMatch: maybe(
      fc.oneof(
        oneOf<ast.AfterMatchSkip>(
          { kind: 'AfterMatchSkip', to: 'NEXT ROW' },
          { kind: 'AfterMatchSkip', to: 'PAST LAST ROW' },
        ),
        node<ast.AfterMatchSkip>('AfterMatchSkip', {
          to: oneOf('FIRST', 'LAST', 'VARIABLE'),
          variable: name.map((variable) => ({ ...variable, value: `v_${variable.value}` })),
        }),
      ),
    ),
    pattern: rowPatterns(context),
    subsets: few(node<ast.PatternSubset>('PatternSubset', { name, variables: few(name, 1) })),
    definitions: few(node<ast.PatternDefinition>('PatternDefinition', { name, condition: expression }), 1),
  };
};

export const matchRecognizes = (context: Context): Arbitrary<ast.MatchRecognize> =>
  node<ast.MatchRecognize>('MatchRecognize', {
    ...recognition(context),
    relation: context.relation,
    partitionBy: few(context.expression),
    orderBy: few(context.sort),
    rowsPerMatch: maybe(
      oneOf<ast.RowsPerMatch>(
        'ONE ROW PER MATCH',
        'ALL ROWS PER MATCH',
        'ALL ROWS PER MATCH SHOW EMPTY MATCHES',
        'ALL ROWS PER MATCH OMIT EMPTY MATCHES',
        'ALL ROWS PER MATCH WITH UNMATCHED ROWS',
      ),
    ),
  });

/** Specifications of windows, and in Trino their names. */
export function windows(context: Context): Arbitrary<ast.Window> {
  const specification = windowSpecifications(context);
  return context.dialect === 'trino'
    ? fc.oneof(specification, node<ast.WindowReference>('WindowReference', { name: context.name }))
    : specification;
}

export function windowSpecifications(context: Context): Arbitrary<ast.WindowSpecification> {
  const { dialect, expression, name, sort } = context;
  const trino = dialect === 'trino';
  const bound = fc.oneof(
    oneOf<ast.FrameBound>(
      { kind: 'FrameBound', type: 'UNBOUNDED PRECEDING' },
      { kind: 'FrameBound', type: 'CURRENT ROW' },
      { kind: 'FrameBound', type: 'UNBOUNDED FOLLOWING' },
    ),
    node<ast.FrameBound>('FrameBound', { type: oneOf('PRECEDING', 'FOLLOWING'), value: expression }),
  );
  const pattern = node<ast.FramePattern>('FramePattern', {
    ...recognition(context),
    searchMode: maybe(oneOf('INITIAL', 'SEEK')),
  });
  return node<ast.WindowSpecification>('WindowSpecification', {
    base: trino ? maybe(name) : none,
    partitionBy: few(expression),
    orderBy: few(sort),
    frame: maybe(
      node<ast.WindowFrame>('WindowFrame', {
        unit: trino ? oneOf('ROWS', 'RANGE', 'GROUPS') : oneOf('ROWS'),
        start: bound,
        end: maybe(bound),
        pattern: trino ? maybe(pattern) : none,
      }),
    ),
  });
}
