import { printed } from '../../../src/redshift/sql-text.js';
import type { Sql } from '../../../src/redshift/sql-text.js';
import type { CreateView, Expression, Node } from '../../../src/sql/ast.js';
import { call, string, type } from '../../../src/sql/build.js';
import { parseStatement } from '../../../src/sql/parse/index.js';
import { print } from '../../../src/sql/print/print.js';
import { transform } from '../../../src/sql/transform.js';

/**
 * A view of Redshift for a PostgreSQL that stands in for it: without late binding, text of any length by its name there, and
 * what PostgreSQL's grammar has not as calls of the functions below.
 */
export const onPostgres = (statement: CreateView): string => print(forPostgres(statement), 'redshift');

/** The query of a view as `onPostgres` has it. @param text that of the query */
export function queryOnPostgres(text: string): Sql {
  const view = parseStatement(`CREATE VIEW v AS ${text}`, 'redshift');
  if (view.kind !== 'CreateView') throw new Error(`no query: ${text}`);
  return printed(print(forPostgres(view).query, 'redshift'));
}

function forPostgres(statement: CreateView): CreateView {
  return transform(statement as Node, {
    CreateView: (node) => ({ ...node, withNoSchemaBinding: false }),
    NamedType: (node) => (node.parameters[0] === 'max' ? type('text') : node),
    Cast: (node): Expression => {
      if (!node.safe) return node;
      const name = print(node.type, 'redshift').replace(/\W+/g, '_');
      return call(`try_${name}`, { ...node, safe: false, type: type('text') });
    },
    FunctionCall: (node) => {
      const [unit, ...rest] = node.arguments;
      const isDateAdd = node.name.parts[0]?.value === 'dateadd' && unit?.kind === 'ColumnReference';
      return isDateAdd ? { ...node, arguments: [string(unit.parts[0]?.value ?? ''), ...rest] } : node;
    },
  }) as CreateView;
}

const tryCast = (target: string): string => {
  const name = `try_${target.replace(/\W+/g, '_')}`;
  return `CREATE OR REPLACE FUNCTION ${name}(value text) RETURNS ${target} STABLE LANGUAGE plpgsql AS
    $$ BEGIN RETURN CAST(value AS ${target}); EXCEPTION WHEN OTHERS THEN RETURN NULL; END $$`;
};

/** Functions that Redshift has, and forms for what PostgreSQL's grammar has not. */
export const functionsOfViews: readonly string[] = [
  `CREATE OR REPLACE FUNCTION strtol(digits text, base integer) RETURNS bigint IMMUTABLE LANGUAGE sql AS
    $$ SELECT ('x' || lpad(digits, 16, '0'))::bit(64)::bigint $$`,
  `CREATE OR REPLACE FUNCTION dateadd(unit text, count integer, point timestamp) RETURNS timestamp IMMUTABLE LANGUAGE sql AS
    $$ SELECT point + (count || ' ' || unit)::interval $$`,
  `CREATE OR REPLACE FUNCTION regexp_replace(value text, pattern text, replacement text, start integer, flags text)
    RETURNS text IMMUTABLE LANGUAGE sql AS $$ SELECT pg_catalog.regexp_replace(value, pattern, replacement, 'g') $$`,
  ...[
    'integer',
    'bigint',
    'decimal(12, 2)',
    'decimal(38, 2)',
    'double precision',
    'date',
    'timestamp',
    'boolean',
  ].map(tryCast),
];
