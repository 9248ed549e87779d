import { rawTable, tableName } from './forms.js';
import type { Connector, Form } from './forms.js';

/** A query over a view (`from`), and how its plan shows that an operation reaches the source. */
export interface Question {
  sql(from: string): string;
  isPushed(plan: string): boolean;
}

/** What reads the raw table of a form in a plan: a scan, or a query of PostgreSQL into which more than a scan was pushed. */
interface Read {
  readonly text: string;
  readonly columns: readonly string[];
}

function readOf(plan: string, form: Form): Read | undefined {
  const table = tableName(form);
  const named = new RegExp(`\\bpush\\.${table}\\b|"push"\\."${table}"`);
  const lines = plan.split('\n');
  const at = lines.findIndex((line) => /\b(?:TableScan|Scan\w*)\[table = /.test(line) && named.test(line));
  const text = lines[at];
  if (text === undefined) return undefined;
  const columns = [...(/Query\[.*\]/.exec(text)?.[0] ?? '').matchAll(/"(\w+?)(?:_\d+)?"/g)].map(
    ([, name = '']) => name,
  );
  for (const line of lines.slice(at + 1)) {
    if (/^[\s│]*$/.test(line) || /[└├]─/.test(line)) break;
    const [, column] = /:= (?:\d+:)?(\w+?)(?:_\d+)?:/.exec(line) ?? [];
    if (column !== undefined) columns.push(column);
  }
  return { text, columns };
}

/**
 * Whether a condition on a column reaches the source. A scan of PostgreSQL shows it as a constraint, and a query in its text. Iceberg keeps
 * the condition beside the scan, where it leaves out files by it.
 */
function reaches(read: Read | undefined, column: string, { catalog }: Connector): boolean {
  const { text = '' } = read ?? {};
  const [, constraint = ''] = /constraint on \[([^\]]*)\]/.exec(text) ?? [];
  if (constraint.split(', ').includes(column)) return true;
  if (catalog === 'pg') return new RegExp(`"${column}(?:_\\d+)?" (?:[=<>]+|IN) \\(?\\?`).test(text);
  const [, predicate = ''] = /filterPredicate = (.*?)(?:, dynamicFilters.*)?\]$/.exec(text) ?? [];
  // What is beside a random number reaches no source.
  return new RegExp(`\\b${column} (?:[=<>]|IN |BETWEEN )`).test(
    predicate.replaceAll(/CASE WHEN .* END/g, ''),
  );
}

/** In the order of the columns of the table; undefined where Trino has no such pushdown for a connector. */
export function questionsOf(connector: Connector, form: Form): readonly (Question | undefined)[] {
  const { catalog } = connector;
  const comparison = 'SELECT id, note, price FROM $ WHERE id = 7';
  const sqlOf = (sql: string) => (from: string) => sql.replace('$', `${from} v`);
  const joined = rawTable(connector, { ...form, name: 'everything' });
  const onPostgres = (question: Question) => (catalog === 'pg' ? question : undefined);
  return [
    {
      sql: sqlOf(comparison),
      isPushed: (plan) => reaches(readOf(plan, form), 'id', connector),
    },
    form.filters === undefined
      ? undefined
      : {
          sql: sqlOf('SELECT note, price FROM $'),
          isPushed: (plan) => reaches(readOf(plan, form), form.filters ?? '', connector),
        },
    {
      sql: sqlOf(comparison),
      isPushed: (plan) => {
        const read = readOf(plan, form);
        return read !== undefined && !read.columns.includes('customer');
      },
    },
    {
      sql: sqlOf('SELECT id, note, price FROM $ LIMIT 5'),
      isPushed: (plan) => /limit[= ]5\b/i.test(readOf(plan, form)?.text ?? ''),
    },
    onPostgres({
      sql: sqlOf('SELECT customer, count(*) FROM $ GROUP BY customer'),
      isPushed: (plan) => /Query\[SELECT .*count\(\*\)/.test(plan),
    }),
    onPostgres({
      sql: sqlOf(`SELECT v.id, v.note, o.customer FROM $ JOIN ${joined} o ON o.id = v.id`),
      isPushed: (plan) => plan.includes('INNER JOIN') && !plan.includes('InnerJoin['),
    }),
  ];
}
