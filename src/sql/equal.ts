import type { Node } from './ast.js';

/** Whether two trees are equal; their positions in a text are ignored. */
export const equal = (left: Node, right: Node): boolean => same(left, right);

function same(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) && left.length === right.length && left.every((part, i) => same(part, right[i]))
    );
  }
  const [a, b] = [left as Readonly<Record<string, unknown>>, right as Readonly<Record<string, unknown>>];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every(
    (key) => key === 'position' || same(a[key], b[key]),
  );
}
