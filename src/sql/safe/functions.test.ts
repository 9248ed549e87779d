import { describe, expect, it } from '@jest/globals';

import type { Dialect } from '../dialect.js';
import { functionsOf, reviews } from './functions.js';

describe.each<Dialect>(['trino', 'redshift'])('the reviewed functions of %s', (dialect) => {
  const { allowed, refused } = reviews[dialect];
  const inNames = allowed.flatMap(({ functions }) => Object.keys(functions));
  const outNames = refused.flatMap(({ names }) => [...names]);

  it('have names in lower case, each of them once', () => {
    const all = [...inNames, ...outNames];
    expect(all.filter((name) => !/^[a-z_][a-z0-9_]*$/.test(name))).toEqual([]);
    expect(all.filter((name, index) => all.indexOf(name) !== index)).toEqual([]);
    expect(inNames.length).toBeGreaterThan(70);
  });

  it('take a number of arguments that there can be', () => {
    const functions = allowed.flatMap((theme) => Object.entries(theme.functions));
    const wrong = functions.filter(
      ([
        ,
        {
          arity: [least, most],
          size = 0,
        },
      ]) => least > most || size >= most,
    );
    expect(
      wrong.map(([name]) => name).filter((name) => !['pi', 'e', 'nan', 'infinity'].includes(name)),
    ).toEqual([]);
  });

  it('can be extended, but not by what is refused for more than its cost', () => {
    const extra = ['My_Udf', 'lower', 'sum', 'random', 'regexp_replace', '__proto__'].map((name) => ({
      name,
    }));
    const names = [...functionsOf(dialect, extra).allowed.keys()];
    expect(names.filter((name) => !inNames.includes(name))).toEqual([
      'my_udf',
      'regexp_replace',
      '__proto__',
    ]);
    expect(functionsOf(dialect, extra).allowed.get('lower')?.arity).toEqual([1, 1]);
    expect(functionsOf(dialect).allowed.get('constructor')).toBeUndefined();
  });
});
