import { describe, expect, it } from '@jest/globals';

import { kindOf, kinds } from './world.js';

describe('the declarations of kinds', () => {
  it('have sections of their own', () => {
    const sections = kinds.map((kind) => kindOf[kind].section);
    expect(new Set(sections).size).toBe(kinds.length);
  });

  it.each(kinds)('says which objects are own where a role may act on own %s alone', (kind) => {
    const { rights, own } = kindOf[kind];
    const grants = Object.values(rights);
    const reads = grants.some(({ read }) => read === 'own');
    const writes = grants.some(({ create, change, remove }) => [create, change, remove].includes('own'));
    expect([own?.read !== undefined, own?.write !== undefined]).toEqual([reads, writes]);
  });
});
