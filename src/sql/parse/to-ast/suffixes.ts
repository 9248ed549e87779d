/** What follows a primary expression: fields, subscripts, calls, `::` and AT TIME ZONE. */
import { invariant } from '../../../base/invariant.js';
import type { Expression, FunctionCall, Identifier, Star } from '../../ast.js';
import { missingInTrino } from '../../special-functions.js';
import { SqlParser as P } from '../generated/SqlParser.js';
import type {
  ArgumentContext,
  CallContext,
  OverflowContext,
  PrimaryContext,
  SuffixContext,
} from '../generated/SqlParser.js';
import type { SqlToken } from '../token.js';
import type { ToAst } from './context.js';
import { only, positionAt, positionOf, refuse, startOf } from './context.js';
import { unquote } from './literals.js';
import { bareName, bareParenthesized } from './parenthesized.js';
import { primary } from './primary.js';

/** A primary expression and all that follows it. */
export function withSuffixes(
  to: ToAst,
  context: PrimaryContext,
  suffixes: readonly SuffixContext[],
): Expression {
  const zone = suffixes.findIndex((suffix) => suffix._zone !== undefined);
  const base = withSteps(to, context, zone < 0 ? suffixes : suffixes.slice(0, zone));
  return zone < 0 ? base : atTimeZones(to, base, suffixes.slice(zone));
}

/** AT TIME ZONE binds less tightly than the others: suffixes after its zone, up to the next AT TIME ZONE, belong to the zone. */
function atTimeZones(to: ToAst, base: Expression, suffixes: readonly SuffixContext[]): Expression {
  const [first, ...more] = suffixes;
  if (first?._zone === undefined) return base;
  const next = more.findIndex((suffix) => suffix._zone !== undefined);
  const zone = withSteps(to, first._zone, next < 0 ? more : more.slice(0, next));
  if (to.dialect === 'trino' && zone.kind !== 'StringLiteral' && zone.kind !== 'IntervalLiteral') {
    throw refuse(startOf(first._zone), 'a time zone is a string or an interval in Trino');
  }
  const value: Expression = { kind: 'AtTimeZone', value: base, zone, position: base.position };
  return next < 0 ? value : atTimeZones(to, value, more.slice(next));
}

function withSteps(to: ToAst, context: PrimaryContext, suffixes: readonly SuffixContext[]): Expression {
  const name = context.nameExpression();
  // A call needs a name that is not in parentheses, and a prefix like RUNNING needs a call.
  let names: Identifier[] | undefined =
    name === null || (name.children.length > 1 && name._prefix === undefined)
      ? undefined
      : [to.identifier(name.identifier())];
  let value: Expression | undefined = names === undefined ? primary(to, context) : undefined;
  const position = positionOf(context);
  const column = (parts: readonly Identifier[]): Expression => ({ kind: 'ColumnReference', parts, position });
  for (const suffix of suffixes) {
    const call = suffix.call();
    if (call !== null) {
      value = called(to, names, value, context, call);
      names = undefined;
      continue;
    }
    const field = suffix._field;
    if (field !== undefined && names !== undefined) {
      names.push(to.identifier(field));
      continue;
    }
    value = step(to, value ?? column(names ?? []), suffix);
    names = undefined;
  }
  const prefix = name?._prefix;
  if (prefix !== undefined && prefix !== null && names !== undefined) {
    throw refuse(prefix, `found '${(prefix as SqlToken).text}' but no function call after it`);
  }
  return value ?? column(names ?? []);
}

function step(to: ToAst, base: Expression, suffix: SuffixContext): Expression {
  const { position } = base;
  if (suffix._field !== undefined) {
    const field = to.identifier(suffix._field);
    if (base.kind === 'ColumnReference') return { ...base, parts: [...base.parts, field] };
    return { kind: 'Dereference', base, field, position };
  }
  if (suffix._index !== undefined) {
    return { kind: 'Subscript', base, index: to.operand(suffix._index), position };
  }
  const sign = suffix.OUTER_JOIN_SIGN();
  if (sign !== null) {
    if (base.kind !== 'ColumnReference') throw refuse(sign.symbol, 'only a column can come before (+)');
    return { kind: 'OuterJoinColumn', column: base, position };
  }
  const type = suffix.dataType();
  invariant(type !== null, 'a suffix of no known kind');
  return { kind: 'Cast', value: base, type: to.dataType(type), safe: false, position };
}

function called(
  to: ToAst,
  names: readonly Identifier[] | undefined,
  value: Expression | undefined,
  context: PrimaryContext,
  call: CallContext,
): Expression {
  const position = positionOf(context);
  if (value?.kind === 'CurrentValue' && value.precision === undefined) {
    const digits = /^\(([0-9]+)\)$/.exec(call.getText())?.[1];
    if (digits !== undefined && /TIME/.test(value.name)) {
      if (Number(digits) > 12) throw refuse(startOf(call), 'a time has at most 12 digits after its seconds');
      return { ...value, precision: Number(digits) };
    }
  }
  if (names === undefined) {
    throw refuse(
      startOf(call),
      "found '(' but expected an operator: what comes before it is not the name of a function",
    );
  }
  const parts = names.map((name) => (name.quoted ? name : { ...name, value: name.value.toLowerCase() }));
  if (
    to.dialect === 'redshift' &&
    parts.length === 1 &&
    parts[0]?.quoted === false &&
    parts[0].value === 'array'
  ) {
    const elements = call.argument().map((argument) => expressionOf(to, argument));
    return { kind: 'ArrayConstructor', elements, position };
  }
  const prefix = context.nameExpression()?._prefix?.type;
  refuseCrowdedStar(call);
  const over = call.window();
  const within = call._within;
  const filter = call._filter;
  const made: FunctionCall = {
    kind: 'FunctionCall',
    name: { kind: 'QualifiedName', parts, position },
    arguments: call.argument().map((argument) => toArgument(to, argument)),
    distinct: call._quantifier?.type === P.DISTINCT,
    approximate: prefix === P.APPROXIMATE,
    orderBy: to.orderBy(call.orderBy().find((order) => order !== within) ?? null),
    overflow: overflow(call.overflow()),
    withinGroup: to.orderBy(within ?? null),
    filter: filter === undefined ? undefined : to.expression(filter),
    nullTreatment: nullTreatment(to, call),
    over: over === null ? undefined : to.window(over),
    processingMode: prefix === P.RUNNING ? 'RUNNING' : prefix === P.FINAL ? 'FINAL' : undefined,
    position,
  };
  const missing = to.dialect === 'trino' ? missingInTrino(made) : undefined;
  if (missing !== undefined) only(to, 'redshift', startOf(context), missing);
  return made;
}

/** A `*` must be the only argument of its call, without a treatment of NULLs. */
function refuseCrowdedStar(call: CallContext): void {
  const star = call
    .argument()
    .find((argument) => argument.ASTERISK() !== null || argument.DOT_STAR() !== null);
  if (star === undefined) return;
  const orders = call.orderBy().filter((order) => order !== call._within);
  if (call.argument().length > 1 || call._quantifier !== undefined || orders.length > 0) {
    throw refuse(startOf(star), "'*' must be the only argument of a function");
  }
  const treatment = call._inner ?? call._outer;
  if (treatment !== undefined)
    throw refuse(startOf(treatment), 'there are no NULLs to ignore or respect in *');
}

/** Redshift also accepts it inside the parentheses. */
function nullTreatment(to: ToAst, call: CallContext): FunctionCall['nullTreatment'] {
  const { _inner: inner, _outer: outer } = call;
  if (inner !== undefined) {
    const what = startOf(inner);
    only(to, 'redshift', what, `${what.text} NULLS within the parentheses of a function`);
    if (outer !== undefined) throw refuse(startOf(outer), 'IGNORE NULLS or RESPECT NULLS is duplicated');
    if (call.window() === null) throw refuse(what, `${what.text} NULLS needs OVER after the function`);
  }
  const treatment = inner ?? outer;
  if (treatment === undefined) return undefined;
  return treatment.IGNORE() === null ? 'RESPECT' : 'IGNORE';
}

function overflow(context: OverflowContext | null): FunctionCall['overflow'] {
  if (context === null) return undefined;
  const filler = context._filler as SqlToken | undefined;
  return {
    kind: 'ListaggOverflow',
    behavior: context.ERROR() === null ? 'TRUNCATE' : 'ERROR',
    filler: filler === undefined ? undefined : unquote(filler.text),
    withCount: context.WITH() !== null,
    position: positionOf(context),
  };
}

function toArgument(to: ToAst, context: ArgumentContext): Expression | Star {
  const position = positionOf(context);
  const expression = context.expression();
  if (expression === null) return { kind: 'Star', position };
  if (context.DOT_STAR() === null) return expressionOf(to, context);
  const label = bareName(to, expression);
  if (label === undefined) {
    throw refuse(startOf(expression), "only one name can come before '.*' in the arguments of a function");
  }
  return { kind: 'Star', label, position };
}

/** An argument that is not a star: an expression or a lambda expression. */
function expressionOf(to: ToAst, context: ArgumentContext): Expression {
  const expression = context.expression();
  const body = context.argument();
  if (expression === null || context.DOT_STAR() !== null) {
    throw refuse(startOf(context), "found '*' but expected an expression");
  }
  if (body === null) return to.expression(expression);
  const arrow = context.ARROW()?.symbol;
  if (arrow !== undefined) only(to, 'trino', arrow, 'lambda expressions');
  const parameters = lambdaParameters(to, context);
  if (parameters === undefined) {
    throw refuse(startOf(expression), "only names can come before '->', more than one in parentheses");
  }
  const position = positionAt(startOf(context));
  return to.nest(1, startOf(body), () => ({
    kind: 'Lambda',
    parameters,
    body: expressionOf(to, body),
    position,
  }));
}

function lambdaParameters(to: ToAst, context: ArgumentContext): readonly Identifier[] | undefined {
  const expression = context.expression();
  if (expression === null) return undefined;
  const name = bareName(to, expression);
  if (name !== undefined) return [name];
  const list = bareParenthesized(expression);
  if (
    list === undefined ||
    list.plainQuery() !== null ||
    list.setOperation().length + list.resultClause().length > 0
  ) {
    return undefined;
  }
  const names = list.expression().map((item) => bareName(to, item));
  return names.every((item) => item !== undefined) ? names : undefined;
}
