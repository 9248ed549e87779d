// What scrim's parser accepts and its printer writes is SQL to a real Trino, and means the same to both.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { Query, Statement } from '../../src/sql/ast.js';
import { query, select } from '../../src/sql/build.js';
import { parseStatement } from '../../src/sql/parse/index.js';
import { print } from '../../src/sql/print/print.js';
import { often } from '../support/runs.js';
import { sqlArbitraries } from '../unit/sql/arbitraries.js';
import { inParallel } from './support/in-parallel.js';
import { describeLive } from './support/live.js';
import { prepare, refusalOf, writingOf } from './support/prepare.js';

const linesOf = (file: string): readonly string[] =>
  readFileSync(join('test', 'fixtures', 'sql', file), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('--'));

const reprint = (sql: string): string => print(parseStatement(sql, 'trino'), 'trino');

/** What a statement became that Trino refuses, or takes for another one. */
interface Problem {
  readonly sql: string;
  readonly problem: unknown;
}

/**
 * What is wrong with a statement as scrim printed it. Trino's own writing of it has parentheses wherever there could be a
 * doubt: where scrim reads that as another statement, the two disagree on what binds to what.
 */
async function problemOf(printed: string): Promise<readonly Problem[]> {
  const prepared = await prepare(printed);
  const refused = refusalOf(prepared);
  if (refused !== undefined) return [{ sql: printed, problem: refused }];
  const written = writingOf(prepared);
  if (written === undefined) return [];
  const again = await prepare(reprint(written));
  const isSame = prepared.text === again.text;
  // Trino spells some calls otherwise than it reads them, so that its writing of its writing decides.
  if (isSame || (await prepare(written)).text === again.text) return [];
  return [{ sql: printed, problem: { written, again } }];
}

const problemsOf = async (statements: readonly string[]): Promise<readonly Problem[]> =>
  (await inParallel(statements, problemOf)).flat();

const { statement, expression } = sqlArbitraries('trino');
const selected: fc.Arbitrary<Query> = expression.map((value) =>
  query(select({ items: [{ kind: 'SelectExpression', expression: value }] })),
);

describeLive("the parser's and the printer's SQL", () => {
  it('is not taken for SQL where it is none', async () => {
    expect(refusalOf(await prepare('SELEC 1'))).toMatch(/^SYNTAX_ERROR: line 1:20: mismatched input 'SELEC'/);
    expect(refusalOf(await prepare('SELECT a b c'))).toMatch(
      /^SYNTAX_ERROR: line 1:31: mismatched input 'c'/,
    );
    expect(writingOf(await prepare('SELECT a + b * c'))).toMatch(/\(a \+ \(b \* c\)\)/);
  });

  it.each(['identity.trino.sql', 'accepted.trino.sql'])(
    'is SQL to Trino as it stands in %s',
    async (file) => {
      const refused = await inParallel(linesOf(file), async (sql) => ({
        sql,
        refusal: refusalOf(await prepare(sql)),
      }));
      expect(refused.filter(({ refusal }) => refusal !== undefined)).toEqual([]);
    },
  );

  it.each(['identity.trino.sql', 'accepted.trino.sql'])(
    'says in print what Trino reads in %s',
    async (file) => {
      const differ = await inParallel(linesOf(file), async (sql) => {
        const written = writingOf(await prepare(sql));
        if (written === undefined) return [];
        const [ours, trinos] = [await prepare(reprint(sql)), await prepare(reprint(written))];
        return ours.text === trinos.text ? [] : [{ sql, ours, trinos }];
      });
      expect(differ.flat()).toEqual([]);
    },
  );

  it('is SQL of the same meaning to Trino, whatever tree was printed', async () => {
    const size = 60;
    const rounds = fc.array(fc.oneof<fc.Arbitrary<Statement>[]>(statement, selected), {
      minLength: size,
      maxLength: size,
    });
    // fast-check prints the seed; a round is not made smaller, which would take long and show little.
    await fc.assert(
      fc.asyncProperty(fc.noShrink(rounds), async (trees) => {
        expect(await problemsOf(trees.map((tree) => print(tree, 'trino')))).toEqual([]);
      }),
      { numRuns: often(6, 12) },
    );
  });
});
