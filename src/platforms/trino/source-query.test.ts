import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';

import { factsOf } from '../../../test/unit/policy/facts-of.js';
import type { worldFile } from '../../model/world.js';
import { decide } from '../../policy/decide.js';
import { bindView, createViewCompiler } from './view-compiler.js';

type World = z.input<typeof worldFile>;
type Policies = NonNullable<World['policies']>;

const raw = {
  table: 'crm.public.person',
  columns: [
    { name: 'id', type: 'bigint' },
    { name: 'name', type: 'varchar' },
    { name: 'city', type: 'varchar' },
  ],
};
const columns = (...names: readonly string[]) =>
  names.map((name) => ({ name, type: name === 'id' || name === 'n' ? 'bigint' : 'varchar(9)' }));
const orders = {
  schema: 'sales',
  name: 'orders',
  table: 'crm.public.orders',
  columns: [
    { name: 'id', type: 'bigint' },
    { name: 'buyer', type: 'varchar(9)', tags: ['PII.Name'] },
  ],
};

/** The view over `sales.customer`, defined as a query, for ann; or why it is closed. */
function viewOf(query: string, names: readonly string[], policies: Policies = [], more: Partial<World> = {}) {
  const facts = factsOf('ann', {
    dataSources: [
      { schema: 'sales', name: 'customer', query, reads: [raw], columns: columns(...names) },
      orders,
      ...(more.dataSources ?? []),
    ],
    policies,
  });
  const decision = decide(facts);
  if (decision.kind !== 'open' || facts.dataSource === undefined) {
    return decision.kind === 'closed' ? decision.problems.join('\n') : decision.kind;
  }
  const view = createViewCompiler({ inlineHashKey: () => 'K' }).compile(
    facts.dataSource,
    decision,
    facts.settings,
  );
  return bindView(view, 'ann')
    .sql.replaceAll(/\s+/g, ' ')
    .replaceAll('( ', '(')
    .replaceAll(' )', ')')
    .replace(/if\(current_user = 'ann', TRUE, CAST\(fail\(.*?\) AS boolean\)\)/i, 'GUARD')
    .replace(/^SELECT (if\(scrim_fence < 2e0, if\(scrim_fence >= 0e0, (\w+)\)\) AS \2(, | ))+FROM/, 'FENCE');
}

const mask = (dataSource: string, name: string, how: object = { type: 'null' }): Policies[number] => ({
  name: `mask of ${dataSource} ${name}`,
  dataSource,
  rules: [{ mask: how as never, columns: { names: [name] } }],
});
const keep = (dataSource: string, name: string): Policies[number] => ({
  name: `rows of ${dataSource}`,
  dataSource,
  rules: [{ rows: { column: { name }, in: { attribute: 'region' } } }],
});

describe('a data source that is a query', () => {
  it.each<[string, string, readonly string[], Policies, string]>([
    [
      'reads raw tables that it declares',
      'SELECT id, name FROM crm.public.person WHERE id > 1',
      ['id', 'name'],
      [],
      'SELECT id, name FROM (SELECT id, name FROM (SELECT id, name, city FROM crm.public.person AS scrim_row) AS person WHERE id > 1) AS scrim_row WHERE GUARD',
    ],
    [
      'is masked where the column is read, so that its own conditions see no raw value',
      "SELECT id, name AS who FROM crm.public.person p WHERE p.name LIKE 'A%'",
      ['id', 'who'],
      [mask('sales.customer', 'who')],
      "FENCE (SELECT id, who, random() AS scrim_fence FROM (SELECT id, name AS who FROM (SELECT id, CAST(NULL AS varchar) AS name, city FROM crm.public.person AS scrim_row) AS p WHERE p.name LIKE 'A%') AS scrim_row WHERE GUARD)",
    ],
    [
      'is masked behind its query where a column is computed',
      'SELECT upper(name) AS who FROM crm.public.person',
      ['who'],
      [mask('sales.customer', 'who')],
      'SELECT CAST(NULL AS varchar(9)) AS who FROM (SELECT upper(name) AS who FROM (SELECT id, name, city FROM crm.public.person AS scrim_row) AS person) AS scrim_row WHERE GUARD',
    ],
    [
      'keeps the policies of the data sources that it reads',
      'SELECT buyer, count(*) AS n FROM sales.orders GROUP BY buyer',
      ['buyer', 'n'],
      [mask('sales.orders', 'buyer', { type: 'constant', value: '?' }), keep('sales.orders', 'buyer')],
      "FENCE (SELECT buyer, n, random() AS scrim_fence FROM (SELECT buyer, count(*) AS n FROM (SELECT id, if(buyer IS NULL, NULL, CAST('?' AS varchar(9))) AS buyer FROM crm.public.orders AS scrim_row WHERE buyer IN ('ASIA', 'EUROPE')) AS orders GROUP BY buyer) AS scrim_row WHERE GUARD)",
    ],
    [
      'keeps them too where it names the raw table',
      'SELECT o.id FROM crm.public.orders o',
      ['id'],
      [keep('sales.orders', 'buyer')],
      "SELECT id FROM (SELECT o.id FROM (SELECT id, buyer FROM crm.public.orders AS scrim_row WHERE buyer IN ('ASIA', 'EUROPE')) AS o) AS scrim_row WHERE GUARD",
    ],
    [
      'is filtered behind its query, so that no row appears that was not there',
      'SELECT city, max(id) AS id FROM crm.public.person GROUP BY city',
      ['city', 'id'],
      [keep('sales.customer', 'city')],
      "FENCE (SELECT city, id, random() AS scrim_fence FROM (SELECT city, max(id) AS id FROM (SELECT id, name, city FROM crm.public.person AS scrim_row) AS person GROUP BY city) AS scrim_row WHERE GUARD AND city IN ('ASIA', 'EUROPE'))",
    ],
    [
      'is filtered by raw values where it masks them',
      'SELECT p.id, p.city FROM crm.public.person p JOIN sales.orders o ON o.id = p.id',
      ['id', 'city'],
      [keep('sales.customer', 'city'), mask('sales.customer', 'city')],
      "FENCE (SELECT id, city, random() AS scrim_fence FROM (SELECT p.id, p.city FROM (SELECT id, name, CAST(NULL AS varchar) AS city FROM crm.public.person AS scrim_row WHERE city IN ('ASIA', 'EUROPE')) AS p JOIN (SELECT id, buyer FROM crm.public.orders AS scrim_row) AS o ON o.id = p.id) AS scrim_row WHERE GUARD)",
    ],
    [
      'is filtered by the raw values of a column that it computes and masks itself',
      'SELECT upper(city) AS town FROM crm.public.person',
      ['town'],
      [keep('sales.customer', 'town'), mask('sales.customer', 'town')],
      "FENCE (SELECT CAST(NULL AS varchar(9)) AS town, random() AS scrim_fence FROM (SELECT upper(city) AS town FROM (SELECT id, name, city FROM crm.public.person AS scrim_row) AS person) AS scrim_row WHERE GUARD AND town IN ('ASIA', 'EUROPE'))",
    ],
    [
      'never weakens a mask beneath it',
      'SELECT buyer FROM sales.orders',
      ['buyer'],
      [mask('sales.orders', 'buyer'), mask('sales.customer', 'buyer', { type: 'hash' })],
      'SELECT buyer FROM (SELECT buyer FROM (SELECT id, CAST(NULL AS varchar(9)) AS buyer FROM crm.public.orders AS scrim_row) AS orders) AS scrim_row WHERE GUARD',
    ],
    [
      'takes a conditional mask to where both of its columns are read',
      'SELECT name AS who, city AS town FROM crm.public.person',
      ['who', 'town'],
      [mask('sales.customer', 'who', { type: 'conditional', where: "town = 'X'", mask: { type: 'null' } })],
      "SELECT who, town FROM (SELECT name AS who, city AS town FROM (SELECT id, CASE WHEN NOT scrim_row.city = 'X' THEN name ELSE CAST(NULL AS varchar) END AS name, city FROM crm.public.person AS scrim_row) AS person) AS scrim_row WHERE GUARD",
    ],
    [
      'does not let a WITH query of the name of a table take its place',
      'WITH orders AS (SELECT id FROM crm.public.person) SELECT o.id FROM sales.orders o WHERE o.id IN (SELECT id FROM orders)',
      ['id'],
      [keep('sales.orders', 'buyer')],
      "FENCE (SELECT id, random() AS scrim_fence FROM (WITH orders AS (SELECT id FROM (SELECT id, name, city FROM crm.public.person AS scrim_row) AS person) SELECT o.id FROM (SELECT id, buyer FROM crm.public.orders AS scrim_row WHERE buyer IN ('ASIA', 'EUROPE')) AS o WHERE o.id IN (SELECT id FROM orders)) AS scrim_row WHERE GUARD)",
    ],
    [
      'reads a table as of another time',
      'SELECT id FROM crm.public.person FOR VERSION AS OF 7',
      ['id'],
      [],
      'SELECT id FROM (SELECT id FROM (SELECT id, name, city FROM crm.public.person FOR VERSION AS OF 7 AS scrim_row) AS person) AS scrim_row WHERE GUARD',
    ],
  ])('%s', (_, query, names, policies, expected) => {
    expect(viewOf(query, names, policies)).toBe(expected);
  });

  const over = (name: string, query: string, enabled = true) => ({
    schema: 'sales',
    name,
    query,
    enabled,
    columns: columns('id'),
  });

  it.each<[string, string, Policies, Partial<World>, string]>([
    [
      'reads nothing that is not known',
      'SELECT id FROM crm.public.gone',
      [],
      {},
      'the query reads crm.public.gone, whose columns are not known: register it as a data source or list it under reads',
    ],
    [
      'reads no data source that is not there',
      'SELECT id FROM sales.gone',
      [],
      {},
      "the query reads 'sales.gone', but there is no such data source",
    ],
    [
      'reads no disabled data source',
      'SELECT id FROM sales.off',
      [],
      { dataSources: [over('off', 'SELECT id FROM sales.orders', false)] },
      "the query reads data source 'sales.off', which is disabled",
    ],
    [
      'calls no function that reads what no name shows',
      "SELECT 1 AS id FROM TABLE(crm.system.query(query => 'SELECT 1'))",
      [],
      {},
      'query 1:21: table function crm.system.query: only sequence and exclude_columns are known to read no other tables',
    ],
    [
      'does not read itself',
      'SELECT id FROM sales.a',
      [],
      { dataSources: [over('a', 'SELECT id FROM sales.customer')] },
      'in sales.a, which the query reads: the query reads itself: sales.customer reads sales.a reads sales.customer',
    ],
    [
      'names tables whole',
      'SELECT id FROM person',
      [],
      {},
      "query 1:16: 'person' is neither a data source nor a raw table; write SCHEMA.NAME for a data source, CATALOG.SCHEMA.TABLE for a raw table",
    ],
    ['is SQL', 'SELECT id FRO sales.orders', [], {}, 'query 1:15: '],
    [
      'has no functions of its own',
      'WITH FUNCTION f(x bigint) RETURNS bigint RETURN x SELECT f(id) AS id FROM sales.orders',
      [],
      {},
      'query 1:1: WITH FUNCTION is allowed before a whole statement only',
    ],
    [
      'sets no properties of the session',
      'SELECT id FROM (WITH SESSION allow_unsafe_pushdown = true SELECT id FROM sales.orders)',
      [],
      {},
      'query 1:17: WITH SESSION is allowed before a whole statement only',
    ],
    [
      'has the columns that it says',
      'SELECT id AS other FROM sales.orders',
      [],
      {},
      "the query has no column 'id'",
    ],
    [
      'knows the columns that it reads',
      'SELECT id, nope FROM sales.orders',
      [],
      {},
      "query 1:12: column 'nope' does not exist",
    ],
    [
      'says which of two data sources over one table it means',
      'SELECT id FROM crm.public.orders',
      [],
      { dataSources: [{ ...orders, name: 'orders2' }] },
      'the query reads crm.public.orders, which is the table of several data sources (sales.orders, sales.orders2): read one of them by its name',
    ],
    [
      'is closed by what cannot be enforced beneath it',
      'SELECT id FROM sales.orders',
      [mask('sales.orders', 'gone')],
      {},
      "in sales.orders, which the query reads: policy 'mask of sales.orders gone', rule 1: there is no column 'gone'",
    ],
  ])('%s', (_, query, policies, more, expected) => {
    expect(viewOf(query, ['id'], policies, more)).toContain(expected);
  });

  it('is not filtered by masked values, where the raw ones are gone', () => {
    const policies = [keep('sales.customer', 'city'), mask('sales.customer', 'city')];
    expect(viewOf('SELECT DISTINCT city FROM crm.public.person', ['city'], policies)).toBe(
      "policy 'rows of sales.customer' filters rows by column 'city', but its raw values are masked inside the query and do not come out of it row by row",
    );
  });

  it('is not masked by conditions that cannot go to where the column is read', () => {
    const where = { type: 'conditional', where: 'n > 1', mask: { type: 'null' } };
    expect(
      viewOf(
        'SELECT name, count(*) AS n FROM crm.public.person GROUP BY name',
        ['name', 'n'],
        [mask('sales.customer', 'name', where)],
      ),
    ).toBe(
      "the conditional mask on column 'name' uses columns that do not come from the same table as the masked column",
    );
  });
});
