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
    '| theme | why it is allowed | functions |',
    '| --- | --- | --- |',
    ...list.map(({ title, why, functions }) => {
      const names = Object.entries(functions).toSorted(([a], [b]) => (a < b ? -1 : 1));
      return `| ${title} | ${why} | ${names.map(([name, allowed]) => shown(name, allowed)).join(', ')} |`;
    }),
  ].join('\n');

const outTable = (dialect: Dialect): string =>
  [
    '| theme | why it is refused, and what to use instead | may be allowed | functions |',
    '| --- | --- | --- | --- |',
    ...reviews[dialect].refused.map(
      ({ title, why, extendable, names }) =>
        `| ${title} | ${why} | ${extendable ? 'yes' : 'no'} | ${[...names].toSorted().map(code).join(', ')} |`,
    ),
  ].join('\n');

const policyTable = (): string =>
  [
    '| function | gives | meaning |',
    '| --- | --- | --- |',
    ...[...policyFunctions].map(
      ([name, known]) =>
        `| ${code(signatureOf(name, known))} | ${known.gives === 'boolean' ? 'true or false' : 'a value'} | ${known.answers} |`,
    ),
  ].join('\n');

const refusalTable = (texts: readonly string[], over: RowRules): string =>
  [
    '| text | message |',
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

A custom row predicate and a custom mask are SQL that a governor writes and that becomes part of a view. When it is written, scrim
checks that it is one harmless expression over one row. This page lists what is allowed. \`npm run docs\` writes its tables
from the code that checks.

${block(predicates)}

As masks:

${block(masks)}

## What an expression may contain

- columns of the data source by their bare names, and fields of them (\`address.city\`); in a mask only the column that it masks, by
  its name or as \`value\`;
- literals, operators, comparisons, \`AND\`, \`OR\`, \`NOT\`, \`IN\`, \`LIKE\`, \`BETWEEN\`, \`IS NULL\`, \`CASE\`, \`CAST\`, \`extract\`,
  \`trim\`, \`position\`, arrays, rows, and on Trino the SQL/JSON functions of one value;
- the functions in the tables below, by their bare names, and functions that an administrator allows;
- policy functions (below);
- subqueries over lookup tables (below).

A predicate must be true or false. The value of a mask is cast to the type of its column, and that cast must exist.

Nothing else is allowed. scrim refuses every kind of expression and every function that nobody has reviewed. It refuses, for
example, a second statement, comments, parameters, aggregates and window functions, random functions, the current time, the session, table
functions, regular expressions, and functions named with a schema. A text may have at most 20,000 characters, and parentheses may be nested
60 deep. scrim also refuses characters that look like something else or like nothing: control characters, unusual blanks, and marks that change
the direction of text. Every problem is reported with its line and column:

${refusalTable(refusals, rules)}

## Policy functions

${policyTable()}

Write an attribute, group, purpose, tag or column as text in single quotes. A \`column\` without quotes is a column or an expression over
columns. A \`placeholder\` is a literal. If the reader's list is empty, the column is compared with the placeholder; without a placeholder
nothing matches. Function names are case-sensitive.

## Lookup tables

A subquery can only read tables that an administrator has registered as [lookup tables](world.md#lookuptables). It names them by their full names,
one or more, joined with \`ON\` or by commas. The local policies of an owner can only read lookup tables with \`usableBy: owners\`, and no column
that another policy masks. A subquery is one SELECT, without WITH, set operations, grouping, aggregates, windows, TABLESAMPLE or
\`*\`. LIMIT, OFFSET and FETCH need an ORDER BY of every selected column, because the choice among equal rows is otherwise
random. FETCH FIRST … WITH TIES needs any ORDER BY.

Ambiguous names are refused. Write a column of the lookup table with the alias of its table, or alone if
no other table and no column of the row has that name. Write a column of the row that a lookup table also has as
\`@columnReference('region')\`.

## Expressions that can fail

A value can make an expression fail: \`CAST(name AS integer)\` fails for the name Bo. The error message would show the value, even if
another policy hides the row. So scrim prints each expression in a form that raises no error.

- **Predicates.** \`AND\`, \`OR\` and \`NOT\` combine terms. If something in a term fails, the whole term is unknown, as if it were NULL. An
  \`ELSE\`, \`coalesce\` or \`IS NULL\` around the failure does not change that. A row with an unknown predicate is not shown. A cell for which the
  \`where\` of a conditional mask is unknown is masked.
- **Masks.** A mask that fails is NULL.
- **TRY in your text.** \`TRY_CAST\` and, on Trino, \`try(…)\` keep their meaning: they give NULL, and the expression continues with that NULL.
- **Subqueries.** Nothing in WHERE, ON and ORDER BY of a subquery may fail: write \`TRY_CAST\` or \`try(…)\`. If a subquery is used as a value
  and finds several rows, it fails like any other operation.
- **Terms that cannot fail** are printed as you wrote them, and sources can evaluate them.

| written for Trino | printed |
| --- | --- |
${guards.map((text) => `| ${code(text)} | ${code(printed(text))} |`).join('\n')}

Some errors pass TRY in Trino. scrim guards those operations by a condition, or refuses them. Arithmetic of times outside the years -50000 to 50000 is
unknown. Order among rows and arrays is refused; so are units, time zones and intervals that are read from a row, and \`ERROR ON ERROR\`.

Redshift has no TRY. There casts become TRY_CAST, denominators become \`nullif(x, 0)\`, and whole numbers are compared with the range of their type. An
operation without an exact condition is refused at its line and column.

In the tables below, *can fail* marks the functions that are guarded in this way. *Refused* marks functions of Redshift that take only values
without columns. A function that an administrator allows is guarded by TRY. On Redshift it is refused,
unless \`settings.functions\` has \`neverFails: true\` for it.

## Time zones

Readers choose the time zone of their session. If a time without a zone is compared with a time with a zone, it gets the zone of the session, and the reader
could see other rows. scrim refuses such a comparison if it knows the types of the columns. Write \`with_timezone(x, 'UTC')\`
(Redshift: \`x AT TIME ZONE 'UTC'\`) instead. For the same reason, functions that depend on the time zone or language of the session
are refused.

## Types

scrim checks the types of an expression when it is written, for every data source that the policy applies to. It knows the
signatures of the functions below, the operators, the casts and the coercions of Trino 476. It refuses a type error at its
line and column; otherwise Trino would refuse the view for every reader. A column whose type scrim cannot read, and the result of a
function that an administrator allows, may be used with every type.

The columns of the table: ${typedColumns.map(({ name, type }) => code(`${name} ${type}`)).join(', ')}.

${misfitTable()}

On Redshift the database checks types when the view is pushed.

scrim checks the query of a data source on Trino in the same way. It compares each declared type with the type that the query
gives, and refuses a declared type that Trino would not accept.

## Length

An expression must not produce much more text than the row contains. scrim computes a maximum for each value in the expression:
at most ${mostConstant.toLocaleString('en-US')} characters of its own, and ${mostCopies} times the values of the row. It refuses what could become longer, for instance
\`replace(name, 'a', region)\`: if each of *n* letters is replaced by a text of *m* letters, the result has *n* × *m*.

## Regular expressions

A regular expression, in a regex mask or in a function that an administrator allows, must take time in proportion to the length of the text. scrim
refuses a pattern that can take longer by backtracking, such as \`(a+)+$\`. It also refuses a pattern that is too complex to
decide this with a fixed amount of work. The amount is counted in steps, so the result is the same on every machine, however busy it is.
Limit the repetitions (\`[0-9]{1,20}-\` instead of \`[0-9]+-\`), or begin the pattern with \`^\`.

## Functions of Trino

The numbers are the numbers of arguments. λ: an argument may be a lambda expression over its parameters and columns. An argument that decides the
size of the result, as in \`lpad\` and \`repeat\`, must be a literal number of at most ${mostRepeated.toLocaleString('en-US')}.

${themes(reviews.trino.allowed)}

These functions are refused. An administrator may allow some of them.

${outTable('trino')}

## Functions of Redshift

*Unit*: the first argument is a unit of time without quotes, such as \`day\`.

${themes(reviews.redshift.allowed)}

These functions are refused. An administrator may allow some of them.

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
