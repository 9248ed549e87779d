import type { Attribute } from './attribute.js';
import { named } from './attribute.js';
import { operators } from './filter.js';
import type { Compared, Filter, Operator } from './filter.js';
import { parseAttributePath } from './parse-path.js';
import type { AttributePath } from './parse-path.js';
import { schemaIn } from './resource-types.js';
import type { ResourceType, Schema } from './resource-types.js';
import { badRequest } from './scim-error.js';
import type { ScimError, ScimType } from './scim-error.js';
import { tokenize } from './tokenize.js';
import type { Token } from './tokenize.js';

/** The target of a path in a PATCH (RFC 7644, section 3.5.2). */
export type Target =
  | { readonly kind: 'schema'; readonly schema: Schema }
  | { readonly kind: 'ignored' }
  | { readonly kind: 'attribute'; readonly path: AttributePath; readonly filter?: Filter };

/** The maximum nesting of parentheses. */
const deepest = 50;

/**
 * Parses a filter (RFC 7644, section 3.4.2.2, figure 1).
 * @throws ScimError `invalidFilter` with the character position and what was expected
 */
export function parseFilter(type: ResourceType, text: string): Filter {
  const parser = createParser(type, text, 'invalidFilter');
  const filter = parser.filter();
  parser.end();
  return filter;
}

/**
 * Parses the path of an operation in a PATCH (RFC 7644, section 3.5.2, figure 7), or the bare URN of an extension.
 * @throws ScimError `invalidPath`
 */
export function parseTarget(type: ResourceType, text: string): Target {
  const schema = schemaIn(type, text);
  if (schema !== undefined) return { kind: 'schema', schema };
  const parser = createParser(type, text, 'invalidPath');
  const target = parser.target();
  parser.end();
  return target;
}

function createParser(type: ResourceType, text: string, scimType: ScimType) {
  const tokens = tokenize(text, scimType);
  let next = 0;
  let depth = 0;

  const peek = (): Token | undefined => tokens[next];
  const fail = (message: string, at = peek()?.at ?? text.length): ScimError =>
    badRequest(scimType, `at character ${at + 1} of '${text}': ${message}`);
  const found = (): string => (peek() === undefined ? 'the end' : `'${peek()?.text}'`);
  const isWord = (word: string): boolean => peek()?.kind === 'word' && peek()?.text.toLowerCase() === word;
  const accept = (symbol: string): boolean => {
    if (peek()?.kind !== 'symbol' || peek()?.text !== symbol) return false;
    next += 1;
    return true;
  };
  const expectSymbol = (symbol: string): void => {
    if (!accept(symbol)) throw fail(`expected '${symbol}' but found ${found()}`);
  };
  const deeper = <T>(work: () => T): T => {
    depth += 1;
    if (depth > deepest) throw fail(`more than ${deepest} nested parentheses`);
    const result = work();
    depth -= 1;
    return result;
  };

  const path = (within?: Attribute): AttributePath | 'ignored' => {
    const token = peek();
    if (token?.kind !== 'word') throw fail(`expected an attribute but found ${found()}`);
    const read = parseAttributePath(type, token.text, within);
    if ('problem' in read) {
      if (read.ignored && scimType === 'invalidPath') {
        next = tokens.length;
        return 'ignored';
      }
      throw fail(read.problem);
    }
    next += 1;
    return read;
  };

  const group = (within?: Attribute): Filter => {
    expectSymbol('(');
    const inner = deeper(() => or(within));
    expectSymbol(')');
    return inner;
  };

  const expression = (within?: Attribute): Filter => {
    if (isWord('not')) {
      next += 1;
      return { kind: 'not', filter: group(within) };
    }
    if (peek()?.text === '(' && peek()?.kind === 'symbol') return group(within);
    const at = peek()?.at;
    const left = path(within);
    if (left === 'ignored') throw fail('scrim does not store this attribute', at);
    if (within === undefined && accept('[')) return inList(left, at);
    return test(left, at);
  };

  /** `LIST[FILTER]`, and `LIST[FILTER].PART OPERATOR VALUE`: both conditions apply to the same value of the list. */
  const inList = (left: AttributePath, at: number | undefined): Filter => {
    const filter = inBrackets(left, at);
    if (peek()?.text.startsWith('.') !== true) return { kind: 'some', path: left, filter };
    const partAt = peek()?.at;
    const of = test({ ...left, sub: partAfter(left) }, partAt);
    return { kind: 'some', path: left, filter: { kind: 'and', parts: [filter, of] } };
  };

  /** The part of a list's values after a filter in brackets. */
  const partAfter = ({ attribute }: AttributePath): Attribute => {
    const part = peek();
    const sub =
      part?.kind === 'word' && part.text.startsWith('.')
        ? named(attribute.subAttributes, part.text.slice(1))
        : undefined;
    if (sub === undefined) throw fail(`expected a part of '${attribute.name}' but found ${found()}`);
    next += 1;
    return sub;
  };

  const test = (left: AttributePath, at: number | undefined): Filter => {
    const operator = peek();
    const word = operator?.kind === 'word' ? operator.text.toLowerCase() : '';
    if (word === 'pr') {
      next += 1;
      return { kind: 'present', path: left };
    }
    const known = operators.find((one) => one === word);
    if (known === undefined) {
      throw fail(`expected an operator (${operators.join(', ')}, pr) but found ${found()}`);
    }
    next += 1;
    return compare(left, known, at, operator?.at);
  };

  const inBrackets = (left: AttributePath, at: number | undefined): Filter => {
    if (!left.attribute.multiValued || left.sub !== undefined) {
      throw fail(`'${left.attribute.name}' is not a list of values`, at);
    }
    const filter = deeper(() => or(left.attribute));
    expectSymbol(']');
    return filter;
  };

  const compare = (left: AttributePath, operator: Operator, at?: number, operatorAt?: number): Filter => {
    const target = comparable(left);
    if (target === undefined) {
      throw fail(`'${left.attribute.name}' has parts: add the name of one, such as ${partsOf(left)}`, at);
    }
    const token = peek();
    const value = token === undefined ? undefined : valueOf(token, target);
    if (value === undefined) throw fail(`expected a value, such as "text" or true, but found ${found()}`);
    if (value !== null && typeof value !== (target.type === 'boolean' ? 'boolean' : 'string')) {
      throw fail(
        `'${target.name}' is compared with a ${target.type === 'boolean' ? 'true or false' : 'text'}`,
      );
    }
    if ((target.type === 'boolean' || value === null) && operator !== 'eq' && operator !== 'ne') {
      throw fail(`'${operator}' cannot compare ${value === null ? 'null' : `'${target.name}'`}`, operatorAt);
    }
    if (target.type === 'dateTime' && typeof value === 'string' && Number.isNaN(Date.parse(value))) {
      throw fail(`'${target.name}' is compared with a time such as "2027-01-31T00:00:00Z"`);
    }
    next += 1;
    return { kind: 'compare', path: left, operator, value };
  };

  const chain = (kind: 'and' | 'or', part: () => Filter): Filter => {
    const parts = [part()];
    while (isWord(kind)) {
      next += 1;
      parts.push(part());
    }
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { kind, parts };
  };
  const or = (within?: Attribute): Filter => chain('or', () => chain('and', () => expression(within)));

  return {
    filter: () => or(),
    target(): Target {
      const left = path();
      if (left === 'ignored') return { kind: 'ignored' };
      const at = tokens[0]?.at;
      if (!accept('[')) return { kind: 'attribute', path: left };
      const filter = inBrackets(left, at);
      return peek() === undefined
        ? { kind: 'attribute', path: left, filter }
        : { kind: 'attribute', path: { ...left, sub: partAfter(left) }, filter };
    },
    end(): void {
      if (peek() !== undefined) throw fail(`expected 'and', 'or' or the end but found ${found()}`);
    },
  };
}

/** The attribute that a comparison compares. For a list of complex values it is the `value` (RFC 7643, section 2.4). */
export const comparable = ({ attribute, sub }: AttributePath): Attribute | undefined =>
  sub ?? (attribute.type === 'complex' ? named(attribute.subAttributes, 'value') : attribute);

const partsOf = ({ attribute }: AttributePath): string =>
  `${attribute.name}.${attribute.subAttributes?.[0]?.name ?? 'value'}`;

/** Entra ID writes booleans as texts: `primary eq "True"`. */
const valueOf = (token: Token, { type }: Attribute): Compared | undefined => {
  if (token.kind === 'string')
    return (type === 'boolean' ? booleanOf(token.value) : undefined) ?? token.value;
  if (token.kind !== 'word') return undefined;
  const text = token.text.toLowerCase();
  if (text === 'null') return null;
  const boolean = booleanOf(text);
  if (boolean !== undefined) return boolean;
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
};

const booleanOf = (text: string): boolean | undefined =>
  ({ true: true, false: false })[text.toLowerCase() as 'true' | 'false'];
