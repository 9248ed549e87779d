import { expect, it } from '@jest/globals';

import { processorTime } from '../../../test/support/processor-time.js';
import { schemaOf } from '../../model/world.js';
import { FaultyObject } from './failures.js';
import { parseObject } from './parse-object.js';

const megabyte = 1_000_000;
const kinds = ['user', 'policy', 'dataSource', 'tag'] as const;
/** Milliseconds of the processor: a tenth of it where nothing else runs, and far more where something grows with the square. */
const enough = 10_000;

/** Bodies of about a megabyte, in which nearly everything is wrong. */
const bodies: readonly (readonly [string, unknown])[] = [
  ['unknown keys', Object.fromEntries(Array.from({ length: megabyte / 10 }, (_, index) => [`k${index}`, 1]))],
  ['wrong list', { name: 'x', groups: Array.from({ length: megabyte / 3 }, () => 7) }],
  [
    'wrong attributes',
    { name: 'x', attributes: Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [` ${i}`, i])) },
  ],
  [
    'wrong words',
    { name: 'x', rules: Array.from({ length: 20_000 }, () => ({ mask: { type: 'nul' }, colunms: {} })) },
  ],
  [
    'wrong rules',
    { name: 'x', rules: Array.from({ length: 20_000 }, () => ({ rows: { purposes: 'x', in: 1 }, x: 1 })) },
  ],
  ['one long text', { name: 'x'.repeat(megabyte), dataSource: 'x'.repeat(1_000), schema: 'X'.repeat(1_000) }],
];

it.each(bodies)('a body of %s is refused soon, and in few words', (_, body) => {
  for (const kind of kinds) {
    let refused: unknown;
    const time = processorTime(() => {
      try {
        parseObject<unknown>(schemaOf[kind], body);
      } catch (error) {
        refused = error;
      }
    }, enough);
    expect(refused).toBeInstanceOf(FaultyObject);
    const { faults } = refused as FaultyObject;
    expect(faults.length).toBeLessThanOrEqual(101);
    expect(JSON.stringify(faults).length).toBeLessThan(50_000);
    expect([kind, time < enough]).toEqual([kind, true]);
  }
});

it('counts what it does not report', () => {
  const body = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`k${index}`, 1]));
  try {
    parseObject<unknown>(schemaOf.tag, { name: 'x', ...body });
    throw new Error('was taken');
  } catch (error) {
    const { faults, message } = error as FaultyObject;
    expect(faults.length).toBe(101);
    expect(faults.at(-1)).toEqual({ path: [], message: 'and 50 more problems', more: 50 });
    expect(message).toContain('(and 149 more)');
  }
});
