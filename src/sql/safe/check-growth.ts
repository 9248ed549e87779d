/**
 * The maximum length of text, bytes and arrays that an expression computes. Each must be in proportion to the row: at most `mostConstant`
 * characters of its own, and `mostCopies` times the values of the row.
 */
import type { Expression, FunctionCall, Node, Star } from '../ast.js';
import { childrenOf } from '../visit.js';
import { fold, type SqlProblem } from './rules.js';

/** Maximum number of characters, bytes or elements that an expression adds, independent of the row. */
export const mostConstant = 100_000;

/** Maximum number of copies of the row's values in a result. */
export const mostCopies = 100;

/** A length is at most `constant + copies × length of the row`; it has no such bound if one of the numbers is infinite. */
interface Size {
  readonly constant: number;
  readonly copies: number;
  /** In a lambda expression: the number of copies of its element. */
  readonly elements: number;
}

const size = (constant: number, copies = 0, elements = 0): Size => ({ constant, copies, elements });

const nothing = size(0);
/** A number, a time, a boolean, written as text. */
const scalar = size(40);
const one = size(1);
const oneRow = size(0, 1);
const oneElement = size(0, 0, 1);

const combined = (sizes: readonly Size[], by: (a: number, b: number) => number): Size =>
  sizes.reduce(
    (all, next) =>
      size(by(all.constant, next.constant), by(all.copies, next.copies), by(all.elements, next.elements)),
    nothing,
  );
const plus = (sizes: readonly Size[]): Size => combined(sizes, (a, b) => a + b);
const most = (sizes: readonly Size[]): Size => combined(sizes, Math.max);
const times = ({ constant, copies, elements }: Size, factor: number): Size =>
  size(constant * factor, copies * factor, elements * factor);

/** One value, repeated by the length of another. The square of the row's length has no bound in proportion to the row. */
function product(left: Size, right: Size): Size {
  const grows = ({ copies, elements }: Size): boolean => copies + elements > 0;
  if (grows(left) && grows(right)) return size(0, Infinity);
  return size(
    left.constant * right.constant,
    left.copies * right.constant + right.copies * left.constant,
    left.elements * right.constant + right.elements * left.constant,
  );
}

/** Where an expression computes values without a bound in proportion to the row, and what would be right. */
export function growthProblems(expression: Expression): readonly SqlProblem[] {
  const problems: SqlProblem[] = [];
  sizeOf(expression, new Map(), (node) => {
    const { line = 1, column = 1 } = node.position ?? {};
    problems.push({
      line,
      column,
      message: `the result can be longer than ${mostConstant} characters and ${mostCopies} times the values of the row: repeat or insert less text`,
    });
  });
  return problems;
}

type Names = ReadonlyMap<string, Size>;
type Report = (node: Node) => void;

/** The size of a node's value, after all nodes below it were measured. A reported node counts as one row, so that it is reported once. */
function sizeOf(node: Node, names: Names, report: Report): Size {
  const found = measure(node, names, report);
  if (found.constant <= mostConstant && found.copies <= mostCopies && found.elements <= mostCopies)
    return found;
  report(node);
  return oneRow;
}

function measure(node: Node, names: Names, report: Report): Size {
  const of = (child: Node): Size => sizeOf(child, names, report);
  switch (node.kind) {
    case 'StringLiteral':
      return size(node.value.length);
    case 'BinaryLiteral':
      return size(node.hex.length);
    case 'TypedLiteral':
      return size(node.value.length);
    case 'ColumnReference':
      return names.get(fold(node.parts[0]?.value ?? '')) ?? oneRow;
    case 'FunctionCall':
      return sizeOfCall(node, names, report);
    case 'Binary': {
      const sides = [of(node.left), of(node.right)];
      return node.operator === '||' ? plus(sides) : scalar;
    }
    case 'Case': {
      if (node.operand !== undefined) of(node.operand);
      for (const { condition } of node.whens) of(condition);
      const results = [
        ...node.whens.map(({ result }) => result),
        ...(node.otherwise ? [node.otherwise] : []),
      ];
      return most(results.map(of));
    }
    case 'Cast':
      return plus([of(node.value), scalar]);
    case 'Row':
      return plus(node.values.map(of));
    case 'ArrayConstructor':
      return plus(node.elements.map(of));
    case 'Subscript':
      of(node.index);
      return of(node.base);
    case 'Dereference':
      return of(node.base);
    case 'Trim':
      if (node.characters !== undefined) of(node.characters);
      return of(node.source);
    case 'Normalize':
      return times(of(node.value), 20);
    case 'JsonObject':
    case 'JsonArray':
      return times(plus([...childrenOf(node)].map(of)), 6);
    case 'JsonMember':
    case 'JsonElement':
    case 'JsonQuery':
    case 'JsonValue':
    case 'JsonPath':
      return plus([...childrenOf(node)].map(of));
    case 'Subquery':
      for (const child of childrenOf(node)) of(child);
      return oneRow;
    case 'PolicyFunctionCall':
      for (const child of node.arguments) of(child);
      return oneRow;
    default:
      for (const child of childrenOf(node)) of(child);
      return scalar;
  }
}

/** How much a function can lengthen its first argument. */
const factors: Readonly<Record<string, number>> = {
  to_hex: 2,
  to_base64: 2,
  to_base64url: 2,
  to_base32: 2,
  to_utf8: 4,
  url_encode: 12,
  json_format: 6,
  json_parse: 6,
  json_serialize: 6,
  upper: 3,
  lower: 3,
  from_utf8: 3,
};

function sizeOfCall(node: FunctionCall, names: Names, report: Report): Size {
  const name = fold(node.name.parts.at(-1)?.value ?? '');
  const args = node.arguments;
  if (args.some(({ kind }) => kind === 'Lambda')) return sizeOfMapped(name, args, names, report);
  const sizes = args.map((argument) => sizeOf(argument, names, report));
  const [first = nothing, second = nothing, third = nothing] = sizes;
  switch (name) {
    case 'replace': {
      const [, sought, put] = args;
      if (put === undefined) return first;
      // Each match is at least as long as a literal search text; an empty one matches between all characters.
      const matched = sought?.kind === 'StringLiteral' ? sought.value.length : 0;
      if (matched === 0) return plus([product(plus([first, one]), third), first]);
      return put.kind === 'StringLiteral'
        ? times(first, Math.max(1, put.value.length / matched))
        : plus([product(times(first, 1 / matched), third), first]);
    }
    case 'lpad':
    case 'rpad':
      return size(numberOf(args[1]));
    case 'repeat':
    case 'replicate':
      return times(plus([first, one]), numberOf(args[1]));
    case 'array_join':
      return plus([product(first, plus([one, second, third])), first]);
    case 'regexp_replace':
      return plus([product(plus([first, one]), third), first]);
    case 'if':
      return most(sizes.slice(1));
    case 'coalesce':
    case 'nvl':
    case 'nvl2':
    case 'decode':
    case 'greatest':
    case 'least':
      return most(sizes);
    default:
      return times(plus(sizes.length === 0 ? [scalar] : sizes), factors[name] ?? 1);
  }
}

const numberOf = (node: Expression | Star | undefined): number =>
  node?.kind === 'IntegerLiteral' ? Number(node.value) : Infinity;

/**
 * The size of a function's result with a lambda expression. All elements together are as long as their value; everything else in the lambda
 * expression occurs once per element.
 */
function sizeOfMapped(name: string, args: FunctionCall['arguments'], names: Names, report: Report): Size {
  const values = args
    .filter(({ kind }) => kind !== 'Lambda')
    .map((argument) => sizeOf(argument, names, report));
  const elements = plus(values);
  const results = args.flatMap((argument) => {
    if (argument.kind !== 'Lambda') return [];
    // An element of an outer lambda expression is at most as long as the row.
    const inside = new Map([...names.keys()].map((outer) => [outer, oneRow]));
    for (const { value } of argument.parameters) inside.set(fold(value), oneElement);
    return [sizeOf(argument.body, inside, report)];
  });
  if (name.endsWith('_match')) return scalar;
  if (name === 'filter' || name === 'array_sort' || name === 'map_filter') return elements;
  const made = results.map(({ constant, copies, elements: own }) =>
    plus([times(elements, own), product(plus([elements, one]), size(constant, copies))]),
  );
  return plus([elements, ...made]);
}
