import { LRUCache } from 'lru-cache';

import type { Expression } from '../sql/ast.js';
import { call, not } from '../sql/build.js';
import { parseExpression } from '../sql/parse/index.js';
import { print } from '../sql/print/print.js';
import { transform } from '../sql/transform.js';
import type { Changes } from '../sql/transform.js';

const texts = new LRUCache<string, string>({
  max: 5_000,
  maxSize: 8 * 1024 * 1024,
  sizeCalculation: (text, key) => text.length + key.length + 1,
});

/**
 * The one spelling of an SQL expression. Trino reports filters and masks as it prints them, with other spaces and parentheses than scrim.
 * What cannot be parsed is its own spelling, so that it equals nothing else.
 */
export function canonicalExpression(text: string): string {
  const known = texts.get(text);
  if (known !== undefined) return known;
  const canonical = canonicalOf(text);
  texts.set(text, canonical);
  return canonical;
}

function canonicalOf(text: string): string {
  try {
    return print(transform(parseExpression(text, 'trino'), asTrinoPrints), 'trino');
  } catch {
    return text;
  }
}

/** Puts the negation of a predicate around it. */
const outside = <N extends Expression & { readonly negated: boolean }>(node: N): Expression =>
  node.negated ? not({ ...node, negated: false } as N) : node;

/** Trino's printer has fewer forms than its grammar: `a || b` is a call of concat, and a negation is around a predicate. */
const asTrinoPrints: Changes = {
  Binary: (node) => (node.operator === '||' ? call('concat', node.left, node.right) : node),
  InList: outside,
  InSubquery: outside,
  Like: outside,
  Between: outside,
  IsDistinctFrom: outside,
  IsNull: outside,
};
