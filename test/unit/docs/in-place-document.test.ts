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
import { expectDocument, tableOf, withSection } from './expect-document.js';

const words: Readonly<Partial<Record<string, string>>> = {
  none: '–',
  systemSessionProperty: 'session property',
  catalogSessionProperty: 'session property of a catalog',
};

it('docs/in-place.md lists every operation', () => {
  const text = readFileSync(fileURLToPath(new URL('../../../docs/in-place.md', import.meta.url)), 'utf8');
  const rows = operationNames.map((name) => {
    const { about, decidedBy } = operations[name];
    const set = operationSetNames.find((one) => operationsOf([one]).has(name as RuledOperation));
    return [`\`${name}\``, words[about] ?? about, decidedBy, set === undefined ? '–' : `\`${set}\``];
  });
  const table = tableOf(['operation', 'about', 'decided by', 'smallest set'], rows);
  expectDocument('in-place.md', withSection(text, 'operations', table));
});
