import { describe, expect, it } from '@jest/globals';

import { Refusal } from '../base/refusal.js';
import { print } from '../sql/print/print.js';
import type { Answer } from './ask.js';
import { validateViews, type ViewToValidate } from './validate-views.js';

const clear: ViewToValidate = {
  dataSource: 'a.b',
  sql: 'SELECT id, name FROM lake.x.y',
  policies: [],
  columns: [
    { name: 'id', type: 'bigint' },
    { name: 'name', type: 'varchar' },
  ],
};
const strict: ViewToValidate = { ...clear, policies: ['masks', 'rows'], columns: undefined };

async function validate(answer: (sql: string) => Answer, ...views: readonly ViewToValidate[]) {
  const asked: string[] = [];
  const problems = await validateViews((question) => {
    asked.push(print(question, 'trino').replaceAll(/\s+/g, ' '));
    return Promise.resolve(print(question, 'trino')).then(answer);
  }, views);
  return { asked, problems };
}

const columns = (id: string): Answer => ({
  columns: [
    { name: 'id', type: id },
    { name: 'name', type: 'varchar(25)' },
  ],
  rows: [],
});

describe('views that a Trino validates', () => {
  it('are right when it takes them, and their columns become what the views declare', async () => {
    const { asked, problems } = await validate(() => columns('integer'), clear, strict);
    expect(problems).toEqual([]);
    expect(asked).toHaveLength(2);
    expect(asked[0]).toBe('SELECT * FROM (SELECT id, name FROM lake.x.y) WHERE FALSE');
  });

  it('are told of with both types where a column has another', async () => {
    expect((await validate(() => columns('varchar'), clear)).problems).toEqual([
      "data source 'a.b': column 'id' is varchar in Trino, and its view needs bigint: declare its type as varchar",
    ]);
  });

  it('are told of by their policies where only masks and filters are refused', async () => {
    let count = 0;
    const { problems } = await validate(
      () => {
        count += 1;
        if (count === 2) throw new Refusal('invalid', "Trino refuses: Function 'f' not registered");
        return columns('bigint');
      },
      clear,
      strict,
    );
    expect(problems).toEqual([
      "data source 'a.b', as policies 'masks', 'rows' show it: Trino refuses: Function 'f' not registered",
    ]);
  });

  it('are told of once, and with who may read, where the raw table is closed', async () => {
    const { asked, problems } = await validate(
      () => {
        throw new Refusal('invalid', 'Trino refuses: Access Denied: Cannot select from table lake.x.y');
      },
      clear,
      strict,
    );
    expect(asked).toHaveLength(1);
    expect(problems).toEqual([
      "data source 'a.b': Trino refuses: Access Denied: Cannot select from table lake.x.y; run this as the user that reads the raw tables, with --user",
    ]);
  });

  it('end with an error where the Trino cannot be asked', async () => {
    const away = validate(() => {
      throw new Refusal('unavailable', 'away');
    }, clear);
    await expect(away).rejects.toThrow('away');
  });
});
