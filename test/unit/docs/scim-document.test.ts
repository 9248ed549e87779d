import { expect, it } from '@jest/globals';

import { walkThrough } from './walk-through.js';

it('walks from the first key to an inactive user', async () => {
  const { code, out, err } = await walkThrough('docs/scim.md');
  expect([code, err]).toEqual([
    0,
    'This key may do everything. Keep it: scrim does not store it, and shows it only once.\n',
  ]);
  const [found, patched, ...more] = out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(found).toMatchObject({ totalResults: 1, Resources: [{ userName: 'ann', active: true }] });
  expect(patched).toMatchObject({
    externalId: '00u1',
    active: false,
    groups: [{ display: 'analysts' }],
    'urn:ietf:params:scim:schemas:extension:scrim:2.0:User': { region: ['EUROPE', 'ASIA'] },
  });
  expect(more).toEqual([]);
});
