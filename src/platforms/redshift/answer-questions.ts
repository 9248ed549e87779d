import { invariant } from '../../base/invariant.js';
import { fold } from '../../sql/scope/names.js';
import type { Column } from '../../model/data-source.js';
import type { DataType, Expression, PolicyFunctionCall, Relation } from '../../sql/ast.js';
import { and, equals, not, or, type as namedType } from '../../sql/build.js';
import { transform } from '../../sql/transform.js';
import { nodesOf } from '../../sql/visit.js';
import { beginsInProfile } from './beginnings.js';
import { columnOfAlias, spellRow } from '../row.js';
import { CannotSay } from '../cannot-say.js';
import { amongProfile } from './membership.js';
import { isTextExpression } from './text-expression.js';
import { createInlineFacts } from './reader-facts.js';
import type { ProfileRows, ReaderFacts } from './reader-facts.js';
import { redshiftTypes } from './types.js';

/** The input for evaluating policy functions in an expression. */
export interface Answering {
  readonly columns: readonly Column[];
  /** The relation with these columns. */
  readonly relation: Relation;
  readonly facts: ReaderFacts;
  readonly profile: readonly string[];
}

/**
 * Replaces policy functions by expressions over the reader's profile, and qualifies the references to the row.
 * @throws CannotSay for an expression that Redshift may not be able to run
 */
export function answerQuestions(expression: Expression, answering: Answering): Expression {
  const within = new Set(
    nodesOf(expression, 'Query').flatMap((query) => nodesOf(query, 'PolicyFunctionCall')),
  );
  const inline = createInlineFacts(answering.profile);
  const answered = transform(expression, {
    PolicyFunctionCall: (call) => answer(call, within.has(call) ? inline : answering.facts, answering),
  }) as Expression;
  return spellRow(answered, { rowReference: columnOfAlias });
}

type Facts = Omit<ReaderFacts, 'relation'>;

function answer({ name, arguments: args }: PolicyFunctionCall, facts: Facts, on: Answering): Expression {
  const text = (index: number): string => {
    const argument = args[index];
    return argument?.kind === 'StringLiteral' ? argument.value : '';
  };
  switch (name) {
    case 'isInGroups':
      return and(...args.map((_, index) => facts.has({ kind: 'group', name: text(index) })));
    case 'hasAttribute':
      return facts.has({
        kind: 'attribute',
        name: text(0),
        ...(args.length > 1 ? { value: text(1) } : {}),
      });
    case 'isUsingPurpose':
      return facts.has({ kind: 'purpose', name: text(0) });
    case 'username':
      return facts.valueOf('user');
    case 'iam':
      return facts.valueOf('iam');
    case 'isSubscribed':
      return facts.has({ kind: 'subscription', name: text(0) });
    case 'hashPrefix':
      return facts.valueOf('hashPrefix');
    case 'attributeValuesContains':
      return contains(args[1], args[2], { kind: 'attribute', name: text(0) }, facts, on);
    case 'groupsContains':
      return contains(args[0], args[1], { kind: 'group' }, facts, on);
    case 'purposesContains':
      return contains(args[0], args[1], { kind: 'purpose' }, facts, on);
    case 'attributeValuesBegin':
      return begins(args[1], 'prefix', { kind: 'attribute', name: text(0) }, facts, on);
    case 'attributeValuesAbove':
      return begins(args[1], 'hierarchy', { kind: 'attribute', name: text(0) }, facts, on);
    case 'groupsBegin':
      return begins(args[0], 'prefix', { kind: 'group' }, facts, on);
    case 'groupsAbove':
      return begins(args[0], 'hierarchy', { kind: 'group' }, facts, on);
    default:
      throw new CannotSay(`Redshift cannot evaluate @${name}`);
  }
}

/** Whether a value is in a list of the reader; if the list is empty, whether it is the placeholder. */
function contains(
  value: Expression | undefined,
  placeholder: Expression | undefined,
  rows: ProfileRows,
  facts: Facts,
  { columns, facts: all }: Answering,
): Expression {
  invariant(value !== undefined, 'a list has no value to look up');
  const among = amongProfile(value, typeOfValue(value, columns), rows, { ...all, ...facts });
  if (among === undefined) {
    throw new CannotSay(
      'on Redshift, an expression of this type cannot be compared with values of the reader',
    );
  }
  if (placeholder === undefined) return among;
  const some = facts.has(rows);
  return or(and(some, among), and(not(some), equals(value, placeholder)));
}

/** Whether a column begins with a value of the reader, or is below one. */
function begins(
  value: Expression | undefined,
  match: 'prefix' | 'hierarchy',
  rows: ProfileRows,
  facts: Facts,
  { columns, relation }: Answering,
): Expression {
  const column = value && columnOf(value, columns);
  const type = column && redshiftTypes.typeOf(column);
  invariant(
    value !== undefined && column !== undefined && type !== undefined,
    'an expression other than a column was matched by prefix',
  );
  return beginsInProfile({ value, name: column.name, type, relation }, match, rows, facts);
}

/** The type of a column of the row, or of an expression that is certainly text. */
function typeOfValue(value: Expression, columns: readonly Column[]): DataType {
  const column = columnOf(value, columns);
  const type = column && redshiftTypes.typeOf(column);
  if (type !== undefined) return type;
  const isTextColumn = (expression: Expression): boolean => {
    const found = columnOf(expression, columns);
    const of = found && redshiftTypes.typeOf(found);
    return of?.kind === 'NamedType' && of.name === 'varchar';
  };
  if (isTextExpression(value, isTextColumn)) return namedType('varchar');
  throw new CannotSay(
    'an expression that is compared with values of the reader must be a column or text: cast it to varchar',
  );
}

const columnOf = (expression: Expression, columns: readonly Column[]): Column | undefined =>
  expression.kind === 'RowReference' && expression.fields.length === 0
    ? columns.find((column) => fold(column.name) === fold(expression.column))
    : undefined;
