import type {
  CreateProcedure,
  Execute,
  If,
  ProcedureStatement,
  Raise,
  SelectInto,
  Variable,
} from '../ast.js';
import { commas, group, indent, join, line, parenthesized, type Document } from './document.js';
import type { Printer } from './printer.js';

/** What begins and ends the body: nothing in it may be taken for its end. */
const quotes = '$$';

export function spellCreateProcedure(node: CreateProcedure, printer: Printer): Document {
  const body = group(
    node.variables.length === 0
      ? ''
      : ['DECLARE', indent(node.variables.map((one) => [forced, printer.spell(one), ';'])), forced],
    'BEGIN',
    statements(node.body, printer),
    forced,
    'END;',
  );
  if (contains(body, quotes)) printer.refuse(`${quotes} in the body of a procedure`, node);
  return [
    'CREATE OR REPLACE PROCEDURE ',
    printer.spell(node.name),
    node.parameters.length === 0 ? '()' : parenthesized(commas(node.parameters.map(printer.spell))),
    ` AS ${quotes}`,
    forced,
    body,
    forced,
    `${quotes} LANGUAGE plpgsql SECURITY ${node.security}`,
    node.searchPath.length === 0
      ? ''
      : [' SET search_path TO ', join(', ', node.searchPath.map(printer.spell))],
  ];
}

/** A line break, whatever the width. */
const forced: Document = { type: 'group', content: line, width: Infinity };

const statements = (body: readonly ProcedureStatement[], { spell }: Printer): Document =>
  indent(body.map((one) => [forced, group(spell(one)), ';']));

export const spellVariable = (node: Variable, { spell }: Printer): Document => [
  spell(node.name),
  ' ',
  spell(node.type),
];

export const spellIf = (node: If, printer: Printer): Document => [
  'IF ',
  printer.spell(node.condition),
  ' THEN',
  statements(node.then, printer),
  forced,
  'END IF',
];

export const spellRaise = (node: Raise, { spell }: Printer): Document => [
  'RAISE EXCEPTION ',
  spell(node.message),
  node.values.map((value) => [', ', spell(value)]),
];

export const spellSelectInto = (node: SelectInto, { spell }: Printer): Document =>
  group(
    'SELECT INTO ',
    spell(node.variable),
    ' ',
    spell(node.expression),
    node.from === undefined ? '' : [line, 'FROM ', spell(node.from)],
    node.where === undefined ? '' : [line, 'WHERE', indent(line, spell(node.where))],
  );

export const spellExecute = (node: Execute, { spell }: Printer): Document => [
  'EXECUTE ',
  spell(node.statement),
];

/** Whether a text stands within one of the texts of a document. */
function contains(document: Document, text: string): boolean {
  if (typeof document === 'string') return document.includes(text);
  if (Array.isArray(document)) return (document as readonly Document[]).some((part) => contains(part, text));
  return 'content' in document && contains(document.content, text);
}
