import { describe, expect, it } from '@jest/globals';

import type { FunctionCall } from './ast.js';
import { parseExpression } from './parse/index.js';
import { missingInTrino } from './special-functions.js';

const missing = (text: string): string | undefined =>
  missingInTrino(parseExpression(text, 'redshift') as FunctionCall);

describe('what Trino lacks of a call', () => {
  it.each([
    ['coalesce(a)', 'coalesce of 1 argument'],
    ['coalesce(*)', 'coalesce of 0 arguments'],
    ['"COALESCE"()', 'coalesce of 0 arguments'],
    ['nullif(a, b, c)', 'nullif of 3 arguments'],
    ['if(a)', 'if of 1 argument'],
    ['try(a, b)', 'try of 2 arguments'],
    ["format('x')", 'format of 1 argument'],
    ['coalesce(DISTINCT a, b)', 'DISTINCT of coalesce'],
    ['nullif(a, b) OVER ()', 'OVER of nullif'],
    ['listagg(a, b) WITHIN GROUP (ORDER BY c)', 'listagg with a separator that is not one string'],
    ["listagg(a, 'b', 'c') WITHIN GROUP (ORDER BY c)", 'listagg with a separator that is not one string'],
    ['coalesce(a, b, c)', undefined],
    ['nullif(a, b)', undefined],
    ['if(a, b, c)', undefined],
    ['s.coalesce(a)', undefined],
    ['sum(DISTINCT a)', undefined],
    ["listagg(a, 'b') WITHIN GROUP (ORDER BY c)", undefined],
  ])('%s', (text, construct) => {
    expect(missing(text)).toBe(construct);
  });
});
