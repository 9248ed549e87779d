import { describe, expect, it } from '@jest/globals';

import { columnName, schemaName, viewName } from './names.js';

const problemsOf = (name: string, of = schemaName): readonly string[] =>
  of.safeParse(name).error?.issues.map(({ message }) => message) ?? [];

describe('a schema name', () => {
  it.each(['geo', 'my space', 'a+b', '50%', 'a/b', 'say "hi"', 'straße', '日本', '😀', 'system'])(
    'can be %j',
    (name) => {
      expect(problemsOf(name)).toEqual([]);
    },
  );

  it.each([
    [' geo', 'a schema name must not begin or end with white space'],
    ['geo\u00a0', 'a schema name must not begin or end with white space'],
    ['Geo', 'a schema name must be lower case: Trino folds names to lower case'],
    ['a.b', 'a schema name must not contain a dot or a control character'],
    ['a\u001fb', 'a schema name must not contain a dot or a control character'],
    ['information_schema', 'a schema cannot be named information_schema: Trino has its own'],
  ])('cannot be %j', (name, problem) => {
    expect(problemsOf(name)).toEqual([problem]);
  });

  it('alone is bound so: Trino finds views and columns with spaces around their names', () => {
    expect([problemsOf(' geo ', viewName), problemsOf(' geo ', columnName)]).toEqual([[], []]);
  });
});
