/** OVER and WINDOW. */
import { required } from '../../../base/invariant.js';
import type { FrameBound, FramePattern, Window, WindowFrame, WindowSpecification } from '../../ast.js';
import { SqlParser as P } from '../generated/SqlParser.js';
import type {
  FrameBoundContext,
  WindowContext,
  WindowFrameContext,
  WindowSpecificationContext,
} from '../generated/SqlParser.js';
import type { SqlToken } from '../token.js';
import type { ToAst } from './context.js';
import { positionOf, refuse, startOf } from './context.js';
import { afterMatchSkip, definitions, measures, rowPattern, subsets } from './patterns.js';

export function window(to: ToAst, context: WindowContext): Window {
  const name = context.identifier();
  if (name !== null) {
    return { kind: 'WindowReference', name: to.identifier(name), position: positionOf(context) };
  }
  return to.windowSpecification(required(context.windowSpecification()));
}

export function windowSpecification(to: ToAst, context: WindowSpecificationContext): WindowSpecification {
  const base = context._base;
  const frame = context.windowFrame();
  return {
    kind: 'WindowSpecification',
    base: base === undefined ? undefined : to.identifier(base),
    partitionBy: context.expression().map((value) => to.expression(value)),
    orderBy: to.orderBy(context.orderBy()),
    frame: frame === null ? undefined : windowFrame(to, frame),
    position: positionOf(context),
  };
}

function windowFrame(to: ToAst, context: WindowFrameContext): WindowFrame {
  const unit = required(context._unit) as SqlToken;
  const [start, end] = context.frameBound();
  return {
    kind: 'WindowFrame',
    unit: unit.type === P.ROWS ? 'ROWS' : unit.type === P.RANGE ? 'RANGE' : 'GROUPS',
    start: frameBound(to, required(start)),
    end: end === undefined ? undefined : frameBound(to, end),
    pattern: framePattern(to, context),
    position: positionOf(context),
  };
}

function framePattern(to: ToAst, context: WindowFrameContext): FramePattern | undefined {
  const pattern = context.rowPattern();
  const after = context.afterMatch();
  const search = context._search;
  const partial =
    context.measure()[0] ?? after ?? context.patternSubset()[0] ?? context.patternDefinition()[0];
  if (pattern === null) {
    if (partial === undefined && search === undefined) return undefined;
    const at = partial === undefined ? required(search) : startOf(partial);
    throw refuse(at, 'this needs a PATTERN in the same window');
  }
  const defined = definitions(to, context.patternDefinition());
  if (defined.length === 0) throw refuse(startOf(pattern), 'a PATTERN needs a DEFINE');
  return {
    kind: 'FramePattern',
    measures: measures(to, context.measure()),
    afterMatch: after === null ? undefined : afterMatchSkip(to, after),
    searchMode: search === undefined ? undefined : search?.type === P.SEEK ? 'SEEK' : 'INITIAL',
    pattern: rowPattern(to, pattern),
    subsets: subsets(to, context.patternSubset()),
    definitions: defined,
    position: positionOf(pattern),
  };
}

function frameBound(to: ToAst, context: FrameBoundContext): FrameBound {
  const position = positionOf(context);
  const side = context._side?.type === P.FOLLOWING ? 'FOLLOWING' : 'PRECEDING';
  const value = context.expression();
  if (value !== null) return { kind: 'FrameBound', type: side, value: to.expression(value), position };
  if (context.CURRENT() !== null) return { kind: 'FrameBound', type: 'CURRENT ROW', position };
  return { kind: 'FrameBound', type: `UNBOUNDED ${side}`, position };
}
