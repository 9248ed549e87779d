import { expect, it } from '@jest/globals';

import { checkReferences } from '../../../src/checks/check-references.js';
import { formatProblems } from '../../../src/checks/problem.js';
import { sqlTexts } from '../../../src/checks/sql-texts.js';
import { configFile } from '../../../src/config/config.js';
import { readWorldTexts } from '../../../src/files/read-world.js';
import type { WorldObjects } from '../../../src/model/world.js';
import { firstOperationRules } from '../../../src/trino/setup/first-operation-rules.js';
import { opaConfiguration } from '../../../src/trino/setup/opa-file.js';
import { trinoInitInput } from '../../../src/trino/setup/trino-init-input.js';
import type { TrinoInitOptions } from '../../../src/trino/setup/trino-init-input.js';

const asking = (more: Partial<TrinoInitOptions> = {}) =>
  trinoInitInput.parse({
    ...{ scrimUrl: 'http://127.0.0.1:8181', definer: 'scrim_owner', rawCatalogs: ['lake', 'select'] },
    ...{ opa: { mode: 'inPlace' }, ...more },
  });

async function rulesOf(text: string, people = ''): Promise<WorldObjects['operationRule']> {
  const reading = readWorldTexts([
    { name: 'operation-rules.yaml', text },
    { name: 'people.yaml', text: people === '' ? '{}' : people },
  ]);
  if (!reading.ok) throw new Error(reading.errors.join('\n'));
  const problems = formatProblems(await checkReferences(reading.objects, sqlTexts), reading.locate);
  expect(problems).toEqual([]);
  return reading.objects.operationRule;
}

it('are a world file, in any world, that opens no table', async () => {
  const rules = await rulesOf(firstOperationRules(asking()));
  expect(rules).toEqual([
    { name: 'analysts', who: 'everyone', allow: ['analyst'], in: 'everywhere', enabled: true },
  ]);
});

it('give administrators and open catalogs what they had by rules of Trino', async () => {
  const text = firstOperationRules(
    asking({ administrators: ['root', 'no'], openCatalogs: ['sandbox', 'table'] }),
  );
  const rules = await rulesOf(text, 'users: [{ name: root }, { name: "no" }]');
  expect(rules.slice(1)).toEqual([
    {
      ...{ name: 'open catalogs', who: 'everyone', allow: ['engineer', 'CreateSchema', 'DropSchema'] },
      ...{ in: ['sandbox', '"table"'], enabled: true },
    },
    {
      ...{ name: 'administrators', who: [{ user: 'root' }, { user: 'no' }], allow: ['administrator'] },
      ...{ in: 'everywhere', ofUsers: 'everyone', enabled: true },
    },
  ]);
});

it('have examples that are right when they are uncommented', async () => {
  const text = firstOperationRules(asking({ rawCatalogs: ['select'] })).replace(
    /^# ((?:- | {2}).*)$/gm,
    '$1',
  );
  const people = 'users: [{ name: root }, { name: etl }]\ngroups: [{ name: engineers }]';
  expect((await rulesOf(text, people)).map(({ name, in: places }) => [name, places])).toEqual([
    ['analysts', 'everywhere'],
    ['engineers', ['"select".staging']],
    ['services', ['"select"']],
    ['administrators', 'everywhere'],
  ]);
});

it('stand beside a configuration of scrim that it takes', () => {
  const input = asking({ openCatalogs: ['table'], opa: { mode: 'guard', http2Port: 8183 } });
  const { opa } = configFile.parse({
    clients: [{ id: 'trino', secret: 'x'.repeat(16) }],
    ...(input.opa && opaConfiguration(input, input.opa)),
  });
  expect(opa?.clusters[0]?.catalogs).toEqual({ lake: 'closed', '"select"': 'closed', '"table"': 'open' });
});
