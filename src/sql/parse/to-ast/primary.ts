/** Expressions without an operator at the top. */
import { required } from '../../../base/invariant.js';
import type { ParserRuleContext } from 'antlr4ng';
import { TerminalNode } from 'antlr4ng';

import type { Case, Cast, CurrentValueName, Expression, Normalize, PolicyFunctionCall } from '../../ast.js';
import { SqlParser as P } from '../generated/SqlParser.js';
import type {
  ArrayConstructorContext,
  CaseExpressionContext,
  CastContext,
  CurrentValueContext,
  ExtractContext,
  GroupingContext,
  IntervalContext,
  JsonArrayContext,
  JsonExistsContext,
  JsonObjectContext,
  JsonQueryContext,
  JsonValueContext,
  NameExpressionContext,
  NormalizeContext,
  ObjectTransformContext,
  ParenthesizedContext,
  PolicyFunctionContext,
  PositionContext,
  PrimaryContext,
  RowConstructorContext,
  SubstringContext,
  TrimContext,
  UnicodeStringContext,
  ZonedLiteralContext,
} from '../generated/SqlParser.js';
import type { SqlToken } from '../token.js';
import type { ToAst } from './context.js';
import { only, positionAt, positionOf, refuse, startOf } from './context.js';
import { binary, boundedInteger, textOf, unicodeString } from './literals.js';
import { typeWord } from './names.js';
import { parenthesized } from './parenthesized.js';
import { secondDigits, typeOfName, unitOf } from './types.js';

/** A literal, a name, something in parentheses, or one of the forms that begin with a keyword. */
export function primary(to: ToAst, context: PrimaryContext): Expression {
  const [child] = context.children;
  if (child instanceof TerminalNode) return fromToken(to, context, child.symbol as SqlToken);
  const rule = child as ParserRuleContext;
  switch (rule.ruleIndex) {
    case P.RULE_nameExpression:
      return nameExpression(to, rule as NameExpressionContext);
    case P.RULE_policyFunction:
      return policyFunction(to, rule as PolicyFunctionContext);
    case P.RULE_parenthesized:
      return parenthesized(to, rule as ParenthesizedContext);
    case P.RULE_caseExpression:
      return caseExpression(to, rule as CaseExpressionContext);
    case P.RULE_cast:
      return cast(to, rule as CastContext);
    case P.RULE_unicodeString:
      only(to, 'trino', startOf(rule), 'strings with Unicode escapes');
      return unicodeString(rule as UnicodeStringContext);
    case P.RULE_currentValue:
      return currentValue(rule as CurrentValueContext);
    case P.RULE_zonedLiteral:
      return zonedLiteral(to, rule as ZonedLiteralContext);
    case P.RULE_objectTransform:
      return objectTransform(to, rule as ObjectTransformContext);
    case P.RULE_interval:
      return interval(to, rule as IntervalContext);
    case P.RULE_arrayConstructor:
      return arrayConstructor(to, rule as ArrayConstructorContext);
    case P.RULE_rowConstructor:
      return rowConstructor(to, rule as RowConstructorContext);
    case P.RULE_extract:
      return extract(to, rule as ExtractContext);
    case P.RULE_trim:
      return trim(to, rule as TrimContext);
    case P.RULE_substring:
      return substring(to, rule as SubstringContext);
    case P.RULE_position:
      return positionIn(to, rule as PositionContext);
    case P.RULE_normalize:
      return normalize(to, rule as NormalizeContext);
    case P.RULE_grouping:
      return grouping(to, rule as GroupingContext);
    default:
      return to.jsonExpression(rule as JsonRule);
  }
}

type JsonRule =
  JsonExistsContext | JsonValueContext | JsonQueryContext | JsonObjectContext | JsonArrayContext;

function fromToken(to: ToAst, context: PrimaryContext, token: SqlToken): Expression {
  const position = positionAt(token);
  switch (token.type) {
    case P.INTEGER:
      return boundedInteger(to, token, isNegated(context));
    case P.DECIMAL:
      return { kind: 'DecimalLiteral', value: token.text.replaceAll('_', ''), position };
    case P.DOUBLE_NUMBER:
      return { kind: 'DoubleLiteral', value: token.text.replaceAll('_', '').toUpperCase(), position };
    case P.STRING:
      return { kind: 'StringLiteral', value: textOf(to, token.text), position };
    case P.BINARY:
      return binary(token);
    case P.NULL:
      return { kind: 'NullLiteral', position };
    case P.TRUE:
    case P.FALSE:
      return { kind: 'BooleanLiteral', value: token.type === P.TRUE, position };
    case P.QUESTION:
      return { kind: 'Parameter', position };
    case P.EXISTS:
      return { kind: 'Exists', query: to.query(required(context.query())), position };
    default: {
      const text = required(context.STRING()).getText();
      return {
        kind: 'TypedLiteral',
        type: typeOfName(to, 'double', token, position),
        value: textOf(to, text),
        position,
      };
    }
  }
}

/** Whether a minus precedes the number and nothing follows it: Trino then reads the minus as part of the number. */
function isNegated(context: PrimaryContext): boolean {
  const factor = context.parent?.children ?? [];
  const sign = factor.at(-2);
  return factor.at(-1) === context && sign instanceof TerminalNode && sign.symbol.type === P.MINUS;
}

/** A name without a call, a typed literal, or a measure of a window. */
function nameExpression(to: ToAst, context: NameExpressionContext): Expression {
  const position = positionOf(context);
  if (context._prefix !== undefined) {
    throw refuse(startOf(context), `found '${startOf(context).text}' but no function call after it`);
  }
  const literal = context.STRING();
  if (literal !== null) {
    const word = typeWord(to, context.identifier());
    const type = typeOfName(to, word, startOf(context), position);
    return { kind: 'TypedLiteral', type, value: textOf(to, literal.getText()), position };
  }
  const name = to.identifier(context.identifier());
  const window = context.window();
  if (window !== null) return { kind: 'WindowMeasure', name, over: to.window(window), position };
  return { kind: 'ColumnReference', parts: [name], position };
}

const policyFunction = (to: ToAst, context: PolicyFunctionContext): PolicyFunctionCall => ({
  kind: 'PolicyFunctionCall',
  name: startOf(context).text.slice(1),
  arguments: context.expression().map((argument) => to.expression(argument)),
  position: positionOf(context),
});

function caseExpression(to: ToAst, context: CaseExpressionContext): Case {
  const { _operandValue: operand, _otherwise: otherwise } = context;
  return {
    kind: 'Case',
    operand: operand === undefined ? undefined : to.expression(operand),
    whens: context.when().map((when) => ({
      kind: 'When',
      condition: to.expression(required(when._condition)),
      result: to.expression(required(when._result)),
      position: positionOf(when),
    })),
    otherwise: otherwise === undefined ? undefined : to.expression(otherwise),
    position: positionOf(context),
  };
}

const cast = (to: ToAst, context: CastContext): Cast => ({
  kind: 'Cast',
  value: to.expression(context.expression()),
  type: to.dataType(context.dataType()),
  safe: context.TRY_CAST() !== null,
  position: positionOf(context),
});

const currentValue = (context: CurrentValueContext): Expression => ({
  kind: 'CurrentValue',
  name: startOf(context).text.toUpperCase() as CurrentValueName,
  position: positionOf(context),
});

function interval(to: ToAst, context: IntervalContext): Expression {
  const { _low: low, _high: high } = context;
  if (low === undefined)
    only(to, 'redshift', context.STRING().symbol, 'intervals whose units are in the string');
  return {
    kind: 'IntervalLiteral',
    negative: context._sign?.type === P.MINUS,
    value: textOf(to, context.STRING().getText()),
    from: low === undefined ? undefined : unitOf(low),
    to: high === undefined ? undefined : unitOf(high),
    precision: secondDigits(to, context),
    position: positionOf(context),
  };
}

function zonedLiteral(to: ToAst, context: ZonedLiteralContext): Expression {
  const start = startOf(context);
  const position = positionOf(context);
  only(to, 'redshift', start, `${start.text.toUpperCase()} literals that name a time zone before their text`);
  const type = typeOfName(to, start.text, start, position);
  return {
    kind: 'TypedLiteral',
    type: type.kind === 'DateTimeType' ? { ...type, withTimeZone: context.WITH() !== null } : type,
    value: textOf(to, context.STRING().getText()),
    position,
  };
}

function objectTransform(to: ToAst, context: ObjectTransformContext): Expression {
  const [input, ...keep] = context.expression();
  return {
    kind: 'ObjectTransform',
    input: to.expression(required(input)),
    keep: keep.map((path) => to.expression(path)),
    assignments: context.objectAssignment().map((assignment) => ({
      kind: 'ObjectAssignment',
      path: to.expression(required(assignment._path)),
      value: to.expression(required(assignment._value)),
      position: positionOf(assignment),
    })),
    position: positionOf(context),
  };
}

const arrayConstructor = (to: ToAst, context: ArrayConstructorContext): Expression => ({
  kind: 'ArrayConstructor',
  elements: context.expression().map((element) => to.expression(element)),
  position: positionOf(context),
});

const rowConstructor = (to: ToAst, context: RowConstructorContext): Expression => ({
  kind: 'Row',
  values: context.expression().map((value) => to.expression(value)),
  position: positionOf(context),
});

/** The field is printed as a bare word, so it must be one. */
/** "Extraction function" of Trino's documentation. */
const trinoFields: ReadonlySet<string> = new Set(
  (
    'YEAR QUARTER MONTH WEEK DAY DAY_OF_MONTH DAY_OF_WEEK DOW DAY_OF_YEAR DOY YEAR_OF_WEEK YOW ' +
    'HOUR MINUTE SECOND TIMEZONE_HOUR TIMEZONE_MINUTE'
  ).split(' '),
);

function extract(to: ToAst, context: ExtractContext): Expression {
  const field = to.identifier(context.identifier()).value;
  if (!/^[A-Za-z_]+$/.test(field)) {
    throw refuse(startOf(context.identifier()), 'the field of extract is one word, such as YEAR');
  }
  if (to.dialect === 'trino' && !trinoFields.has(startOf(context.identifier()).text.toUpperCase())) {
    throw refuse(startOf(context.identifier()), `Trino extracts one of ${[...trinoFields].join(', ')}`);
  }
  return {
    kind: 'Extract',
    field: field.toUpperCase(),
    source: to.expression(context.expression()),
    position: positionOf(context),
  };
}

/** `trim(a FROM b)` and `trim(b, a)` are equivalent. */
function trim(to: ToAst, context: TrimContext): Expression {
  const { _side: side, _first: first, _characters: characters, _source: source } = context;
  const [trimmed, cut] = source === undefined ? [first, characters] : [source, characters ?? first];
  return {
    kind: 'Trim',
    side: side?.type === P.LEADING ? 'LEADING' : side?.type === P.TRAILING ? 'TRAILING' : 'BOTH',
    characters: cut === undefined ? undefined : to.expression(cut),
    source: to.expression(required(trimmed)),
    position: positionOf(context),
  };
}

/** The form with FROM is Trino's `substr`, which accepts bytes too, unlike `substring`. */
function substring(to: ToAst, context: SubstringContext): Expression {
  const position = positionOf(context);
  const value = to.dialect === 'trino' && context.FROM() !== null ? 'substr' : 'substring';
  return {
    kind: 'FunctionCall',
    name: {
      kind: 'QualifiedName',
      parts: [{ kind: 'Identifier', value, quoted: false, position }],
      position,
    },
    arguments: context.expression().map((argument) => to.expression(argument)),
    distinct: false,
    approximate: false,
    orderBy: [],
    withinGroup: [],
    position,
  };
}

function positionIn(to: ToAst, context: PositionContext): Expression {
  const [sought, text] = context.operand();
  return {
    kind: 'PositionOf',
    substring: to.operand(required(sought)),
    string: to.operand(required(text)),
    position: positionOf(context),
  };
}

function normalize(to: ToAst, context: NormalizeContext): Expression {
  const form = context._form as SqlToken | undefined;
  return {
    kind: 'Normalize',
    value: to.expression(context.expression()),
    form: (form?.text.toUpperCase() ?? 'NFC') as Normalize['form'],
    position: positionOf(context),
  };
}

function grouping(to: ToAst, context: GroupingContext): Expression {
  const columns = context.qualifiedName();
  if (columns.length === 0) throw refuse(startOf(context), 'grouping needs a column');
  return {
    kind: 'Grouping',
    columns: columns.map((column) => ({
      kind: 'ColumnReference',
      parts: to.qualifiedName(column).parts,
      position: positionOf(column),
    })),
    position: positionOf(context),
  };
}
