import { expect, it } from '@jest/globals';

import { trinoInitInput } from './trino-init-input.js';
import type { TrinoInitOptions } from './trino-init-input.js';

const good: TrinoInitOptions = {
  scrimUrl: 'http://127.0.0.1:8181',
  definer: 'scrim_owner',
  rawCatalogs: ['sales'],
};

it('fills in what is not said', () => {
  expect(trinoInitInput.parse(good)).toEqual({
    ...good,
    catalog: 'scrim',
    openCatalogs: [],
    administrators: [],
    sessionTimeout: '1h',
    refreshPeriod: '30s',
  });
});

it.each<[Partial<TrinoInitOptions>, string, string]>([
  [{ scrimUrl: 'scrim:8181' }, 'scrimUrl', "expected scrim's address, such as http://127.0.0.1:8181"],
  [
    { scrimUrl: 'http://u:p@scrim' },
    'scrimUrl',
    "expected scrim's address only, without a path, a query or a password",
  ],
  [
    { scrimUrl: 'http://scrim/v1' },
    'scrimUrl',
    "expected scrim's address only, without a path, a query or a password",
  ],
  [
    { catalog: '../x' },
    'catalog',
    "expected a catalog's name: lower-case letters, digits and '_', beginning with a letter",
  ],
  [{ catalog: 'system' }, 'catalog', "'system' is Trino's own catalog"],
  [{ definer: '' }, 'definer', 'the definer must not be empty'],
  [
    { rawCatalogs: [] },
    'rawCatalogs',
    'expected at least one raw catalog: without one, there are no tables for views',
  ],
  [{ rawCatalogs: ['sales', 'sales'] }, 'rawCatalogs', 'a raw catalog is named twice'],
  [{ rawCatalogs: ['scrim'] }, 'rawCatalogs', "'scrim' cannot be a raw catalog"],
  [
    { openCatalogs: ['sales'] },
    'openCatalogs',
    "'sales' is a raw catalog: open to everybody, it would show raw values",
  ],
  [{ openCatalogs: ['system'] }, 'openCatalogs', "'system' cannot be open to everybody"],
  [
    { administrators: ['scrim_owner'] },
    'administrators',
    "'scrim_owner' is the definer, and nobody may act as the definer",
  ],
  [{ sessionTimeout: '0' }, 'sessionTimeout', 'expected a duration of Trino, such as 1h or 0ms'],
  [{ refreshPeriod: '0s' }, 'refreshPeriod', 'expected a duration of Trino, such as 30s'],
])('refuses %j', (wrong, where, message) => {
  const { error } = trinoInitInput.safeParse({ ...good, ...wrong });
  expect(error?.issues.map(({ path, message: text }) => [path.slice(0, 1).join('.'), text])).toEqual([
    [where, message],
  ]);
});
