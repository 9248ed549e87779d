import { required } from '../base/invariant.js';
import { varchar } from '../policy/canonical-text.js';
import { ask } from '../policy/condition-expression.js';
import { literalsOf } from '../policy/literal.js';
import { hashPrefix } from '../policy/masks/hash-mask.js';
import type { AppliedMask } from '../policy/shown.js';
import type { DataType, Expression } from '../sql/ast.js';
import { call, cast, compare, concatenate, isNull, nullLiteral, searchedCase, string } from '../sql/build.js';
import type { Masked, Masks, Parts } from './platform.js';

type Applied<T extends AppliedMask['type']> = Extract<AppliedMask, { type: T }>;

/** The value that replaces a masked column. */
export const expressMask = <T extends AppliedMask['type']>(
  masks: Masks,
  mask: Applied<T>,
  raw: Expression,
  type: DataType,
  parts: Parts,
): Masked => masks[mask.type as T](mask, raw, type, parts);

/** The literal of a mask's value; that the value fits the type was checked before. */
export const literalOf = (text: string, type: DataType, mask: AppliedMask['type']): Expression =>
  required(literalsOf(type)?.(text), `a ${mask} mask was applied where it does not fit`);

/** The input text of a hash mask: the key, the domain with its length, and the value. */
export function hashedText(
  { domain, perProject }: Applied<'hash'>,
  text: Expression,
  parts: Parts,
): Expression {
  const own = string(hashPrefix(domain));
  const prefix = perProject ? call('coalesce', parts.answered(ask('hashPrefix')), own) : own;
  return concatenate(parts.hashKey(), prefix, text);
}

/** The bucket of a value: literals, comparisons and casts in the SQL of Trino, which other dialects translate. */
export function bucket({ boundaries, labels }: Applied<'bucket'>, raw: Expression, type: DataType): Masked {
  const falling = boundaries
    .map((boundary, index) => {
      const literal = literalOf(boundary, type, 'bucket');
      const label = labels?.[index + 1];
      return [
        compare(raw, '>=', literal),
        label === undefined ? cast(literal, type) : string(label),
      ] as const;
    })
    .toReversed();
  const unknown: readonly (readonly [Expression, Expression])[] =
    labels === undefined ? [] : [[isNull(raw), nullLiteral]];
  const beneath = labels?.[0];
  return {
    expression: searchedCase([...unknown, ...falling], beneath === undefined ? undefined : string(beneath)),
    type: labels === undefined ? type : varchar,
  };
}
