import { internalError } from '../../base/invariant.js';
import type { Condition } from '../../model/condition.js';
import type { Column } from '../../model/data-source.js';
import { withParents } from '../../model/names.js';
import type { DataType, Expression, PolicyFunctionCall } from '../../sql/ast.js';
import { and, boolean, cast, equals, inList, nullLiteral, or, slot, string } from '../../sql/build.js';
import { callerSlot } from '../caller-slot.js';
import { conditionExpression, unknownAnswer } from '../condition-expression.js';
import { evaluateCondition } from '../evaluate-condition.js';
import type { Subject } from '../evaluate-condition.js';
import type { Person, Reader } from '../facts.js';
import { literalsOf } from '../literal.js';
import { varchar } from '../canonical-text.js';
import type { PlatformTraits } from '../platform-traits.js';

/** What the functions of a predicate are answered from. */
export interface PolicyFunctionFacts extends Subject {
  readonly platform: Pick<PlatformTraits, 'typeOf'>;
  /** The column of the row that an expression is, if it is one and no more. */
  readonly columnOf: (expression: Expression) => Column | undefined;
  /** The expression that stands for a column of the row. */
  readonly reference: (name: string) => Expression;
  /** The one column with a tag. */
  readonly tagged: (tag: string) => Column | undefined;
}

/** Functions that are answered where the view is read. */
const leftToReading: Readonly<Record<Reader['kind'], ReadonlySet<string>>> = {
  known: new Set(),
  open: new Set(['attributeValuesContains', 'groupsContains', 'purposesContains', 'username', 'iam']),
};

/** What stands in a predicate for what a policy function asks. Its arguments have been compiled already. */
export function compilePolicyFunction(call: PolicyFunctionCall, facts: PolicyFunctionFacts): Expression {
  const { name, arguments: args } = call;
  const text = (index: number): string => {
    const argument = args[index];
    return argument?.kind === 'StringLiteral' ? argument.value : '';
  };
  const holds = (condition: Condition): Expression => {
    switch (facts.reader.kind) {
      case 'open':
        return conditionExpression(condition, facts);
      case 'known': {
        const { outcome } = evaluateCondition(condition, facts);
        return outcome === 'unknown' ? unknownAnswer : boolean(outcome === 'holds');
      }
    }
  };
  const { person } = facts;
  if (name === 'attributeValuesContains' && !facts.knownAttributes.has(text(0))) return unknownAnswer;
  if (leftToReading[facts.reader.kind].has(name)) return call;
  switch (name) {
    case 'attributeValuesContains':
      return contains(args[1], args[2], (held) => held.attributes.get(text(0)) ?? [], facts);
    case 'groupsContains':
      return contains(args[0], args[1], (held) => [...held.groups].toSorted(), facts);
    case 'purposesContains':
      return contains(args[0], args[1], () => facts.work.purposes.flatMap(withParents), facts);
    case 'hasAttribute':
      return holds({ attribute: text(0), value: text(1) });
    case 'isInGroups':
      return holds({ all: args.map((_, index) => ({ group: text(index) })) });
    case 'isUsingPurpose':
      return holds({ purpose: text(0) });
    case 'username':
      return person === undefined || person.equalized ? cast(nullLiteral, varchar) : slot(callerSlot);
    case 'iam':
      return person?.iam === undefined || person.equalized ? cast(nullLiteral, varchar) : string(person.iam);
    case 'columnReference':
      return facts.reference(text(0));
    case 'columnTagged': {
      const column = facts.tagged(text(0));
      return column === undefined ? nullLiteral : facts.reference(column.name);
    }
    default:
      throw internalError(`a predicate with @${name} was checked and cannot be compiled`);
  }
}

/**
 * Whether a value is in a list of the person's. Of facts that several people share, a value that only some of them may have
 * makes neither true nor false, so that no negation opens what one of them could not see.
 */
function contains(
  value: Expression | undefined,
  placeholder: Expression | undefined,
  listOf: (held: Pick<Person, 'groups' | 'attributes'>) => readonly string[],
  facts: PolicyFunctionFacts,
): Expression {
  const { person, columnOf } = facts;
  if (value === undefined || person === undefined) return boolean(false);
  const column = columnOf(value);
  const type = column && facts.platform.typeOf(column);
  const among = (texts: readonly string[]): Expression => isAmong(value, type, texts);

  const sure = listOf(person);
  const { possible } = person;
  if (possible === 'anything') return sure.length === 0 ? unknownAnswer : or(among(sure), unknownAnswer);
  const perhaps = possible === undefined ? [] : listOf(possible).filter((entry) => !sure.includes(entry));
  if (perhaps.length > 0) {
    const maybe = and(among(perhaps), unknownAnswer);
    return sure.length === 0 ? maybe : or(among(sure), maybe);
  }
  if (sure.length === 0) return placeholder === undefined ? boolean(false) : equals(value, placeholder);
  return among(sure);
}

/** A column is compared with values of its type; of another expression the type is not known, so its text is. */
function isAmong(value: Expression, type: DataType | undefined, texts: readonly string[]): Expression {
  const make = type && literalsOf(type);
  const literals =
    make === undefined ? texts.map(string) : texts.map(make).filter((literal) => literal !== undefined);
  const [first, ...rest] = literals;
  if (first === undefined) return boolean(false);
  const compared = make === undefined ? cast(value, varchar) : value;
  return rest.length === 0 ? equals(compared, first) : inList(compared, literals);
}
