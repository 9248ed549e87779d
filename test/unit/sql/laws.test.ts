import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { Node } from '../../../src/sql/ast.js';
import type { Dialect } from '../../../src/sql/dialect.js';
import { equal } from '../../../src/sql/equal.js';
import { string } from '../../../src/sql/build.js';
import { print } from '../../../src/sql/print/print.js';
import { UnsupportedByDialect } from '../../../src/sql/print/unsupported.js';
import { transform } from '../../../src/sql/transform.js';
import { translate } from '../../../src/sql/translate/translate.js';
import { childrenOf, visit } from '../../../src/sql/visit.js';
import { sqlArbitraries } from './arbitraries.js';
import { runs } from '../../support/runs.js';

const dialects: readonly Dialect[] = ['trino', 'redshift'];

/** A copy that shares nothing, with positions that the original has not. */
const copy = (node: Node): Node => {
  const parts = JSON.parse(JSON.stringify(node), (_, value: unknown) =>
    typeof value === 'object' && value !== null && 'kind' in value
      ? { ...value, position: { line: 1, column: 1, offset: 0 } }
      : value,
  ) as Node;
  return parts;
};

/** A scanner of quoted text as the dialects' documentation describes it, knowing nothing else of SQL. */
function quotedParts(sql: string, dialect: Dialect): readonly string[] {
  const parts: string[] = [];
  for (let at = 0; at < sql.length; at += 1) {
    if (dialect === 'trino' && sql.startsWith('$$', at)) {
      const end = sql.indexOf('$$', at + 2);
      if (end < 0) throw new Error(`$$ is not closed: ${sql}`);
      parts.push(sql.slice(at + 2, end));
      at = end + 1;
      continue;
    }
    const quote = sql[at];
    if (quote !== "'" && quote !== '"') continue;
    let value = '';
    for (at += 1; ; at += 1) {
      const char = sql[at];
      if (char === undefined) throw new Error(`a quote is not closed: ${sql}`);
      if (quote === "'" && dialect === 'redshift' && char === '\\') value += sql[(at += 1)] ?? '';
      else if (char !== quote) value += char;
      else if (sql[at + 1] === quote) value += sql[(at += 1)] ?? '';
      else break;
    }
    parts.push(value);
  }
  return parts;
}

describe.each(dialects)('trees of %s', (dialect) => {
  const { statement, expression } = sqlArbitraries(dialect);

  it('are printed, always the same', () => {
    fc.assert(
      fc.property(statement, (tree) => {
        const text = print(tree, dialect);
        expect(print(copy(tree), dialect)).toBe(text);
        expect(quotedParts(text, dialect)).toBeDefined();
      }),
      { numRuns: runs(300) },
    );
  });

  it('equal their copies, wherever those stood, and nothing that says something else', () => {
    fc.assert(
      fc.property(expression, expression, (left, right) => {
        expect(equal(left, copy(left))).toBe(true);
        expect(equal(left, right)).toBe(print(left, dialect) === print(right, dialect));
      }),
      { numRuns: runs(300) },
    );
  });

  it('are the same object after no change, and equal after every node is created again', () => {
    fc.assert(
      fc.property(statement, (tree) => {
        expect(transform(tree, { Identifier: (node) => node })).toBe(tree);
        const anew = transform(tree, { Identifier: (node) => ({ ...node }) });
        expect(equal(anew, tree)).toBe(true);
      }),
      { numRuns: runs(300) },
    );
  });

  it('have no node that a visit misses', () => {
    fc.assert(
      fc.property(statement, (tree) => {
        let visited = 0;
        visit(tree, {
          enter: () => {
            visited += 1;
            return undefined;
          },
        });
        expect(visited).toBe(JSON.stringify(tree).split('"kind":').length - 1);
        expect([...childrenOf(tree)].length).toBeGreaterThan(0);
      }),
      { numRuns: runs(300) },
    );
  });

  it('keep the text of every string and name, whatever it contains', () => {
    const text = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 10 })
      .filter((value) => !value.includes('\0'));
    const hostile = fc.string({ unit: fc.constantFrom("'", '"', '\\', '-', ';', '\n'), minLength: 1 });
    fc.assert(
      fc.property(fc.oneof(text, hostile), fc.oneof(text, hostile), (value, name) => {
        const tree: Node = {
          kind: 'SelectExpression',
          expression: string(value),
          alias: { kind: 'Identifier', value: name, quoted: true },
        };
        const printed = print(tree, dialect);
        // Redshift's literals hold no backslash: it stands between them by its code.
        const literals = dialect === 'trino' ? [value] : value.split('\\').filter((part) => part !== '');
        expect(quotedParts(printed, dialect)).toEqual([...literals, name]);
        const codes = dialect === 'trino' ? 0 : value.split('\\').length - 1;
        const text = printed.slice(0, printed.length - name.length);
        expect(text.split('chr(92)')).toHaveLength(codes + 1);
      }),
      { numRuns: runs(1000) },
    );
  });
});

describe.each([
  ['trino', 'redshift'],
  ['redshift', 'trino'],
] as const)('trees of %s in %s', (from, to) => {
  it('are translated to what can be printed, or refused', () => {
    fc.assert(
      fc.property(sqlArbitraries(from).expression, (tree) => {
        const text = attempt(() => print(translate(tree, from, to), to));
        expect(text === undefined || quotedParts(text, to).length >= 0).toBe(true);
      }),
      { numRuns: runs(500) },
    );
  });
});

/** The result, or undefined when a dialect refuses. */
function attempt(make: () => string): string | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof UnsupportedByDialect) return undefined;
    throw error;
  }
}
