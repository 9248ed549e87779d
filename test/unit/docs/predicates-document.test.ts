import { describe, expect, it } from '@jest/globals';

import type { Dialect } from '../../../src/sql/dialect.js';
import { parseDataType } from '../../../src/sql/parse/index.js';
import { arityText } from '../../../src/sql/safe/check-call.js';
import { mostConstant, mostCopies } from '../../../src/sql/safe/check-growth.js';
import {
  mostRepeated,
  type AllowedFunction,
  type AllowedTheme,
} from '../../../src/sql/safe/function-theme.js';
import { reviews } from '../../../src/sql/safe/functions.js';
import { print } from '../../../src/sql/print/print.js';
import { parseMaskExpression, parsePredicate } from '../../../src/sql/safe/parse-predicate.js';
import { policyFunctions, signatureOf } from '../../../src/sql/safe/policy-functions.js';
import type { RowRules } from '../../../src/sql/safe/rules.js';
import { expectDocument } from './expect-document.js';

const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``;

/** The example's data source and lookup table. */
const rules: RowRules = {
  columns: ['name', 'email', 'region', 'level', 'created'].map((name) => ({ name })),
  lookupTables: [
    { name: ['hr', 'public', 'territories'], columns: [{ name: 'person' }, { name: 'region' }] },
  ],
};

const predicates = [
  "region = 'EU' OR @isInGroups('global')",
  "@attributeValuesContains('region', region)",
  "@attributeValuesContains('level', CAST(level AS varchar), '0')",
  "@hasAttribute('team', 'audit') AND @isUsingPurpose('Audit.Finance')",
  'lower(email) = lower(@username())',
  "@columnTagged('PII.Email') IS NOT NULL",
  'region IN (SELECT t.region FROM hr.public.territories t WHERE t.person = @username())',
  `EXISTS (SELECT 1 FROM hr.public.territories t
        WHERE t.person = @username() AND t.region = @columnReference('region'))`,
];

const masks = [
  "substr(name, 1, 1) || '***'",
  "CASE WHEN @isInGroups('support') THEN email ELSE 'hidden' END",
];

const refusals = [
  'region = "EU"',
  "region = 'EU' -- for now",
  "region = 'EU'; DROP TABLE x",
  "created > now() - INTERVAL '1' DAY",
  'region IN (SELECT p.region FROM hr.public.people p)',
  'region IN (SELECT region FROM hr.public.territories)',
  'upper(region)',
];

const guards = [
  "region = 'EU' AND CAST(level AS integer) > 3",
  'CASE WHEN 1 / level > 0 THEN false ELSE true END',
  "level > (SELECT t.region FROM hr.public.territories t WHERE t.person = 'ada')",
];

const printed = (text: string): string => {
  const reading = parsePredicate(text, 'trino', rules);
  if (!reading.ok) throw new Error(`the example is refused: ${JSON.stringify(reading.problems)}`);
  return print(reading.expression, 'trino').replaceAll(/\s+/g, ' ');
};

const failingNote = (fails: AllowedFunction['fails']): string =>
  fails === 'never' ? '' : fails === 'refused' ? 'refused' : 'can fail';

const shown = (name: string, { arity, lambda, unit, fails }: AllowedFunction): string => {
  const notes = [lambda === true ? 'λ' : '', unit === true ? 'unit' : '', failingNote(fails)].filter(
    (note) => note !== '',
  );
  const [least, most] = arity;
  const range = most === Infinity ? `${least}+` : least === most ? String(least) : `${least}–${most}`;
  return `${code(name)} ${[range, ...notes].join(' ')}`;
};

const themes = (list: readonly AllowedTheme[]): string =>
  [
    '| theme | why it is in | functions |',
    '| --- | --- | --- |',
    ...list.map(({ title, why, functions }) => {
      const names = Object.entries(functions).toSorted(([a], [b]) => (a < b ? -1 : 1));
      return `| ${title} | ${why} | ${names.map(([name, allowed]) => shown(name, allowed)).join(', ')} |`;
    }),
  ].join('\n');

const outTable = (dialect: Dialect): string =>
  [
    '| what | why not, and what instead | may be allowed | functions |',
    '| --- | --- | --- | --- |',
    ...reviews[dialect].refused.map(
      ({ title, why, extendable, names }) =>
        `| ${title} | ${why} | ${extendable ? 'yes' : 'no'} | ${[...names].toSorted().map(code).join(', ')} |`,
    ),
  ].join('\n');

const policyTable = (): string =>
  [
    '| function | gives | what |',
    '| --- | --- | --- |',
    ...[...policyFunctions].map(
      ([name, known]) =>
        `| ${code(signatureOf(name, known))} | ${known.gives === 'boolean' ? 'true or false' : 'a value'} | ${known.answers} |`,
    ),
  ].join('\n');

const refusalTable = (texts: readonly string[], over: RowRules): string =>
  [
    '| text | what scrim says |',
    '| --- | --- |',
    ...texts.map((text) => {
      const reading = parsePredicate(text, 'trino', over);
      const messages = reading.ok
        ? []
        : reading.problems.map(({ line, column, message }) => `${line}:${column}: ${message}`);
      return `| ${code(text)} | ${messages.map((message) => message.replaceAll('|', '\\|')).join('<br>')} |`;
    }),
  ].join('\n');

const typedColumns = [
  { name: 'id', type: 'bigint' },
  { name: 'name', type: 'varchar' },
  { name: 'born', type: 'date' },
  { name: 'tags', type: 'array(varchar)' },
];

const misfits = [
  "id = 'x'",
  "born > '2020-01-01'",
  'name + 1 > 2',
  'length(tags) > 1',
  'codepoint(name) = 65',
  'contains(tags, 1)',
  "CASE WHEN id > 1 THEN id ELSE name END = 'a'",
];

const misfitTable = (): string =>
  refusalTable(misfits, {
    columns: typedColumns.map(({ name, type }) => ({ name, type: parseDataType(type, 'trino') })),
    lookupTables: [],
  });

const block = (texts: readonly string[]): string =>
  `\`\`\`sql\n${texts.map((text) => text.replaceAll(/\n\s+/g, '\n  ')).join('\n\n')}\n\`\`\``;

const document = () => `# Predicates and masks in SQL

A custom row predicate and a custom mask are SQL that a governor writes, and that becomes part of a view. Before it does, scrim
proves that it is one harmless expression over one row. This page says what is allowed; its tables are written by
\`npm run docs\` from the code that checks.

${block(predicates)}

As masks:

${block(masks)}

## What an expression may contain

- columns of the data source by their bare names, and fields of them (\`address.city\`); in a mask the one column that it masks, by
  its name or as \`value\`;
- literals, operators, comparisons, \`AND\`, \`OR\`, \`NOT\`, \`IN\`, \`LIKE\`, \`BETWEEN\`, \`IS NULL\`, \`CASE\`, \`CAST\`, \`extract\`,
  \`trim\`, \`position\`, arrays, rows, and in Trino the SQL/JSON functions of one value;
- the functions in the tables below, by their bare names, and those that an administrator allows besides;
- policy functions (below);
- subqueries over lookup tables (below).

A predicate must be true or false. The value of a mask is cast to the type of its column, and that cast must exist.

Nothing else is allowed. A kind of expression or a function that nobody has reviewed is refused, not passed on. Among what is
refused: a second statement, comments, parameters, aggregates and window functions, chance, the current time, the session, table
functions, regular expressions, functions named with a schema. A text has at most 20,000 characters and 60 parentheses within
each other. A character that cannot be seen for what it is (a control character, a blank that is none, a mark that changes
the direction of text) is refused too. Every problem is told with its line and column:

${refusalTable(refusals, rules)}

## Policy functions

${policyTable()}

An attribute, group, purpose, tag or column is given as a text in single quotes. A \`column\` is a column or an expression over
columns. A \`placeholder\` is a literal that the column is compared with when the reader's list is empty; without one nothing
matches then. The names are written as here, upper and lower case included.

## Lookup tables

A subquery reads tables that an administrator has registered as [lookup tables](world.md#lookuptables), and no others: by their full names,
one or more, joined with \`ON\` or by commas. The local policies that an owner writes read only those with \`usableBy: owners\`, and no column
that another policy masks. It is one SELECT, without WITH, set operations, grouping, aggregates, windows, TABLESAMPLE or
\`*\`. LIMIT, OFFSET and FETCH need an ORDER BY of every column that is selected, since rows that tie are otherwise kept by
chance; FETCH FIRST … WITH TIES needs any ORDER BY.

A name that could mean two things is refused. A column of the lookup table is written with its table's alias, or alone where
no other table and no column of the row has its name. A column of the row that a lookup table has too is written
\`@columnReference('region')\`.

## Failing

A value can make an expression fail: \`CAST(name AS integer)\` does for the name Bo. The error would show the value, also of a row that
another policy hides. So each expression is printed in a form that raises no error.

- **Predicates.** A term is what \`AND\`, \`OR\` and \`NOT\` join. A term in which something fails is unknown as a whole, as if it were NULL: an
  \`ELSE\`, \`coalesce\` or \`IS NULL\` around the failure does not change that. An unknown row is not shown; an unknown \`where\` of a
  conditional mask masks the cell.
- **Masks.** A mask that fails is NULL.
- **Own TRY.** \`TRY_CAST\` and, in Trino, \`try(…)\` give NULL by what they hold; what the expression makes of that NULL then counts.
- **Subqueries.** In WHERE, ON and ORDER BY of a subquery nothing may fail: write \`TRY_CAST\` or \`try(…)\`. A subquery that stands for a value
  and finds several rows fails like any other operation.
- **Terms that cannot fail** are printed as they are written, and reach the source.

| written for Trino | printed |
| --- | --- |
${guards.map((text) => `| ${code(text)} | ${code(printed(text))} |`).join('\n')}

What Trino fails with in spite of TRY is guarded by a condition or refused: arithmetic of times outside of the years -50000 to 50000 is
unknown; order among rows and arrays, units, time zones and intervals that are read from a row, and \`ERROR ON ERROR\` are refused.
Redshift has no TRY. There casts become TRY_CAST, denominators \`nullif(x, 0)\`, and whole numbers are compared with what their type holds; what has no exact
condition is refused at its line and column. In the tables below *can fail* marks the functions that are guarded so, and *refused* those
of Redshift that take only values without columns. A function that an administrator allows is guarded by TRY; on Redshift it is refused
unless \`settings.functions\` says \`neverFails: true\`.

## Time zones

Readers choose the time zone of their session. A time without a zone that meets one with a zone would get that zone, and so
show other rows: such a comparison is refused as far as the types of columns are known, and \`with_timezone(x, 'UTC')\`
(Redshift: \`x AT TIME ZONE 'UTC'\`) makes it right. For the same reason functions that depend on the session's zone or language
are out.

## Types

scrim checks the types of an expression when it is written, for every data source that the policy reaches. It knows the
signatures of the functions below, the operators, the casts and the coercions of Trino 476. What does not fit is refused at its
line and column; otherwise Trino would refuse the view for every reader. A column whose type scrim cannot read, and the result of a
function that an administrator allows, fit everywhere.

The columns of the table: ${typedColumns.map(({ name, type }) => code(`${name} ${type}`)).join(', ')}.

${misfitTable()}

On Redshift the database checks types when the view is pushed.

The query of a data source on Trino is checked in the same way, and each declared type is compared with the type that the query
gives. A declared type that Trino would not take is refused.

## Length

An expression must not make much more text than the row holds. scrim computes a bound for each value that it makes on its way:
at most ${mostConstant.toLocaleString('en-US')} characters of its own, and ${mostCopies} times the values of the row. What could become longer is refused, for instance
\`replace(name, 'a', region)\`: a text of *n* letters, each replaced by a text of *m*, has *n* × *m*.

## Regular expressions

A regular expression, in a regex mask or in a function that an administrator allows, must take time in proportion to the text. scrim
refuses a pattern that can take longer by backtracking, such as \`(a+)+$\`, and one for which this cannot be decided in 2 seconds.
Repeat at most so many times (\`[0-9]{1,20}-\` in place of \`[0-9]+-\`), or begin the pattern with \`^\`.

## Functions of Trino

The numbers are of arguments; λ: an argument may be a lambda expression, over its parameters and columns. An argument that decides
how much is made, as of \`lpad\` and \`repeat\`, is a literal number of at most ${mostRepeated.toLocaleString('en-US')}.

${themes(reviews.trino.allowed)}

These are out. Some of them an administrator may allow all the same.

${outTable('trino')}

## Functions of Redshift

*Unit*: the first argument is a unit of time without quotes, such as \`day\`.

${themes(reviews.redshift.allowed)}

These are out.

${outTable('redshift')}
`;

describe('docs/predicates.md', () => {
  it('is what the code decides', () => {
    expectDocument('predicates.md', document());
  });

  it.each(predicates)('has a predicate that is allowed: %s', (text) => {
    expect(parsePredicate(text, 'trino', rules)).toMatchObject({ ok: true });
  });

  it.each(masks)('has a mask that is allowed: %s', (text) => {
    expect(parseMaskExpression(text, 'trino', rules)).toMatchObject({ ok: true });
  });

  it.each(refusals)('has a predicate that is refused: %s', (text) => {
    expect(parsePredicate(text, 'trino', rules)).toMatchObject({ ok: false });
  });

  it.each<readonly [readonly [number, number], string]>([
    [[0, 0], 'no arguments'],
    [[1, 1], '1 argument'],
    [[2, 3], '2 or 3 arguments'],
    [[2, 4], '2 to 4 arguments'],
    [[1, Infinity], 'at least 1 argument'],
    [[2, Infinity], 'at least 2 arguments'],
  ])('counts arguments as messages do: %j', (arity, text) => {
    expect(arityText(arity)).toBe(text);
  });
});
