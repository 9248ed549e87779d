import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { OpaEndpoint } from '../../../src/http/opa/closed-answer.js';
import type { WorldStore } from '../../../src/world/world-store.js';
import { storeOf } from '../store-of.js';
import { answering, clusterOf } from './cluster-of.js';

interface Recorded {
  readonly endpoint: OpaEndpoint;
  readonly body: { readonly input: { readonly context: object; readonly action: Action } };
  /** The statements for which Trino sent it. */
  readonly statements: readonly string[];
}
interface Action {
  readonly operation: string;
  readonly resource?: object;
  readonly targetResource?: object;
  readonly filterResources?: readonly object[];
}

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/opa/${name}`, import.meta.url));

/** Every request that a real Trino 476 sent for 139 statements. */
const recorded = JSON.parse(readFileSync(fixture('recorded.json'), 'utf8')) as readonly Recorded[];

const t = {
  id: 'bigint',
  name: 'varchar',
  region: 'varchar',
  ssn: 'varchar(11)',
  amt: 'decimal(10,2)',
  r: 'row(a integer, b varchar)',
};
const columns = Object.entries(t).map(([name, type]) => ({ name, type }));

let store: WorldStore;
let trino: Awaited<ReturnType<typeof answering>>;

beforeAll(async () => {
  store = await storeOf({
    settings: { definer: 'scrim_owner' },
    users: [{ name: 'ann', attributes: { region: ['EU'] } }, { name: 'bob' }, { name: 'admin' }],
    lookupTables: [{ table: 'memory."default".lookup', columns: [{ name: 'usr', type: 'varchar' }] }],
    dataSources: [
      { schema: 'd', name: 't', table: 'memory."default".t', columns },
      { schema: 'd', name: 'ice', table: 'ice.s.t', columns: columns.filter(({ name }) => name !== 'ssn') },
    ],
    subscriptionPolicies: [{ name: 'all', target: { schemas: ['d'] }, grant: { anyone: true } }],
    policies: [
      {
        name: 'one region, no numbers',
        dataSource: 'd.t',
        rules: [
          { rows: { column: { name: 'region' }, in: { attribute: 'region' } } },
          { mask: { type: 'null' }, columns: { names: ['ssn'] } },
        ],
      },
    ],
    operationRules: [
      {
        name: 'administrators',
        who: [{ user: 'admin' }],
        allow: ['administrator'],
        in: 'everywhere',
        ofUsers: 'everyone',
      },
    ],
  });
  trino = await answering(
    store,
    clusterOf({ memory: 'inPlace', ice: 'inPlace', icef: 'open', tpch: 'open' }),
  );
});
afterAll(() => store.close());

const userOf = ({ body }: Recorded): string =>
  (body.input.context as { readonly identity: { readonly user: string } }).identity.user;

/** What a question is about, in one line. */
const subjectOf = ({ resource, targetResource, filterResources }: Action): string =>
  [resource, targetResource, ...(filterResources ?? [])]
    .filter((one) => one !== undefined)
    .map((one) => JSON.stringify(one).replaceAll(/"(catalogName|schemaName|tableName|name)":|[{}"]/g, ''))
    .join(' ');

describe('every recorded question', () => {
  it('has the answer that was reviewed', async () => {
    const lines: string[] = [];
    for (const one of recorded) {
      const before = trino.records.length;
      const answer = await trino.post(one.endpoint, one.body);
      const reasons = trino.records
        .slice(before)
        .flatMap((record) => (record.for === 'operation' ? [record.because] : []));
      const { action } = one.body.input;
      lines.push(
        `${one.endpoint} ${userOf(one)} ${action.operation} ${subjectOf(action)}`.trimEnd(),
        `  = ${JSON.stringify(answer)}${reasons.length === 0 ? '' : `  because ${reasons.join('; ')}`}`,
      );
    }
    expect(trino.failures).toEqual([]);
    const text = `${lines.join('\n')}\n`;
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(fixture('answers.txt'), text);
    expect(text).toBe(readFileSync(fixture('answers.txt'), 'utf8'));
  });
});

/** Every path to a value within a body. */
const pathsIn = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] =>
  typeof value !== 'object' || value === null
    ? [path]
    : [path, ...Object.entries(value).flatMap(([key, inner]) => pathsIn(inner, [...path, key]))];

function changed(value: unknown, [key, ...rest]: readonly string[], into: unknown): unknown {
  if (key === undefined) return into;
  const object = value as Readonly<Record<string, unknown>>;
  const inner = changed(object[key], rest, into);
  if (Array.isArray(object))
    return object.map((one, index) => (String(index) === key ? inner : (one as unknown)));
  return { ...object, [key]: inner };
}

const isClosed: Readonly<Record<OpaEndpoint, (answer: unknown, right: unknown) => boolean>> = {
  allow: (answer, right) => answer === false || answer === right,
  batch: (answer, right) =>
    Array.isArray(answer) && Array.isArray(right) && answer.every((index) => right.includes(index)),
  rows: (answer, right) => JSON.stringify(answer).includes('"false"') || sameText(answer, right),
  mask: (answer, right) => JSON.stringify(answer).includes('NULL') || sameText(answer, right),
  masks: (answer, right) =>
    sameText(answer, right) ||
    (Array.isArray(answer) && answer.every((one) => JSON.stringify(one).includes('NULL'))),
};
const sameText = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

it('a broken question is never answered with more than the whole one', async () => {
  const wrong = fc.constantFrom<unknown>(null, undefined, 0, true, '', [], {}, [[]], 'nobody', '\u0000');
  const broken = fc
    .constantFrom(...recorded.filter((one) => userOf(one) !== 'admin'))
    .chain((one) => fc.tuple(fc.constant(one), fc.constantFrom(...pathsIn(one.body)), wrong));
  await fc.assert(
    fc.asyncProperty(broken, async ([one, path, into]) => {
      const right = await trino.post(one.endpoint, one.body);
      const body = changed(one.body, path, into);
      // Another name or another operation is another question.
      fc.pre(into !== 'nobody' && into !== '\u0000' ? true : path.length < 3);
      const answer = await trino.post(one.endpoint, body);
      if (!isClosed[one.endpoint](answer, right)) {
        throw new Error(
          `${one.endpoint} ${JSON.stringify(body)}: ${JSON.stringify(answer)}, not ${JSON.stringify(right)}`,
        );
      }
    }),
    { numRuns: 600 },
  );
});
