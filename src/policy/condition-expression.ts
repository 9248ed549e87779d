import { assertNever } from '../base/assert-never.js';
import type { Condition } from '../model/condition.js';
import type { Expression, PolicyFunctionCall } from '../sql/ast.js';
import { and, cast, equals, not, nullLiteral, or, string, type as namedType } from '../sql/build.js';
import type { Subject } from './evaluate-condition.js';

/** What a name that the world does not know comes to: neither true nor false, so that no negation opens anything. */
export const unknownAnswer: Expression = cast(nullLiteral, namedType('boolean'));

/** A question about the person who reads, to be answered where the view is read. */
export const ask = (name: string, ...texts: readonly string[]): PolicyFunctionCall => ({
  kind: 'PolicyFunctionCall',
  name,
  arguments: texts.map(string),
});

/** A condition as an expression over policy functions, for a view that many people read. */
export function conditionExpression(condition: Condition, facts: Subject): Expression {
  const within = (part: Condition): Expression => conditionExpression(part, facts);
  if ('group' in condition) {
    return facts.knownGroups.has(condition.group) ? ask('isInGroups', condition.group) : unknownAnswer;
  }
  if ('attribute' in condition) {
    const { attribute, value } = condition;
    if (!facts.knownAttributes.has(attribute)) return unknownAnswer;
    return value === undefined ? ask('hasAttribute', attribute) : ask('hasAttribute', attribute, value);
  }
  if ('user' in condition) return equals(ask('username'), string(condition.user));
  if ('purpose' in condition) {
    return facts.knownPurposes.has(condition.purpose)
      ? ask('isUsingPurpose', condition.purpose)
      : unknownAnswer;
  }
  if ('not' in condition) return not(within(condition.not));
  if ('all' in condition) return and(...condition.all.map(within));
  if ('any' in condition) return or(...condition.any.map(within));
  return assertNever(condition, 'condition');
}

/** A condition in words, for explanations of a view that many people read. */
export function describeCondition(condition: Condition): string {
  if ('group' in condition) return `in group '${condition.group}'`;
  if ('attribute' in condition) {
    return `has attribute '${condition.attribute}'${condition.value === undefined ? '' : ` = '${condition.value}'`}`;
  }
  if ('user' in condition) return `is user '${condition.user}'`;
  if ('purpose' in condition) return `acts under purpose '${condition.purpose}'`;
  if ('not' in condition) return `not (${describeCondition(condition.not)})`;
  if ('all' in condition) return condition.all.map((part) => `(${describeCondition(part)})`).join(' and ');
  return condition.any.map((part) => `(${describeCondition(part)})`).join(' or ');
}
