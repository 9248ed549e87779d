import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { it } from '@jest/globals';

import {
  operationNames,
  operations,
  operationSetNames,
  operationsOf,
} from '../../../src/model/operations.js';
import type { RuledOperation } from '../../../src/model/operations.js';
import type { Trial } from '../../../src/trino/setup/side-doors/ways.js';
import { ways } from '../../../src/trino/setup/side-doors/ways.js';
import { expectDocument, tableOf, withSection } from './expect-document.js';

const words: Readonly<Partial<Record<string, string>>> = {
  none: '–',
  systemSessionProperty: 'session property',
  catalogSessionProperty: 'session property of a catalog',
};

/** What the doctor looks at, by what a way does. */
const judged: Readonly<Record<Trial['kind'], string>> = {
  rows: 'rows and values, compared with the view',
  column: 'rows and values of each column, compared with the view',
  count: 'the number of rows, compared with the view',
  copy: 'rows and values of the copy in the scratch schema, compared with the view',
  plan: 'whether it is answered as SELECT is',
  statistics: 'bounds of columns, compared with the rows that the user reads',
  raw: 'whether it is answered',
  values: 'whether it shows a value',
  names: 'whether it tells names and types, which is no finding',
  change: 'whether Trino would execute it (`EXPLAIN (TYPE VALIDATE)`)',
  'pass-through':
    'whether the user may call it: `query`, `raw_query`, `table_changes`, and those that the catalog lists',
  become: 'whether the user may become that user',
  setting: 'whether the user may set it',
};

it('docs/in-place.md lists every operation, and every way that the doctor tries', () => {
  const text = readFileSync(fileURLToPath(new URL('../../../docs/in-place.md', import.meta.url)), 'utf8');
  const rows = operationNames.map((name) => {
    const { about, decidedBy } = operations[name];
    const set = operationSetNames.find((one) => operationsOf([one]).has(name as RuledOperation));
    return [`\`${name}\``, words[about] ?? about, decidedBy, set === undefined ? '–' : `\`${set}\``];
  });
  const table = tableOf(['operation', 'about', 'decided by', 'smallest set'], rows);
  const tried = ways.map(({ name, trial, connectors }) => [
    name.replaceAll(/\$\w+/g, '`$&`'),
    connectors?.join(', ') ?? 'all',
    judged[trial.kind],
  ]);
  const waysTable = tableOf(['way', 'connectors', 'what is looked at'], tried);
  expectDocument(
    'in-place.md',
    withSection(withSection(text, 'operations', table), 'ways of the doctor', waysTable),
  );
});
