import { expect, it } from '@jest/globals';
import { stringify } from 'yaml';

import { worldOfFiles } from './world-of-files.js';

const text = stringify({
  groups: [{ name: 'eu' }],
  users: [{ name: 'ann', groups: ['eu'] }],
  policies: [
    {
      name: 'hide',
      target: { schemas: ['s'] },
      rules: [{ mask: { type: 'null' }, columns: { names: ['c'] }, exceptWhen: { group: 'eu' } }],
    },
  ],
});
const files = [{ name: 'w.yaml', text }];

it('makes a world of files, and finds its objects in them', async () => {
  const made = await worldOfFiles({ files });
  if ('errors' in made) throw new Error(made.errors.join('\n'));
  expect(made.world.objects().keys('user')).toEqual(['ann']);
  expect(made.changes.map(({ object }) => object)).toEqual(["group 'eu'", "user 'ann'", "policy 'hide'"]);
  const line = (part: string): number => text.split('\n').findIndex((one) => one.includes(part)) + 1;
  expect(made.placeOf('policy', 'hide')).toBe(`w.yaml:${line('name: hide')}:5`);
  expect(made.placeOf('policy', 'hide', ['rules', 0, 'exceptWhen'])).toMatch(
    new RegExp(`^w.yaml:${line('exceptWhen') + 1}:`),
  );
  expect(made.placeOf('policy', 'show')).toBeUndefined();
});

it('applies files to another world, and refuses what an apply refuses', async () => {
  const made = await worldOfFiles({ files });
  if ('errors' in made) throw new Error(made.errors.join('\n'));
  const more = [{ name: 'more.yaml', text: 'users: [{ name: bob, groups: [eu] }]' }];
  const on = await worldOfFiles({ files: more }, { onto: made.world.fork() });
  expect('errors' in on ? on.errors : on.world.objects().keys('user')).toEqual(['ann', 'bob']);
  expect(made.world.objects().keys('user')).toEqual(['ann']);
  expect(await worldOfFiles({ files: more })).toEqual({
    errors: ["more.yaml:1:31: there is no group 'eu'; declare it under groups"],
  });
});
