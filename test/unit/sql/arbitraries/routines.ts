import fc, { type Arbitrary } from 'fast-check';

import type * as ast from '../../../../src/sql/ast.js';
import type { Context } from './context.js';
import { few, flag, maybe, node, oneOf } from './leaves.js';

type Parts = Pick<Context, 'name' | 'qualified' | 'type' | 'text' | 'expression' | 'query'>;

/** Queries with session properties and functions of their own (Trino). */
export function rootQueries(context: Parts): Arbitrary<ast.RootQuery> {
  const { qualified, query, expression } = context;
  const property = node<ast.SessionProperty>('SessionProperty', { name: qualified, value: expression });
  return node<ast.RootQuery>('RootQuery', {
    session: few(property),
    functions: few(inlineFunctions(context)),
    query,
  }).filter(({ session, functions }) => session.length + functions.length > 0);
}

function inlineFunctions(context: Parts): Arbitrary<ast.InlineFunction> {
  const { name, type, text, expression } = context;
  const code = node<ast.SourceCode>('SourceCode', {
    text: text.filter((value) => !/\$\$|\$$/.test(value)).map((value) => `\n${value}`),
  });
  const value = node<ast.ReturnStatement>('ReturnStatement', { value: expression });
  return node<ast.InlineFunction>('InlineFunction', {
    name,
    parameters: few(node<ast.FunctionParameter>('FunctionParameter', { name, type })),
    returns: type,
    language: maybe(name),
    deterministic: maybe(flag),
    onNullInput: maybe(oneOf('RETURNS NULL', 'CALLED')),
    security: maybe(oneOf('DEFINER', 'INVOKER')),
    comment: maybe(text),
    properties: few(node<ast.Property>('Property', { name, value: maybe(expression) })),
    body: fc.oneof(value, code, blocks(context, routineStatements(context))),
  });
}

function blocks(
  { name, type, expression }: Parts,
  statement: Arbitrary<ast.RoutineStatement>,
): Arbitrary<ast.BlockStatement> {
  const variable = node<ast.VariableDeclaration>('VariableDeclaration', {
    names: few(name, 1),
    type,
    initial: maybe(expression),
  });
  return node<ast.BlockStatement>('BlockStatement', { variables: few(variable), statements: few(statement) });
}

function routineStatements(context: Parts): Arbitrary<ast.RoutineStatement> {
  const { name, expression } = context;
  return fc.letrec<{ statement: ast.RoutineStatement }>((tie) => {
    const statement = tie('statement');
    const statements = few(statement, 1);
    const label = maybe(name);
    const branches = few(
      node<ast.StatementBranch>('StatementBranch', { condition: expression, statements }),
      1,
    );
    const simple = fc.oneof<Arbitrary<ast.RoutineStatement>[]>(
      node<ast.ReturnStatement>('ReturnStatement', { value: expression }),
      node<ast.AssignmentStatement>('AssignmentStatement', { variable: name, value: expression }),
      node<ast.IterateStatement>('IterateStatement', { label: name }),
      node<ast.LeaveStatement>('LeaveStatement', { label: name }),
    );
    return {
      statement: fc.oneof<Arbitrary<ast.RoutineStatement>[]>(
        { maxDepth: 2, depthSize: 'small' },
        simple,
        node<ast.IfStatement>('IfStatement', { branches, otherwise: few(statement) }),
        node<ast.CaseStatement>('CaseStatement', {
          operand: maybe(expression),
          branches,
          otherwise: few(statement),
        }),
        node<ast.LoopStatement>('LoopStatement', { label, statements }),
        node<ast.WhileStatement>('WhileStatement', { label, condition: expression, statements }),
        node<ast.RepeatStatement>('RepeatStatement', { label, statements, until: expression }),
        blocks(context, statement),
      ),
    };
  }).statement;
}
