import type {
  AssignmentStatement,
  BlockStatement,
  CaseStatement,
  FunctionParameter,
  IfStatement,
  InlineFunction,
  IterateStatement,
  LeaveStatement,
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
} from '../ast.js';
import { commas, firstText, group, indent, join, line, parenthesized, type Document } from './document.js';
import { quoteString } from './names.js';
import { value } from './precedence.js';
import type { Printer } from './printer.js';
import { clause } from './queries.js';

export function spellRootQuery(node: RootQuery, printer: Printer): Document {
  const query = printer.spell(node.query);
  // An expression that begins with a parenthesis would be read as the arguments of a name directly before it.
  const isOpen = firstText(query).startsWith('(');
  const functions = node.functions.map((one, index) =>
    spellFunction(one, printer, isOpen && index === node.functions.length - 1),
  );
  const session = node.session.map((one, index) =>
    spellProperty(one, printer, isOpen && functions.length === 0 && index === node.session.length - 1),
  );
  const clauses = [
    ...(session.length === 0 ? [] : [clause('WITH SESSION', session)]),
    ...(functions.length === 0 ? [] : [clause('WITH', functions)]),
    query,
  ];
  return group(join(line, clauses));
}

export const spellSessionProperty = (node: SessionProperty, printer: Printer): Document =>
  spellProperty(node, printer, false);

function spellProperty(node: SessionProperty, printer: Printer, closed: boolean): Document {
  const spelled = printer.spell(node.value);
  return [printer.spell(node.name), ' = ', closed ? parenthesized(spelled) : spelled];
}

export const spellInlineFunction = (node: InlineFunction, printer: Printer): Document =>
  spellFunction(node, printer, false);

function spellFunction(node: InlineFunction, printer: Printer, closed: boolean): Document {
  const { body } = node;
  const { spell, dialect } = printer;
  const parts: Document[] = [
    [
      'FUNCTION ',
      spell(node.name),
      node.parameters.length === 0 ? '()' : parenthesized(commas(node.parameters.map(spell))),
    ],
    ['RETURNS ', spell(node.returns)],
  ];
  if (node.language !== undefined) parts.push(['LANGUAGE ', spell(node.language)]);
  if (node.deterministic !== undefined)
    parts.push(node.deterministic ? 'DETERMINISTIC' : 'NOT DETERMINISTIC');
  if (node.onNullInput !== undefined) parts.push(`${node.onNullInput} ON NULL INPUT`);
  if (node.security !== undefined) parts.push(`SECURITY ${node.security}`);
  if (node.comment !== undefined) parts.push(['COMMENT ', quoteString(node.comment, dialect)]);
  if (node.properties.length > 0) parts.push(['WITH ', parenthesized(commas(node.properties.map(spell)))]);
  parts.push(
    closed && body.kind === 'ReturnStatement' ? ['RETURN ', parenthesized(spell(body.value))] : spell(body),
  );
  return group(join(line, parts));
}

export const spellFunctionParameter = (node: FunctionParameter, { spell }: Printer): Document => [
  spell(node.name),
  ' ',
  spell(node.type),
];

export const spellReturn = (node: ReturnStatement, { operand }: Printer): Document => [
  'RETURN ',
  operand(node.value, value),
];

/** Trino requires a line feed first. Code that contains `$$`, or ends with `$`, would end too early. */
export const spellSourceCode = (node: SourceCode, printer: Printer): Document =>
  /^(?!\n)|\$\$|\$$/.test(node.text)
    ? printer.refuse('source code that does not begin with a new line, or that contains $$', node)
    : `AS $$${node.text}$$`;

export const spellBlock = (node: BlockStatement, { spell }: Printer): Document =>
  group('BEGIN', lines([...node.variables, ...node.statements].map(spell)), line, 'END');

export const spellVariableDeclaration = (
  node: VariableDeclaration,
  { spell, operand }: Printer,
): Document => [
  'DECLARE ',
  join(', ', node.names.map(spell)),
  ' ',
  spell(node.type),
  node.initial === undefined ? '' : [' DEFAULT ', operand(node.initial, value)],
];

export const spellAssignment = (node: AssignmentStatement, { spell }: Printer): Document => [
  'SET ',
  spell(node.variable),
  ' = ',
  spell(node.value),
];

export const spellIfStatement = (node: IfStatement, printer: Printer): Document =>
  group(
    node.branches.map((branch, index) => [index === 0 ? 'IF ' : [line, 'ELSEIF '], printer.spell(branch)]),
    otherwise(node.otherwise, printer),
    line,
    'END IF',
  );

export const spellCaseStatement = (node: CaseStatement, printer: Printer): Document =>
  group(
    'CASE',
    node.operand === undefined ? '' : [' ', printer.spell(node.operand)],
    node.branches.map((branch) => [line, 'WHEN ', printer.spell(branch)]),
    otherwise(node.otherwise, printer),
    line,
    'END CASE',
  );

export const spellStatementBranch = (node: StatementBranch, { spell }: Printer): Document => [
  spell(node.condition),
  ' THEN',
  lines(node.statements.map(spell)),
];

export const spellLoop = (node: LoopStatement, { spell }: Printer): Document =>
  group(label(node, spell), 'LOOP', lines(node.statements.map(spell)), line, 'END LOOP');

export const spellWhile = (node: WhileStatement, { spell }: Printer): Document =>
  group(
    label(node, spell),
    'WHILE ',
    spell(node.condition),
    ' DO',
    lines(node.statements.map(spell)),
    line,
    'END WHILE',
  );

export const spellRepeat = (node: RepeatStatement, { spell }: Printer): Document =>
  group(
    label(node, spell),
    'REPEAT',
    lines(node.statements.map(spell)),
    line,
    'UNTIL ',
    spell(node.until),
    line,
    'END REPEAT',
  );

export const spellIterate = (node: IterateStatement, { spell }: Printer): Document => [
  'ITERATE ',
  spell(node.label),
];

export const spellLeave = (node: LeaveStatement, { spell }: Printer): Document => [
  'LEAVE ',
  spell(node.label),
];

const label = (node: LoopStatement | WhileStatement | RepeatStatement, spell: Printer['spell']): Document =>
  node.label === undefined ? '' : [spell(node.label), ': '];

const otherwise = (statements: readonly RoutineStatement[], { spell }: Printer): Document =>
  statements.length === 0 ? '' : [line, 'ELSE', lines(statements.map(spell))];

/** Statements, each closed by a semicolon. */
const lines = (statements: readonly Document[]): Document =>
  indent(statements.map((statement) => [line, statement, ';']));
