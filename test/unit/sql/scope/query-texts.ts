import fc, { type Arbitrary } from 'fast-check';

/**
 * Texts of queries that read tables `t(a, b)`, `u(a, d)` with and without a schema and `s2.t(a, x)`, under WITH queries,
 * aliases and subqueries that are called alike as often as can be. Many of them resolve, not all.
 */
export const queryTexts: Arbitrary<string> = fc
  .array(fc.nat(999), { minLength: 80, maxLength: 80 })
  .map((choices) => makeQuery(chooser(choices), 2, []).sql);

/** Picks one of several things. */
type Choose = <T>(...from: readonly [T, ...T[]]) => T;

function chooser(choices: readonly number[]): Choose {
  let next = 0;
  return (...from) => from[(choices[next++ % choices.length] ?? 0) % from.length] ?? from[0];
}

interface Made {
  readonly sql: string;
  /** Of a query its columns, of a relation the ways to name them. */
  readonly columns: readonly string[];
}

const tables: Readonly<Record<string, readonly [string, string]>> = {
  t: ['a', 'b'],
  u: ['a', 'd'],
  's.t': ['a', 'b'],
  's.u': ['a', 'd'],
  's2.t': ['a', 'x'],
};

function makeQuery(choose: Choose, depth: number, outer: readonly string[]): Made {
  const named = depth === 0 ? false : choose(false, true, false);
  const first = named ? makeQuery(choose, depth - 1, []) : undefined;
  const name = choose('t', 'u', 'q');
  const scope = first === undefined ? {} : { [name]: first.columns };
  const body = makeSelect(choose, depth, outer, scope);
  return first === undefined
    ? body
    : { sql: `WITH ${name} AS (${first.sql}) ${body.sql}`, columns: body.columns };
}

type Named = Readonly<Record<string, readonly string[]>>;

function makeSelect(choose: Choose, depth: number, outer: readonly string[], named: Named): Made {
  const relations = [makeRelation(choose, depth, named)];
  if (choose(true, false)) relations.push(makeRelation(choose, depth, named));
  const names = relations.flatMap(({ columns }) => columns);
  const pick = (): string => names[choose(0, 1, 2, 3, 4, 5) % names.length] ?? '1';
  const expressions = [pick(), ...(choose(true, false) ? [pick()] : [])];
  const items = expressions.map((expression, index) =>
    choose(true, false) ? `${expression} AS c${index}` : expression,
  );
  const columns = items.map((item) => item.split(' AS ').at(-1)?.split('.').at(-1) ?? '');
  const from = relations.map(({ sql }) => sql).join(choose(', ', ' CROSS JOIN '));
  const where =
    depth > 0 && choose(false, true)
      ? ` WHERE ${pick()} IN (${makeQuery(choose, depth - 1, names).sql})`
      : outer.length > 0
        ? ` WHERE ${pick()} = ${outer[choose(0, 1, 2, 3) % outer.length]}`
        : '';
  const order = choose('', ` ORDER BY ${columns[0]}`, ` ORDER BY ${pick()}`);
  return { sql: `SELECT ${items.join(', ')} FROM ${from}${where}${order}`, columns };
}

function makeRelation(choose: Choose, depth: number, named: Named): Made {
  const alias = choose('t', 'u', 'i', 's');
  const under = (columns: readonly string[], prefixes: readonly string[]): readonly string[] =>
    columns.flatMap((column) => prefixes.map((prefix) => `${prefix}.${column}`));
  if (depth > 0 && choose(false, false, true)) {
    const inner = makeQuery(choose, depth - 1, []);
    return { sql: `(${inner.sql}) AS ${alias}`, columns: under(inner.columns, [alias]) };
  }
  const name = choose('t', 'u', 's.t', 's.u', 's2.t', ...(Object.keys(named) as 'q'[]));
  const columns = named[name] ?? tables[name] ?? [];
  if (choose(false, true)) return { sql: `${name} AS ${alias}`, columns: under(columns, [alias]) };
  const last = name.split('.').at(-1) ?? name;
  return { sql: name, columns: under(columns, last === name ? [name] : [name, last]) };
}
