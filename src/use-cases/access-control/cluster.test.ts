import { describe, expect, it } from '@jest/globals';

import { modeOf, namesTable, placeKey } from './cluster.js';
import type { Mode } from './cluster.js';

const cluster = {
  modes: new Map<string, Mode>([
    [placeKey(['lake']), 'inPlace'],
    [placeKey(['Lake', 'HR']), 'closed'],
    [placeKey(['lake', 'hr', 'people']), 'open'],
    [placeKey(['lake', 'sales', 'orders']), 'closed'],
    [placeKey(['lake', 'sales', 'a$b']), 'open'],
    [placeKey(['pg', 'public']), 'upstream'],
  ]),
};

describe('the mode of a place', () => {
  it.each<[readonly string[], Mode]>([
    [['lake'], 'inPlace'],
    [['LAKE'], 'inPlace'],
    [['lake', 'sales'], 'inPlace'],
    [['lake', 'hr'], 'closed'],
    [['lake', 'hr', 'salaries'], 'closed'],
    [['lake', 'hr', 'people'], 'open'],
    [['Lake', 'HR', 'People'], 'open'],
    [['lake', 'sales', 'items'], 'inPlace'],
    [['pg'], 'closed'],
    [['pg', 'public'], 'upstream'],
    [['pg', 'public', 't'], 'upstream'],
    [['pg', 'other', 't'], 'closed'],
    [['unknown', 'hr', 'people'], 'closed'],
    [[], 'closed'],
  ])('of %j is %s', (parts, mode) => {
    expect(modeOf(cluster, parts)).toBe(mode);
  });

  it.each<[string, Mode]>([
    ['orders$files', 'closed'],
    ['orders$a$b', 'closed'],
    ['a$b', 'open'],
    ['a$b$partitions', 'open'],
    ['a$c', 'inPlace'],
    ['$orders', 'inPlace'],
  ])('of the metadata table %s is that of its table', (table, mode) => {
    expect(modeOf(cluster, ['lake', 'sales', table])).toBe(mode);
  });

  it('tells a table with a mode of its own from one in a schema with a mode', () => {
    expect(namesTable(cluster, ['lake', 'HR', 'people'])).toBe(true);
    expect(namesTable(cluster, ['lake', 'hr', 'salaries'])).toBe(false);
    expect(namesTable(cluster, ['lake', 'hr', 'people$files'])).toBe(false);
    expect(namesTable(cluster, ['lake', 'hr'])).toBe(false);
  });
});
