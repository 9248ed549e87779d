/** Session properties and functions before a whole statement. */
import { required } from '../../../base/invariant.js';
import type { ParserRuleContext } from 'antlr4ng';

import type {
  BlockStatement,
  FunctionParameter,
  InlineFunction,
  LoopStatement,
  RepeatStatement,
  ReturnStatement,
  RootQuery,
  RoutineStatement,
  SessionProperty,
  SourceCode,
  StatementBranch,
  VariableDeclaration,
  WhileStatement,
} from '../../ast.js';
import { SqlParser as P } from '../generated/SqlParser.js';
import type {
  BlockStatementContext,
  BranchContext,
  ElseBranchContext,
  FunctionCharacteristicContext,
  FunctionParameterContext,
  IdentifierContext,
  InlineFunctionContext,
  LoopStatementContext,
  ReturnStatementContext,
  RootQueryContext,
  RoutineStatementContext,
  SessionPropertyContext,
  SourceCodeContext,
  StatementListContext,
  VariableDeclarationContext,
} from '../generated/SqlParser.js';
import type { ToAst } from './context.js';
import { positionOf, refuse, startOf } from './context.js';
import { unquote } from './literals.js';
import { properties } from './properties.js';

export const rootQuery = (to: ToAst, context: RootQueryContext): RootQuery => ({
  kind: 'RootQuery',
  session: (context.sessionClause()?.sessionProperty() ?? []).map((one) => sessionProperty(to, one)),
  functions: (context.functionClause()?.inlineFunction() ?? []).map((one) => inlineFunction(to, one)),
  query: to.query(context.query()),
  position: positionOf(context),
});

const sessionProperty = (to: ToAst, context: SessionPropertyContext): SessionProperty => ({
  kind: 'SessionProperty',
  name: to.qualifiedName(context.qualifiedName()),
  value: to.expression(context.expression()),
  position: positionOf(context),
});

function inlineFunction(to: ToAst, context: InlineFunctionContext): InlineFunction {
  return {
    kind: 'InlineFunction',
    name: to.identifier(context.identifier()),
    parameters: context.functionParameter().map((one) => parameter(to, one)),
    returns: to.dataType(context.dataType()),
    ...characteristics(to, context.functionCharacteristic()),
    body: functionBody(to, context),
    position: positionOf(context),
  };
}

function functionBody(to: ToAst, context: InlineFunctionContext): InlineFunction['body'] {
  const returned = context.returnStatement();
  if (returned !== null) return returnStatement(to, returned);
  const code = context.sourceCode();
  return code === null ? block(to, required(context.blockStatement())) : sourceCode(code);
}

/** The text between `$$` and `$$` stays unchanged: it has no escapes. */
function sourceCode(context: SourceCodeContext): SourceCode {
  const quoted = context.DOLLAR_QUOTED();
  const text = quoted.getText().slice(2, -2);
  if (!text.startsWith('\n')) {
    throw refuse(quoted.symbol, 'the code of a function begins on a new line, right after $$');
  }
  return { kind: 'SourceCode', text, position: positionOf(context) };
}

const parameter = (to: ToAst, context: FunctionParameterContext): FunctionParameter => ({
  kind: 'FunctionParameter',
  name: to.identifier(context.identifier()),
  type: to.dataType(context.dataType()),
  position: positionOf(context),
});

type Characteristics = Pick<
  InlineFunction,
  'language' | 'deterministic' | 'onNullInput' | 'security' | 'comment' | 'properties'
>;

/** They may be in any order, each once. */
function characteristics(to: ToAst, contexts: readonly FunctionCharacteristicContext[]): Characteristics {
  let all: Characteristics = { properties: [] };
  const seen = new Set<string>();
  for (const context of contexts) {
    const said = characteristic(to, context);
    for (const key of Object.keys(said)) {
      if (seen.has(key)) throw refuse(startOf(context), 'this is already specified for the function');
      seen.add(key);
    }
    all = { ...all, ...said };
  }
  return all;
}

function characteristic(to: ToAst, context: FunctionCharacteristicContext): Partial<Characteristics> {
  if (context._language !== undefined) return { language: to.identifier(context._language) };
  if (context.DETERMINISTIC() !== null) return { deterministic: context.NOT() === null };
  if (context.INPUT() !== null) return { onNullInput: context.CALLED() === null ? 'RETURNS NULL' : 'CALLED' };
  if (context.SECURITY() !== null) {
    return { security: context._security?.type === P.DEFINER ? 'DEFINER' : 'INVOKER' };
  }
  if (context.COMMENT() !== null) return { comment: unquote(required(context._comment?.text)) };
  return { properties: properties(to, context.property()) };
}

/** A statement of a function's body. */
function routineStatement(to: ToAst, context: RoutineStatementContext): RoutineStatement {
  return to.nest(1, startOf(context), () => {
    const returned = context.returnStatement();
    if (returned !== null) return returnStatement(to, returned);
    const inner = context.blockStatement();
    if (inner !== null) return block(to, inner);
    const position = positionOf(context);
    if (context.SET() !== null) {
      return {
        kind: 'AssignmentStatement',
        variable: to.identifier(required(context.identifier())),
        value: to.expression(required(context.expression())),
        position,
      };
    }
    const branches = context.branch().map((one) => branch(to, one));
    const otherwise = elseStatements(to, context.elseBranch());
    if (context.IF().length > 0) return { kind: 'IfStatement', branches, otherwise, position };
    if (context.CASE().length > 0) {
      const operand = context._operandValue;
      return {
        kind: 'CaseStatement',
        operand: operand === undefined ? undefined : to.expression(operand),
        branches,
        otherwise,
        position,
      };
    }
    const named = context.identifier();
    const loop = context.loopStatement();
    if (loop !== null) return loopStatement(to, loop, named, context);
    const label = to.identifier(required(named));
    return { kind: context.LEAVE() === null ? 'IterateStatement' : 'LeaveStatement', label, position };
  });
}

const returnStatement = (to: ToAst, context: ReturnStatementContext): ReturnStatement => ({
  kind: 'ReturnStatement',
  value: to.operand(context.operand()),
  position: positionOf(context),
});

const block = (to: ToAst, context: BlockStatementContext): BlockStatement => ({
  kind: 'BlockStatement',
  variables: context.variableDeclaration().map((one) => variableDeclaration(to, one)),
  statements: statements(to, context.statementList()),
  position: positionOf(context),
});

function variableDeclaration(to: ToAst, context: VariableDeclarationContext): VariableDeclaration {
  const initial = context.operand();
  return {
    kind: 'VariableDeclaration',
    names: context.identifier().map((name) => to.identifier(name)),
    type: to.dataType(context.dataType()),
    initial: initial === null ? undefined : to.operand(initial),
    position: positionOf(context),
  };
}

function loopStatement(
  to: ToAst,
  context: LoopStatementContext,
  named: IdentifierContext | null,
  at: ParserRuleContext,
): LoopStatement | WhileStatement | RepeatStatement {
  const label = named === null ? undefined : to.identifier(named);
  const position = positionOf(at);
  const body = statements(to, context.statementList());
  const condition = context.expression();
  if (condition === null) return { kind: 'LoopStatement', label, statements: body, position };
  const made = to.expression(condition);
  return context.DO() === null
    ? { kind: 'RepeatStatement', label, statements: body, until: made, position }
    : { kind: 'WhileStatement', label, condition: made, statements: body, position };
}

const branch = (to: ToAst, context: BranchContext): StatementBranch => ({
  kind: 'StatementBranch',
  condition: to.expression(context.expression()),
  statements: statements(to, context.statementList()),
  position: positionOf(context),
});

const elseStatements = (to: ToAst, context: ElseBranchContext | null): readonly RoutineStatement[] =>
  context === null ? [] : statements(to, context.statementList());

const statements = (to: ToAst, context: StatementListContext | null): readonly RoutineStatement[] =>
  context === null ? [] : context.routineStatement().map((one) => routineStatement(to, one));
