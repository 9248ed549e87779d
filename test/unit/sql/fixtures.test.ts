import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import type { Statement } from '../../../src/sql/ast.js';
import type { Dialect } from '../../../src/sql/dialect.js';
import { equal } from '../../../src/sql/equal.js';
import { parseStatement } from '../../../src/sql/parse/index.js';
import { render } from '../../../src/sql/print/document.js';
import { documentOf, print } from '../../../src/sql/print/print.js';

const folder = join('test', 'fixtures', 'sql');

const statementsIn = (file: string): readonly string[] =>
  readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('--'));

const onOneLine = (tree: Statement, dialect: Dialect): string =>
  render(documentOf(tree, dialect), Infinity).texts.join('');

describe.each(['trino', 'redshift'] as const)('identity.%s.sql', (dialect) => {
  const statements = statementsIn(`identity.${dialect}.sql`);

  it('has many statements, each of them once', () => {
    expect(statements.length).toBeGreaterThan(80);
    expect(statements).toEqual([...new Set(statements)]);
  });

  it.each(statements)('%s', (statement) => {
    expect(onOneLine(parseStatement(statement, dialect), dialect)).toBe(statement);
  });
});

describe('accepted.trino.sql', () => {
  const statements = statementsIn('accepted.trino.sql');

  it('has many statements, each of them once', () => {
    expect(statements.length).toBeGreaterThan(200);
    expect(statements).toEqual([...new Set(statements)]);
  });

  it.each(statements)('%s', (statement) => {
    const tree = parseStatement(statement, 'trino');
    expect(equal(parseStatement(print(tree, 'trino'), 'trino'), tree)).toBe(true);
  });
});

describe.each([
  ['tpch', 22],
  ['tpcds', 99],
] as const)('%s', (benchmark, queries) => {
  const files = readdirSync(join(folder, benchmark)).sort();

  it(`has all its ${queries} queries, some in two variants`, () => {
    const numbers = new Set(files.map((file) => /^q(\d\d)[ab]?\.sql$/.exec(file)?.[1]));
    expect([...numbers]).toEqual(Array.from({ length: queries }, (_, at) => String(at + 1).padStart(2, '0')));
  });

  it.each(files)('%s means the same when printed', (file) => {
    const tree = parseStatement(readFileSync(join(folder, benchmark, file), 'utf8'), 'trino');
    const printed = print(tree, 'trino');
    const again = parseStatement(printed, 'trino');
    expect(equal(again, tree)).toBe(true);
    expect(print(again, 'trino')).toBe(printed);
  });
});
