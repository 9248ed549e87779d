import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { runTest } from '../../../src/cli/run-test.js';
import type { TestOptions } from '../../../src/cli/run-test.js';
import { runPolicyTests } from '../../support/run-policy-tests.js';

const fixtures = 'test/fixtures/policy-tests';
const world = `${fixtures}/sales/world.yaml`;

/** Compares a text with a file that people have read; `UPDATE_GOLDEN=1` writes it. */
async function expectGolden(name: string, text: string): Promise<void> {
  const file = `${fixtures}/${name}`;
  if (process.env['UPDATE_GOLDEN'] !== undefined) await writeFile(file, text);
  expect(text).toBe(await readFile(file, 'utf8'));
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policy-tests-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs a test file over the world of sales. */
async function tested(text: string, options?: TestOptions) {
  const file = join(folder, 'made_test.yaml');
  await writeFile(file, text);
  const { out, err, code } = await runPolicyTests([world, file], options);
  const bare = (said: string): string => said.replaceAll(`${folder}/`, '');
  return { out: bare(out), err: bare(err), code };
}

const people = `people: { ann: { groups: [analysts], attributes: { region: [EU] } } }\n`;
const rows = `rows: { sales.customers: [{ id: 1, region: EU, spent: 5 }, { id: 2, region: US }] }\n`;
const caseOf = (rest: string): string =>
  `cases: [{ name: a, who: ann, dataSource: sales.customers, ${rest} }]\n`;

describe('scrim test', () => {
  it('passes tests that hold, and counts the branches that they exercise', async () => {
    const passed = await runPolicyTests([`${fixtures}/sales`], { coverage: true, verbose: true });
    await expectGolden('passed.txt', passed.out);
    expect(passed).toMatchObject({ err: '', code: 0 });
  });

  it('says of a failure what was expected, what came, by which rule, and because of which fact', async () => {
    const failed = await runPolicyTests([world, `${fixtures}/failing_test.yaml`]);
    await expectGolden('failed.txt', failed.out);
    expect(failed).toMatchObject({ err: '', code: 4 });
  });

  it('writes the results for continuous integration', async () => {
    const paths = [world, `${fixtures}/failing_test.yaml`, `${fixtures}/sales/sales_test.yaml`];
    const file = join(folder, 'junit.xml');
    const { out } = await runPolicyTests(paths, { tap: true, junit: file });
    await expectGolden('failed.tap', out);
    await expectGolden('failed.xml', await readFile(file, 'utf8'));
  });

  it('prints JSON', async () => {
    const { out } = await runPolicyTests([`${fixtures}/sales`], {
      json: true,
      coverage: true,
      filter: 'AUDITORS',
    });
    const { tests, coverage } = JSON.parse(out) as { tests: { name: string }[]; coverage: object };
    expect(tests.map(({ name }) => name)).toEqual([
      'auditors read every row',
      'auditors and finance read every row',
    ]);
    expect(coverage).toMatchObject({ branches: 6, covered: 3 });
  });

  it('fails below a threshold of coverage, and names what is missing', async () => {
    const { out, err, code } = await tested(people + rows + caseOf('rows: 1'), { threshold: 90 });
    expect(out).toContain(
      `  ${world}:62: policy 'personal data', rule 1: nobody is exempt from it in a case\n`,
    );
    expect(out).toContain(`  ${world}:75: policy 'amounts', rule 1: its otherwise applies in no case\n`);
    expect({ err, code }).toEqual({
      err: 'scrim: coverage is 50 %, less than the threshold of 90 %\n',
      code: 4,
    });
  });

  it('fails with another code where the world itself is wrong', async () => {
    const file = join(folder, 'world.yaml');
    await writeFile(file, 'users: [{ name: ann, groups: [nobody] }]');
    await writeFile(join(folder, 'empty_test.yaml'), 'cases: []');
    const { err, code } = await runPolicyTests([file, join(folder, 'empty_test.yaml')]);
    expect(err).toBe(`${file}:1:31: there is no group 'nobody'; declare it under groups\n`);
    expect(code).toBe(3);
  });

  it.each([
    [`people: { ann: { groups: [analyst] } }`, `1:27: there is no group 'analyst'; did you mean 'analysts'?`],
    [
      people + `cases: [{ name: a, who: anna, dataSource: sales.customers, rows: 1 }]`,
      `2:25: there is no person in this file 'anna'; did you mean 'ann'?`,
    ],
    [
      people + `cases: [{ name: a, who: ann, dataSource: sales.customer, rows: 1 }]`,
      `2:42: there is no data source 'sales.customer'; did you mean 'sales.customers'?`,
    ],
    [people + caseOf('sees: [{ ide: 1 }]'), `2:68: there is no column 'ide'; did you mean 'id'?`],
    [people + caseOf('columns: { email: clear }'), `2:77: expected one of raw, masked, null, constant, hash`],
    [people + caseOf('row: 1'), `2:59: unknown key 'row'; did you mean 'rows'?`],
    [`rows: { sales.customers: [{ id: one }] }`, `1:33: column 'id': "one" is not a value of type bigint`],
    [
      `rows: { sales.customers: [{ spent: 1.005 }] }`,
      `1:36: column 'spent': 1.005 is not a value of type decimal(12, 2)`,
    ],
    [
      `rows: { sales.by_region: [] }`,
      `1:9: data source 'sales.by_region' is a query: give rows of the tables`,
    ],
    [
      `rows: { lake.sales.customer: [] }`,
      `1:9: the world has no table or data source 'lake.sales.customer'; did`,
    ],
    [`people: { mia: {} }`, `1:11: 'mia' is a user of the world: give the person another name`],
    [
      `always: [{ name: a, raw: { tags: [PIII] }, only: { group: finance } }]`,
      `1:35: there is no tag 'PIII'; did you mean 'PII'?`,
    ],
    [
      `always: [{ name: a, clearer: { tags: [PIII] }, than: { type: null }, only: { group: finance } }]`,
      `1:39: there is no tag 'PIII'; did you mean 'PII'?`,
    ],
    [
      `always: [{ name: a, clearer: { tags: [PII] }, than: { type: nul }, only: { group: finance } }]`,
      `1:61: expected a mask, by its type: "null", constant, hash`,
    ],
    [
      `always: [{ name: a, clearer: { tags: [PII] }, only: { group: finance } }]`,
      `1:10: missing key 'than': expected a mask, by its type`,
    ],
    [
      `always: [{ name: a, everyRow: { group: financ } }]`,
      `1:40: there is no group 'financ'; did you mean 'finance'?`,
    ],
    [
      `people: { eve: { project: audit, purposes: [Audi] } }`,
      `1:45: project 'audit' has no purpose 'Audi'; did you mean 'Audit'?`,
    ],
  ])('says what is wrong in a test file, and where: %s', async (text, message) => {
    const { err, code } = await tested(text);
    expect(err).toContain(`made_test.yaml:${message}`);
    expect(code).toBe(1);
  });

  it('does not guess what only a real Trino knows', async () => {
    const { out, code } = await tested(people + caseOf('rows: 1'));
    expect(out).toContain("write them under 'rows'");
    expect(code).toBe(4);
  });

  it('runs again after a change, until it is interrupted', async () => {
    const file = join(folder, 'watched_test.yaml');
    const write = (count: number) => writeFile(file, people + rows + caseOf(`rows: ${count}`));
    await write(2);
    const interrupt = new AbortController();
    const codes: number[] = [];
    await runTest(
      [world, file],
      { watch: true },
      {
        env: {},
        out: () => undefined,
        err: () => void write(1),
        fail: (code = 1) => {
          codes.push(code);
          if (code === 0) interrupt.abort();
        },
        signal: interrupt.signal,
      },
    );
    expect(codes[0]).toBe(4);
    expect(codes.at(-1)).toBe(0);
  });

  it('runs 500 cases in seconds', async () => {
    const cases = Array.from(
      { length: 500 },
      (_, index) =>
        `  - { name: case ${index}, who: ann, dataSource: sales.customers, sees: [{ id: 1, email: null, spent: 0 }] }`,
    );
    const started = performance.now();
    const { out } = await tested(`${people}${rows}cases:\n${cases.join('\n')}\n`);
    expect(out).toBe('made_test.yaml: 500 passed\n\n500 passed\n');
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
