import { expect, it } from '@jest/globals';

import {
  operationNames,
  operations,
  operationSetNames,
  operationSets,
  operationsOf,
  placeDepth,
  ruledOperations,
} from './operations.js';

it('has each of the 63 operations of Trino once', () => {
  expect(operationNames).toHaveLength(63);
  const count = (about: string) => operationNames.filter((name) => operations[name].about === about).length;
  expect(
    Object.fromEntries(operationNames.map((name) => [operations[name].about, count(operations[name].about)])),
  ).toEqual({
    none: 3,
    user: 4,
    systemSessionProperty: 1,
    catalogSessionProperty: 1,
    catalog: 5,
    schema: 8,
    table: 33,
    function: 7,
    column: 1,
  });
});

it('leaves lists and questions to scrim', () => {
  expect(operationNames.filter((name) => operations[name].decidedBy === 'scrim').toSorted()).toEqual([
    'AccessCatalog',
    'FilterCatalogs',
    'FilterColumns',
    'FilterFunctions',
    'FilterSchemas',
    'FilterTables',
    'GetColumnMask',
    'GetRowFilters',
    'ShowColumns',
    'ShowFunctions',
    'ShowSchemas',
    'ShowTables',
  ]);
});

it('has sets that each contain the one before', () => {
  const sets = operationSetNames.map((name) => operationsOf([name]));
  expect(sets.map((set) => set.size)).toEqual([4, 32, 38, ruledOperations.length]);
  for (const [index, set] of sets.entries())
    expect([...set]).toEqual(expect.arrayContaining([...(sets[index - 1] ?? [])]));
  for (const list of Object.values(operationSets)) expect(new Set(list).size).toBe(list.length);
});

it('opens raw tables, and the creation of schemas, with no set below service', () => {
  const raw = [
    'SelectFromColumns',
    'CreateViewWithSelectFromColumns',
    'ExecuteProcedure',
    'CreateSchema',
  ] as const;
  for (const name of raw) {
    expect(operationSetNames.filter((set) => operationsOf([set]).has(name))).toEqual([
      'service',
      'administrator',
    ]);
  }
});

it('keeps the two questions about the queries of others together', () => {
  const both = new Set(['ViewQueryOwnedBy', 'FilterViewQueryOwnedBy']);
  expect(operationsOf(['ViewQueryOwnedBy'])).toEqual(both);
  expect(operationsOf(['FilterViewQueryOwnedBy'])).toEqual(both);
  expect(operationsOf(['KillQueryOwnedBy'])).toEqual(new Set(['KillQueryOwnedBy']));
});

it('says how long the name of a place is', () => {
  expect(
    (
      [
        'ExecuteQuery',
        'ImpersonateUser',
        'SetCatalogSessionProperty',
        'CreateSchema',
        'DropView',
        'ExecuteFunction',
      ] as const
    ).map(placeDepth),
  ).toEqual([undefined, undefined, 1, 2, 3, 3]);
});
